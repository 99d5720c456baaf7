//! `POST /access_tokens/update`: changes what a token is called and proved by, and what it says.
//!
//! 1. Parse. A field that is absent is left as it is, one that is null is cleared.
//! 2. Read: the token, and the claims of the identifier and the authentication code that it shall have; the
//!    customer records it belongs to, once it is proved.
//! 3. Decide: only EFFECTIVE. The token is then what `create` could have made.
//! 4. Commit: the token, the claims it takes and the claims it gives up.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    access_token::AccessToken,
    answer::AccessTokenAnswer,
    authentication_code::AuthenticationCode,
    caller::Caller,
    context::Context,
    definition::{Required, Settings},
    http::{Call, Parameters},
    identified,
    identifier::{Identifier, NormalisedIdentifier},
    links::Records,
    look_up::{AccessTokenIdentifier, Sought},
    pass_code::{self, PassCode, PassCodeHash},
    patch::Patch,
    refusal::Refusal,
    registration::{self, CARD_MAXIMUM_LENGTH},
    rules::{MAXIMUM_LENGTH, PLAIN},
    secret::Secret,
    seek,
    service::Service,
    table::{Claim, Decision, Key, Rows, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open::<AccessTokenAnswer>("update", &request);
    call.answer(run(service, parameters, &call.caller).await)
}

/// What is sent, beside the user-defined fields.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "access_token_identifier": { "identifier": "ada@example.com", "pass_code": "correct horse 1" },
    "card_masked_number": "**** **** **** 1234",
    "udf_string_1": null,
}))]
pub struct Input {
    access_token_identifier: AccessTokenIdentifier,
    /// Identifies and authenticates in one.
    #[serde(default)]
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    authentication_code: Patch<Secret>,
    /// What the customer is called by from then on.
    #[serde(default)]
    #[schemars(length(max = MAXIMUM_LENGTH), example = "ada@example.com")]
    identifier: Patch<String>,
    /// What the customer will log in with from then on.
    #[serde(default)]
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 2")]
    pass_code: Patch<Secret>,
    /// As it is printed: `**** **** **** 1234`.
    #[serde(default)]
    #[schemars(length(max = CARD_MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "**** **** **** 1234")]
    card_masked_number: Patch<String>,
}

/// What is wanted, and where what it takes is claimed.
struct Wanted {
    input: Input,
    user_defined_fields: Map<String, Value>,
    identifier: Option<Key>,
    codes: Vec<Key>,
}

impl Wanted {
    fn parse(mut parameters: Parameters, service: &Service) -> Result<Self, Refusal> {
        let user_defined_fields = parameters.take_user_defined_fields();
        let input: Input = parameters.into_input()?;
        let code = input.authentication_code.given().map(AuthenticationCode::offered).transpose();
        let code = code.map_err(Refusal::value("authentication_code"))?;
        let codes = code.map(|code| code.claim_keys(&service.keyring)).transpose()?;
        let identifier = input.identifier.given().map(|text| NormalisedIdentifier::of(text));
        // The settings of the token, which say what it must be like, are not read yet; its claim will be.
        let short = identifier.as_ref().map_or(Ok(()), NormalisedIdentifier::short_enough);
        short.map_err(Refusal::value("identifier"))?;
        Ok(Self {
            identifier: identifier.as_ref().map(Key::identifier),
            codes: codes.unwrap_or_default(),
            input,
            user_defined_fields,
        })
    }

    fn keys(&self) -> impl Iterator<Item = &Key> {
        self.identifier.iter().chain(&self.codes)
    }
}

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    let wanted = Wanted::parse(parameters?, service)?;
    let mut context = service.context();
    let sought = identified::sought(&wanted.input.access_token_identifier, caller, service, &context)?;
    let claims: Vec<Key> = wanted.keys().cloned().collect();
    let decide = |(sought, _): &(Sought, Vec<Key>), rows: &Rows, context: &mut Context| {
        decide(service, &wanted, sought, caller, rows, context)
    };
    seek::outcome(service, (sought, claims), &mut context, decide).await
}

fn decide(
    service: &Service,
    wanted: &Wanted,
    sought: &Sought,
    caller: &Caller,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: before, version } = sought.token(rows)?.ok_or(Refusal::NotFound)?;
    let token = changed(service, wanted, before.clone().effective()?, caller, context)?;
    let taken = |refusal| {
        // To be told that somebody has an identifier or a code is to have guessed one.
        Ok(Decision { writes: vec![sought.attempts().count_within_limit()], outcome: Err(refusal) })
    };
    let is_others = |key: &Key| {
        let claim = rows.row::<Claim>(key)?;
        Ok::<_, Refusal>(claim.is_some_and(|claim| claim.row.holder != before.id))
    };
    if let Some(key) = &wanted.identifier
        && is_others(key)?
    {
        return taken(Refusal::IdentifierTaken);
    }
    for key in &wanted.codes {
        if is_others(key)? {
            return taken(Refusal::AuthenticationCodeTaken);
        }
    }
    let answer = AccessTokenAnswer::of(&token, &Records::of(&token.links, rows)?, service)?;
    let mut writes = vec![Write::replace(&Key::token(&token.id), &token, version, None)?];
    let identifier = |token: &AccessToken| {
        token.identifier.as_ref().map(|identifier| Key::identifier(&identifier.normalised()))
    };
    writes.extend(Write::claim_moved(identifier(&before), identifier(&token), &token.id)?);
    let code = |token: &AccessToken| token.authentication_code_claim(&service.keyring);
    writes.extend(Write::claim_moved(code(&before)?, code(&token)?, &token.id)?);
    Ok(Decision { writes, outcome: Ok(answer) })
}

/// The token with what was sent in the place of what it had.
fn changed(
    service: &Service,
    wanted: &Wanted,
    before: AccessToken,
    caller: &Caller,
    context: &mut Context,
) -> Result<AccessToken, Refusal> {
    let settings = service.definition.settings(before.classification.as_ref());
    let Input { authentication_code, identifier, pass_code, card_masked_number, .. } = &wanted.input;
    let keyring = &service.keyring;
    let mut token = before;
    let verified = match settings.verification.required {
        Required::Never => false,
        Required::RewardsParticipants => token.links.rewards_participant.is_some(),
        Required::Always => true,
    };
    // Nobody has verified that a new identifier is the customer's.
    if !identifier.is_absent() && verified && !caller.known {
        return Err(Refusal::CallerNotKnown);
    }
    token.identifier = identifier
        .over(token.identifier, |text| Identifier::parse(text, &settings.identifier))
        .map_err(Refusal::value("identifier"))?;
    // A ticket was sent to where the token was, to replace the pass code that it had.
    if !pass_code.is_absent() || !identifier.is_absent() {
        token.reset_ticket = None;
    }
    token.pass_code = pass_code.over(token.pass_code, |text| {
        let identifier = token.identifier.as_ref().map(Identifier::as_str);
        let chosen = PassCode::chosen(text, &settings.pass_code, identifier);
        let chosen = chosen.map_err(Refusal::value("pass_code"))?;
        Ok::<_, Refusal>(PassCodeHash::new(&chosen, keyring, &mut context.rng)?)
    })?;
    token.authentication_code = authentication_code.over(token.authentication_code, |text| {
        let code = AuthenticationCode::given(text, &settings.authentication_code);
        let code = code.map_err(Refusal::value("authentication_code"))?;
        Ok::<_, Refusal>(keyring.seal(code.secret(), token.id.as_str(), &mut context.rng)?)
    })?;
    token.card_masked_number = card_masked_number
        .over(token.card_masked_number, |number| registration::card_masked_number(number))?;
    token.user_defined_fields = token.user_defined_fields.patched(wanted.user_defined_fields.clone())?;
    token.updated = context.now;
    together(token, settings)
}

/// What the fields must be to each other, as in `create`.
fn together(token: AccessToken, settings: &Settings) -> Result<AccessToken, Refusal> {
    match (&token.identifier, &token.pass_code, &token.authentication_code) {
        (Some(_), None, _) => Err(Refusal::field("pass_code", "is needed with an identifier")),
        (None, Some(_), _) => Err(Refusal::field("pass_code", "goes with an identifier: clear both")),
        (None, None, None) => Err(Refusal::field("identifier", "is needed, or an authentication_code")),
        (None, None, Some(_)) if !settings.automation.allow_no_identifier_and_pass_code => {
            Err(Refusal::field("identifier", "is needed"))
        }
        (Some(_), Some(_), _) | (None, None, Some(_)) => Ok(token),
    }
}
