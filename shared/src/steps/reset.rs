//! What `reset_pass_code`, `reset_verification_code` and `forgot_pass_code` have in common: who may be told what.
//!
//! They are asked with an authentication code, which proves who asks, or with a bare identifier, which
//! anybody can type. A stranger gets one answer, whether the identifier is unknown, in the wrong state
//! or written to a moment ago; what really happened is in the owner's mailbox.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{
    flow::{self, Decision, Lookup},
    outbox::{self, Draft, Outbox},
    service::Service,
    token_lookup::{AccessTokenIdentifier, Credentials, Proof, TokenLookup},
};
use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        id::Id,
        identifier::NormalisedIdentifier,
        schema::one_of,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, PLAIN},
    },
    http::{answer::ResetAnswer, caller::Caller},
    records::{
        access_token::AccessToken, accounts_receivable::AccountsReceivable, customer_records::Records,
        destination::Destination, refusal::Refusal,
    },
    table::{Key, Rows, Write},
};

/// Both parameters stand flat in the body, and just one of them is given.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = one_of(&["authentication_code", "identifier"]))]
#[schemars(example = json!({ "identifier": "ada@example.com" }))]
pub(crate) struct Input {
    /// Identifies and authenticates in one.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    authentication_code: Option<Secret>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    identifier: Option<String>,
}

impl Input {
    pub(crate) fn credentials(self) -> Result<Credentials, FieldErrors> {
        let Self { authentication_code, identifier } = self;
        Credentials::parse(&AccessTokenIdentifier { authentication_code, identifier, pass_code: None })
    }
}

/// What an operation makes of the token that is meant, if there is one. Asked even for nobody: the time
/// of an answer shall say nothing.
pub(crate) type Rule =
    fn(&Service, Option<&AccessToken>, Option<&AccountsReceivable>, &mut Context) -> Result<Change, Refusal>;

/// What tells the operations apart.
#[derive(Clone, Copy)]
pub(crate) struct Reset {
    pub rule: Rule,
    /// How many rows are written where it is granted; a stranger who is refused in silence costs as many.
    pub writes: usize,
}

/// A reset that the rules allow: the changed token, and the message that brings what is new.
pub(crate) struct Change {
    pub token: AccessToken,
    pub draft: Draft,
    /// What is written besides.
    pub writes: Vec<Write>,
    /// Shown, where the definition says so, to a caller who proved to be no stranger.
    pub random_pass_code: Option<String>,
}

/// The token that is meant, with the destination of its messages and the account behind it.
struct ResetLookup(TokenLookup);

impl Lookup for ResetLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        vec![&mut self.0]
    }

    /// The way to the token; then two rows: its destination and its account, or nobody's in their place.
    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let Self(lookup) = self;
        let mut keys = lookup.way(rows)?;
        if lookup.is_read(rows) {
            let token = lookup.token(rows)?.map(|token| token.row);
            let destination = match &token {
                Some(token) => outbox::destination(token, &service.definition, &service.keyring)?,
                None => None,
            };
            let as_sent = match &lookup.credentials {
                Credentials::Identifier { normalised, .. } => normalised.clone(),
                Credentials::AuthenticationCode(_) | Credentials::ResetTicket(_) => {
                    NormalisedIdentifier::of("")
                }
            };
            keys.push(destination.map_or_else(|| Destination::key(&as_sent, &service.keyring), Ok)?);
            let account = token.as_ref().and_then(|token| token.links.account()).cloned();
            keys.push(AccountsReceivable::key_of(&account.unwrap_or_else(Id::nobody)));
        }
        Ok(keys)
    }
}

pub(crate) async fn run(
    service: &Service,
    credentials: Credentials,
    caller: &Caller,
    reset: Reset,
) -> Result<ResetAnswer, Refusal> {
    let mut context = service.context();
    let proof = Proof::OrBareIdentifier;
    let lookup = ResetLookup(TokenLookup::new(credentials, proof, caller, &context, &service.keyring)?);
    flow::run(service, lookup, &mut context, |ResetLookup(lookup), rows, context| {
        decide(service, lookup, reset, rows, context)
    })
    .await
}

/// Decides a reset by its rule.
fn decide(
    service: &Service,
    lookup: &TokenLookup,
    reset: Reset,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<ResetAnswer>, Refusal> {
    let before = lookup.token(rows)?;
    let token = before.as_ref().map(|before| &before.row);
    let account = match token {
        Some(token) => Records::of(&token.links, rows)?.account,
        None => None,
    };
    let change = (reset.rule)(service, token, account.as_ref(), context);
    let change = change.and_then(|change| {
        let settings = service.definition.settings(change.token.classification.as_ref());
        let pause = settings.verification.resend_pause_seconds;
        if change.draft.may_go(rows, pause, context.now)? {
            Ok(change)
        } else {
            Err(Refusal::TooManyMessages)
        }
    });
    match (change, &lookup.credentials, before) {
        (Ok(change), credentials, Some(before)) => {
            let answer = match credentials {
                Credentials::Identifier { as_sent, .. } => ResetAnswer::to_a_stranger(as_sent),
                Credentials::AuthenticationCode(_) | Credentials::ResetTicket(_) => ResetAnswer {
                    random_pass_code: change.random_pass_code,
                    ..ResetAnswer::of(&change.token, &service.definition, &service.keyring)?
                },
            };
            let mut outbox = Outbox::default();
            outbox.queue(change.draft, rows, context.now)?;
            let mut writes = outbox.writes(context.now)?;
            writes.push(Write::replace(&change.token.key(), &change.token, before.version, None)?);
            writes.extend(change.writes);
            Ok(Decision { writes, outcome: Ok(answer) })
        }
        (Err(refusal), _, _) if refusal.is_ours() => Err(refusal),
        // In silence, and for the price of one that is granted.
        (_, Credentials::Identifier { as_sent, .. }, _) => Ok(Decision {
            writes: Write::covered(Vec::new(), reset.writes, context)?,
            outcome: Ok(ResetAnswer::to_a_stranger(as_sent)),
        }),
        (Err(refusal), Credentials::AuthenticationCode(_) | Credentials::ResetTicket(_), _) => Err(refusal),
        (Ok(_), Credentials::AuthenticationCode(_) | Credentials::ResetTicket(_), None) => {
            Err(Refusal::AccessTokenNotFound)
        }
    }
}
