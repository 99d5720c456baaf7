//! `POST /access_tokens/verify`: the code that was sent makes a token EFFECTIVE, once.
//!
//! 1. Parse.
//! 2. Read the token; then, if the code is right, the customer records it belongs to, and the claims of the
//!    authentication code that it gets.
//! 3. Decide: below.
//! 4. Commit: what was decided, or the wrong try; nothing only where the code is right and what is sent with it is not.
//!
//! Who reads the mailbox has the registration, whoever made it: the code is the proof of the address, and the pass code
//! that is sent with it becomes the token's. Where that is another one than was chosen at the registration, nothing of
//! the registration stays but its identifier and its classification: somebody else may have planted the rest. What a
//! back office made for a customer record stays as it is, and is proved by its own pass code too.
//!
//! The same request once more, while the code lives, gets the same answer: an answer may be lost. Nothing changes then.
//!
//! To who proves nothing, an unknown token, a wrong pass code and a wrong, used-up or expired code look
//! the same. Every try is counted before it is answered: a wrong code on the token, everything else on
//! the attempts of who asked.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        schema::SideBySide,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, PLAIN},
    },
    codes::pass_code::{self, PassCode},
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        customer_records::Records, refusal::Refusal, tries::Source, user_defined_fields::UserDefinedFields,
    },
    steps::{
        credentials::AccessTokenIdentifier,
        flow::{self, Decision},
        lookup::Lookup,
        registration::CARD_MAXIMUM_LENGTH,
        service::Service,
        token_lookup::{Proof, TokenLookup},
        verification::{Sent, Verified, Verifying},
    },
    table::{Key, Rows},
};

pub(crate) const VERIFY: Operation<SideBySide<(Input, UserDefinedFields)>, AccessTokenAnswer> = post(
    "/access_tokens/verify",
    Who::Anybody,
    "Takes the code that was sent, and makes the access token EFFECTIVE.",
)
.refuses(&[flow::COMMITS, REFUSES]);

const REFUSES: &[Code] =
    &[Code::VerificationRefused, Code::PassCodeNeeded, Code::InvalidValue, Code::LifeCycleStateNotAllowed];

/// What is sent, beside the user-defined fields.
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
    /// Sets the pass code at verification. Where the request is sent once more, this is compared, and else the one that
    /// goes with the identifier.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 1")]
    pass_code: Option<Secret>,
    /// The one of the registration, or another: what was sent then is kept only with the pass code that was
    /// chosen then.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    authentication_code: Option<Secret>,
    /// The same of the card.
    #[schemars(length(max = CARD_MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "**** **** **** 1234")]
    card_masked_number: Option<String>,
}

/// The token that is to be verified; where the code is right, what is decided by.
struct VerificationLookup {
    token: TokenLookup,
    verifying: Verifying,
}

impl Lookup for VerificationLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        vec![&mut self.token]
    }

    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        Ok([self.token.way(rows)?, self.verifying.wants(&self.token, rows, service)?].concat())
    }
}

pub(crate) async fn run(
    service: &Service,
    mut parameters: Parameters,
    caller: Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    let user_defined_fields = parameters.take_raw::<UserDefinedFields>();
    let input: Input = parameters.rest()?;
    let mut context = service.context(&caller);
    service.definition.log_in().check_sent(&user_defined_fields, caller.is_back_office())?;
    let (given, proof) = (&input.access_token_identifier, Proof::OrVerificationCode);
    let chosen = input.pass_code.as_ref().map(PassCode::offered).transpose();
    let chosen = chosen.map_err(FieldErrors::value("pass_code"))?;
    let token = TokenLookup::parse(given, proof, &caller, &context, service)?.choosing(chosen);
    let sent = Sent {
        named_with: given.pass_code.clone(),
        pass_code: input.pass_code,
        authentication_code: input.authentication_code,
        card_masked_number: input.card_masked_number,
        user_defined_fields,
        language: caller.reads(&service.definition),
        ..Sent::default()
    };
    let source = Source::of(&caller.source, &service.keyring)?;
    let verifying = Verifying { code: input.verification_code, sent, source, now: context.now };
    let lookup = VerificationLookup { token, verifying };
    flow::run(service, &caller, lookup, &mut context, |lookup, rows, context| {
        decide(service, lookup, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    VerificationLookup { token: named, verifying }: &VerificationLookup,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let before = named.token(rows)?.ok_or(Refusal::VerificationRefused)?;
    let (token, writes) = match verifying.decide(named, before, rows, service, context)? {
        Verified::Now(token, writes) => (token, writes),
        Verified::Before(token) => (token, Vec::new()),
        // Only who proves to know the token is told its state, and only so often.
        Verified::NotPending(token) => {
            let writes = named.told(rows, context)?.into_iter().collect();
            return Ok(Decision { writes, outcome: Err(token.not_allowed()) });
        }
        Verified::Not(writes) => {
            return Ok(Decision { writes, outcome: Err(Refusal::VerificationRefused) });
        }
    };
    let records = Records::of(&token.links, rows)?;
    let answer = AccessTokenAnswer::of(&token, &records, &service.definition, &service.keyring)?;
    let answer = named.shown(answer.with_verification_code(&verifying.code));
    Ok(Decision { writes, outcome: Ok(answer) })
}
