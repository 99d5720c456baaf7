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

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    access_token::{AccessToken, LifeCycle, Verification},
    answer::AccessTokenAnswer,
    attempts::Attempts,
    caller::Caller,
    context::Context,
    http::{Call, Parameters},
    identifier::Identifier,
    links::Records,
    look_up::{AccessTokenIdentifier, Proof, Sought},
    pass_code::{self, PassCode, PassCodeHash},
    refusal::Refusal,
    secret::Secret,
    service::Service,
    table::{Decision, Key, Rounds, Rows, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open::<AccessTokenAnswer>("verify", &request);
    call.answer(run(service, parameters, &call.caller).await)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "access_token_identifier": { "identifier": "ada@example.com", "pass_code": "correct horse 1" },
    "verification_code": "042917",
}))]
pub struct Input {
    access_token_identifier: AccessTokenIdentifier,
    /// What the message brought.
    #[schemars(example = "042917")]
    verification_code: Secret,
    /// Sets the pass code at verification.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 1")]
    pass_code: Option<Secret>,
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    let input: Input = parameters?.into_input()?;
    let mut context = service.context();
    let field = "access_token_identifier";
    let given = &input.access_token_identifier;
    let mut sought = Sought::parse(given, field, caller, &context, &service.keyring)?;
    let mut rounds = Rounds::default();
    loop {
        let mut rows = Rows::at(context.now);
        service.table.gather(&mut rows, |rows| sought.lead(rows)).await?;
        let token = sought.proved(Proof::OrVerificationCode, &rows, service, &mut context)?;
        service.table.gather(&mut rows, |rows| sought.records(rows)).await?;
        let decision = decide(service, &input, token, sought.attempts(), &rows, &mut context)?;
        if let Some(outcome) = service.table.settle(decision, &mut rounds, &mut context).await? {
            return outcome;
        }
    }
}

fn decide(
    service: &Service,
    input: &Input,
    proved: Option<Stored<AccessToken>>,
    attempts: &Attempts,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let refused = |write| Ok(Decision { writes: vec![write], outcome: Err(Refusal::VerificationRefused) });
    let Some(Stored { row: token, version }) = proved else {
        return refused(attempts.count());
    };
    let verification = match &token.life_cycle {
        LifeCycle::PendingVerification(verification) => verification,
        // Only who proves to know the token is told its state, and only so often.
        LifeCycle::Effective { .. } | LifeCycle::NotEffective { .. } => {
            return Ok(Decision {
                writes: vec![attempts.count_within_limit()],
                outcome: Err(token.not_allowed()),
            });
        }
    };
    let key = Key::token(&token.id);
    let settings = service.definition.settings(token.classification.as_ref());
    if !verification.open(context.now, settings.verification.attempts) {
        return refused(attempts.count());
    }
    if !is_right(verification, &input.verification_code, service)? {
        return refused(Write::replace(&key, &token.wrong_try(context.now)?, version, None)?);
    }
    let pass_code = pass_code(service, input, &token, context)?;
    let token = token.verify(pass_code, context.now)?;
    let answer = AccessTokenAnswer::of(&token, &Records::of(&token.links, rows)?, service)?;
    Ok(Decision {
        writes: vec![Write::replace(&key, &token, version, None)?],
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
        return Err(Refusal::field("pass_code", "goes with an identifier"));
    }
    let rules = &service.definition.settings(token.classification.as_ref()).pass_code;
    let identifier = token.identifier.as_ref().map(Identifier::as_str);
    let chosen = PassCode::chosen(text, rules, identifier).map_err(Refusal::value("pass_code"))?;
    Ok(Some(PassCodeHash::new(&chosen, &service.keyring, &mut context.rng)?))
}
