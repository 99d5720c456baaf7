//! `POST /authentication/token`: how users of the Web API's vendor logged in, by a pass code of their own. There are no
//! users here, and the answer says what there is.
//!
//! 1. Parse: whatever is sent. Nothing is read, decided or committed.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    base::secret::Secret,
    http::{
        answer::SessionAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::service::Service,
};

pub(crate) const LOG_IN_USER: Operation<Input, SessionAnswer> = post(
    "/authentication/token",
    Who::Anybody,
    "Not offered: a back office logs in at `/authentication/web_api_key/token`, with a key.",
)
.public()
.refuses(&[&[Code::NotOffered]]);

/// What the vendor's users sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is read to be refused")]
pub(crate) struct Input {
    username: Option<String>,
    password: Option<Secret>,
    organisation: Option<String>,
    unit: Option<String>,
}

pub(crate) async fn run(_: &Service, parameters: Parameters, _: Caller) -> Result<SessionAnswer, Refusal> {
    parameters.rest::<Input>()?;
    Err(Refusal::UsersNotOffered)
}
