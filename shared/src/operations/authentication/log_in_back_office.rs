//! `POST /authentication/web_api_key/token`: opens a session of a back office, by its key.
//!
//! 1. Parse: the key is the user name of HTTP Basic.
//! 2. Read the key.
//! 3. Decide: it must be good. 4. Commit: the session.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    base::text_rules::{MAXIMUM_LENGTH, PLAIN},
    codes::application_key::KeyClass,
    http::{
        answer::SessionAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{refusal::Refusal, session::Session},
    steps::{
        application::Application,
        flow::{self, Decision},
        service::Service,
        session::{Tokens, check_unit},
    },
    table::Write,
};

pub(crate) const LOG_IN_BACK_OFFICE: Operation<Input, SessionAnswer> = post(
    "/authentication/web_api_key/token",
    Who::Applications(KeyClass::SystemicKey),
    "Opens a session of a back office, by its key.",
)
.refuses(&[flow::COMMITS, &[Code::InvalidValue]]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    /// The business unit that the back office works for: the definition's, by id, name or code.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    unit: Option<String>,
}

pub(crate) async fn run(
    service: &Service,
    mut parameters: Parameters,
    caller: Caller,
) -> Result<SessionAnswer, Refusal> {
    let mut context = service.context(&caller);
    let application = Application::of(&mut parameters, &caller, context.now)?;
    let api = std::mem::take(&mut parameters.api);
    let input: Input = parameters.rest()?;
    check_unit(input.unit.as_deref(), service)?;
    flow::run(service, &caller, application, &mut context, |application, rows, context| {
        let key = application.proved(rows)?;
        let session = Session::open(&key, 0, context.now, &mut context.rng);
        let answer = Tokens { service, api: &api }.of_back_office(&session, &key, context.now)?;
        let write = Write::create(&Session::key_of_back_office(&key.id, &session.id), &session)?;
        Ok(Decision { writes: vec![write], outcome: Ok(answer) })
    })
    .await
}
