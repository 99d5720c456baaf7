//! `POST /access_tokens/verify`: the code that was sent makes a token EFFECTIVE, once.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once the caller has proved to know it.
//! 3. Decide: below.
//! 4. Commit: one write, whatever was decided; none only where the code is right and a pass code is missing.
//!
//! To who proves nothing, an unknown token, a wrong pass code and a wrong, used-up or expired code look
//! the same. Every try is counted before it is answered: a wrong code on the token, everything else on
//! the attempts of who asked.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{context::Context, field_errors::FieldErrors, identifier::Identifier, rule::Rule, secret::Secret},
    codes::pass_code::{self, PassCode, PassCodeHash},
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        access_token::AccessToken,
        customer_records::Records,
        life_cycle::{LifeCycle, Verification},
        refusal::Refusal,
    },
    steps::{
        flow::{self, Decision},
        service::Service,
        token_lookup::{AccessTokenIdentifier, Proof, TokenLookup},
    },
    table::{Rows, Stored, Write},
};

pub(crate) const VERIFY: Operation<Input, AccessTokenAnswer> = post(
    "/access_tokens/verify",
    Who::Anybody,
    "Takes the code that was sent, and makes the access token EFFECTIVE.",
)
.refuses(&[flow::COMMITS, REFUSES]);

const REFUSES: &[Code] =
    &[Code::VerificationRefused, Code::PassCodeNeeded, Code::InvalidValue, Code::LifeCycleStateNotAllowed];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "access_token_identifier": { "identifier": "ada@example.com", "pass_code": "correct horse 1" },
    "verification_code": "042917",
}))]
pub(crate) struct Input {
    access_token_identifier: AccessTokenIdentifier,
    /// What the message brought.
    #[schemars(example = "042917")]
    verification_code: Secret,
    /// Sets the pass code at verification.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 1")]
    pass_code: Option<Secret>,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    let input: Input = parameters.rest()?;
    let mut context = service.context();
    let (given, proof) = (&input.access_token_identifier, Proof::OrVerificationCode);
    let lookup = TokenLookup::parse(given, proof, &caller, &context, &service.keyring)?;
    flow::run(service, lookup, &mut context, |lookup, rows, context| {
        decide(service, &input, lookup, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    input: &Input,
    lookup: &TokenLookup,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: token, version } = lookup.token(rows)?.ok_or(Refusal::VerificationRefused)?;
    let ends = |write, refusal| Ok(Decision { writes: vec![write], outcome: Err(refusal) });
    let verification = match &token.life_cycle {
        LifeCycle::PendingVerification(verification) => verification,
        // Only who proves to know the token is told its state, and only so often.
        LifeCycle::Effective { .. } | LifeCycle::NotEffective { .. } => {
            return ends(lookup.attempts().count_within_limit(), token.not_allowed());
        }
    };
    let settings = service.definition.settings(token.classification.as_ref());
    if !verification.open(context.now, settings.verification.attempts) {
        return ends(lookup.attempts().count(), Refusal::VerificationRefused);
    }
    if !is_right(verification, &input.verification_code, service)? {
        let tried = token.wrong_try(context.now)?;
        let write = Write::replace(&tried.key(), &tried, version, None)?;
        return ends(write, Refusal::VerificationRefused);
    }
    let pass_code = pass_code(service, input, &token, context)?;
    let token = token.verify(pass_code, context.now)?;
    let records = Records::of(&token.links, rows)?;
    let answer = AccessTokenAnswer::of(&token, &records, &service.definition, &service.keyring)?;
    Ok(Decision {
        writes: vec![Write::replace(&token.key(), &token, version, None)?],
        outcome: Ok(answer.with_verification_code(&input.verification_code)),
    })
}

fn is_right(verification: &Verification, sent: &Secret, service: &Service) -> Result<bool, Refusal> {
    Ok(verification.code.derive(&service.keyring)?.same_as(sent))
}

/// The pass code that is chosen now. A token with an identifier must have one from here on.
fn pass_code(
    service: &Service,
    input: &Input,
    token: &AccessToken,
    context: &mut Context,
) -> Result<Option<PassCodeHash>, Refusal> {
    let Some(text) = &input.pass_code else {
        return match (&token.identifier, &token.pass_code) {
            (Some(_), None) => Err(Refusal::PassCodeNeeded),
            (Some(_), Some(_)) | (None, _) => Ok(None),
        };
    };
    if token.identifier.is_none() {
        return Err(FieldErrors::field("pass_code", Rule::GoesWith { with: "an identifier" }).into());
    }
    let rules = &service.definition.settings(token.classification.as_ref()).pass_code;
    let identifier = token.identifier.as_ref().map(Identifier::as_str);
    let chosen = PassCode::chosen(text, rules, identifier).map_err(FieldErrors::value("pass_code"))?;
    Ok(Some(PassCodeHash::new(&chosen, &service.keyring, &mut context.rng)?))
}
