//! `POST /access_tokens/generate_otp`: an identifying code, which a customer shows at a till.
//!
//! 1. Parse. In the session of a customer, of their own where none is named.
//! 2. Read the token; the code that it has, once it is proved.
//! 3. Decide: only EFFECTIVE. In the first half of its life the code is given once more, later a new one is,
//!    and the old one dies.
//! 4. Commit: the code and its claim, in the place of those before. Where another token has the same digits now, others
//!    are drawn.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{context::Context, field_errors::FieldErrors, rule::Rule, scope::Scope},
    http::{
        answer::IdentifyingCodeAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{identifying_code::LiveCode, refusal::Refusal},
    steps::{
        credentials::AccessTokenIdentifier,
        flow::{self, Decision},
        lookup::Lookup,
        service::Service,
        token_lookup::{self, TokenLookup},
    },
    table::{Key, Rows},
};

pub(crate) const GENERATE_OTP: Operation<Input, IdentifyingCodeAnswer> = post(
    "/access_tokens/generate_otp",
    Who::CustomerOrBackOffice,
    "Makes a one-time password by which a back office identifies a customer, once.",
)
.for_scope(Scope::ClearCodes)
.refuses(&[flow::COMMITS, token_lookup::REFUSES, &[Code::LifeCycleStateNotAllowed]]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "access_token_identifier": { "identifier": "eve@example.com", "pass_code": "correct horse 1" } }))]
pub(crate) struct Input {
    /// Not needed in the session of a customer, for whose own one is made then. By no one-time password: it
    /// would be good for ever.
    access_token_identifier: Option<AccessTokenIdentifier>,
}

/// The access token, and the code that it has once it is proved.
struct CodeLookup(TokenLookup);

impl Lookup for CodeLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        vec![&mut self.0]
    }

    fn wants(&self, rows: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = self.0.way(rows)?;
        keys.extend(self.0.proved_token(rows)?.map(|token| LiveCode::key_of(&token.id)));
        Ok(keys)
    }
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<IdentifyingCodeAnswer, Refusal> {
    let input: Input = parameters.rest()?;
    let mut context = service.context(&caller);
    let named = input.access_token_identifier.as_ref();
    if named.is_some_and(|named| named.one_time_password.is_some()) {
        let errors = FieldErrors::field("one_time_password", Rule::GoesWith { with: "other operations" });
        return Err(errors.within("access_token_identifier").into());
    }
    let lookup = CodeLookup(TokenLookup::named_or_own(named, &caller, &context, service)?);
    flow::run(service, &caller, lookup, &mut context, |CodeLookup(lookup), rows, context| {
        decide(service, lookup, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    lookup: &TokenLookup,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<IdentifyingCodeAnswer>, Refusal> {
    let token = lookup.token(rows)?.ok_or(Refusal::AccessTokenNotFound)?.row.effective()?;
    let before = rows.row::<LiveCode>(&LiveCode::key_of(&token.id))?;
    let again = before.as_ref().filter(|before| before.row.is_given_again(&token, context.now));
    let (live, writes) = if let Some(again) = again {
        (again.row.clone(), Vec::new())
    } else {
        let new = LiveCode::new(&token, context.now, &service.keyring, &mut context.rng);
        let writes = new.replaces(before.as_ref(), &token.id, &service.keyring)?;
        (new, writes)
    };
    let answer = IdentifyingCodeAnswer {
        one_time_password: live.code.derive(&service.keyring)?.reveal().to_owned(),
        expiration_date: live.code.expires().to_string(),
        id: token.id,
        number: token.number,
    };
    Ok(Decision { writes, outcome: Ok(answer) })
}
