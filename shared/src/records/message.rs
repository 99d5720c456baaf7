//! A message: one thing to be said to one person, as a row that communicate sends.
//!
//! The row leads to the clear code only with the keyring: it holds seeds, never codes.

mod state;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub(crate) use self::state::MessageState;
use super::{access_token::AccessToken, destination::NotSent};
use crate::{
    base::{
        id::{Id, Number},
        identifier::Identifier,
        language::Language,
        secret::Secret,
        timestamp::{DAY, Timestamp},
    },
    codes::{
        one_time_password::OneTimePassword, pass_code::GeneratedPassCode, reset_ticket::ResetTicket,
        verification_code::VerificationCode,
    },
    definition::{
        Words,
        tag::{Tag, Value},
        template::Medium,
    },
    keyring::{Keyring, KeyringError, Sealed},
    table::{Key, Row},
};

const PARTITION: &str = "MESSAGE#";
/// Rows stay a month, so that an owner can see what was SENT and what FAILED.
const KEPT_SECONDS: i64 = 30 * DAY;
/// What was not sent stays a day: there may be many.
const NOT_SENT_KEPT_SECONDS: i64 = DAY;

/// A message's row. What it brings is said once, by `Message::about`: so no two secrets meet in one message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: Id,
    access_token: Id,
    pub template: String,
    medium: Medium,
    /// An e-mail address, a phone number in E.164, or what another system knows its receiver by.
    pub to: Identifier,
    number: Number,
    /// Of the token. Rows of before do not say it.
    #[serde(default)]
    classification: Option<Id>,
    identifier: Option<Identifier>,
    accounts_receivable_name: Option<String>,
    /// The customer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
    verification_code: Option<VerificationCode>,
    pass_code: PassCodeWords,
    authentication_code: Option<Sealed>,
    reset_ticket: Option<ResetTicket>,
    one_time_password: Option<OneTimePassword>,
    pub(crate) state: MessageState,
    /// Why it FAILED or was NOT_SENT, in words that hold no address.
    pub(crate) reason: Option<String>,
    /// Counted before each try to send.
    tries: u32,
    /// How many of them were none.
    put_off: Option<u32>,
    /// What its provider calls it.
    pub(crate) provider_id: Option<String>,
    /// The one that never went, in whose place an owner had this one sent.
    pub(crate) instead_of: Option<Id>,
    pub(crate) created: Timestamp,
    /// Later it is of no use: its code is dead.
    pub useful_until: Timestamp,
}

/// The secret that a message brings.
#[derive(Clone, Debug)]
pub enum Brings {
    Nothing,
    VerificationCode(VerificationCode),
    /// A new pass code in the place of the old one.
    PassCode(GeneratedPassCode),
    ResetTicket(ResetTicket),
    OneTimePassword(OneTimePassword),
}

/// To whom a message goes, and by which template.
#[derive(Clone, Debug)]
pub struct Addressed {
    pub template: String,
    pub medium: Medium,
    pub to: Identifier,
    /// What it calls the owner of the account behind the token, if there is one.
    pub accounts_receivable_name: Option<String>,
    pub useful_until: Timestamp,
}

/// What a message says of the pass code. One that the customer chose is named, never sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum PassCodeWords {
    Generated(GeneratedPassCode),
    Chosen,
    ToBeChosen,
}

impl PassCodeWords {
    fn of(token: &AccessToken) -> Self {
        match (token.generated_pass_code(), &token.pass_code) {
            (Some(generated), _) => Self::Generated(generated.clone()),
            (None, Some(_)) => Self::Chosen,
            (None, None) => Self::ToBeChosen,
        }
    }
}

impl Row for Message {
    const ENTITY: &'static str = "message";

    /// When the row goes.
    fn expires(&self) -> Option<Timestamp> {
        let kept = match self.state {
            MessageState::Queued
            | MessageState::Sent
            | MessageState::Failed
            | MessageState::Delivered
            | MessageState::Bounced
            | MessageState::Complained => KEPT_SECONDS,
            MessageState::NotSent => NOT_SENT_KEPT_SECONDS,
        };
        Some(self.created.plus(kept))
    }
}

impl Message {
    /// A message about a token, to be sent. `id` sorts by time.
    pub fn about(token: &AccessToken, addressed: Addressed, brings: Brings, id: Id, now: Timestamp) -> Self {
        let Addressed { template, medium, to, accounts_receivable_name, useful_until } = addressed;
        let (mut verification_code, mut reset_ticket, mut one_time_password) = (None, None, None);
        let mut pass_code = PassCodeWords::of(token);
        match brings {
            Brings::Nothing => {}
            Brings::VerificationCode(code) => verification_code = Some(code),
            Brings::PassCode(generated) => pass_code = PassCodeWords::Generated(generated),
            Brings::ResetTicket(ticket) => reset_ticket = Some(ticket),
            Brings::OneTimePassword(password) => one_time_password = Some(password),
        }
        Self {
            id,
            access_token: token.id.clone(),
            template,
            medium,
            to,
            number: token.number.clone(),
            classification: token.classification.clone(),
            identifier: token.identifier.clone(),
            accounts_receivable_name,
            language: token.language.clone(),
            verification_code,
            pass_code,
            authentication_code: token.sealed_authentication_code().cloned(),
            reset_ticket,
            one_time_password,
            state: MessageState::Queued,
            reason: None,
            tries: 0,
            put_off: None,
            provider_id: None,
            instead_of: None,
            created: now,
            useful_until,
        }
    }

    /// The same to be sent afresh, by another row: communicate sees new ones alone.
    pub(crate) fn again(self, id: Id, now: Timestamp) -> Self {
        Self {
            id,
            state: MessageState::Queued,
            reason: None,
            tries: 0,
            put_off: None,
            provider_id: None,
            instead_of: Some(self.id),
            created: now,
            ..self
        }
    }

    /// In a partition of its own: whoever may write messages need not be let near the token.
    pub fn key(&self) -> Key {
        Self::key_of(self.access_token.as_str(), self.id.as_str())
    }

    pub(crate) fn key_of(access_token: &str, id: &str) -> Key {
        Key::new(format!("{PARTITION}{access_token}"), id)
    }

    /// The id of the token that a message's row is about, by its key.
    pub(crate) fn access_token_of(key: &Key) -> &str {
        key.partition().trim_start_matches(PARTITION)
    }

    pub(crate) const fn access_token(&self) -> &Id {
        &self.access_token
    }

    pub(crate) const fn number(&self) -> &Number {
        &self.number
    }

    pub(crate) const fn classification(&self) -> Option<&Id> {
        self.classification.as_ref()
    }

    pub(crate) const fn created(&self) -> Timestamp {
        self.created
    }

    pub(crate) const fn language(&self) -> Option<&Language> {
        self.language.as_ref()
    }

    pub(crate) const fn medium(&self) -> Medium {
        self.medium
    }

    /// Whether whoever has the other one, which came after it, has no use for this one any more: of two codes the later
    /// is good.
    pub(crate) fn is_replaced_by(&self, other: &Self) -> bool {
        let is_alike = self.template == other.template
            || (self.verification_code.is_some() && other.verification_code.is_some())
            || (self.reset_ticket.is_some() && other.reset_ticket.is_some())
            || (self.one_time_password.is_some() && other.one_time_password.is_some());
        is_alike && self.to == other.to && self.id < other.id
    }

    /// How often it was tried to send it.
    pub(crate) fn tries(&self) -> u32 {
        self.tries.saturating_sub(self.put_off.unwrap_or_default())
    }

    /// The same message, as it is kept when it is not sent.
    pub(crate) fn not_sent(self, why: NotSent) -> Self {
        Self { state: MessageState::NotSent, reason: Some(why.as_str().to_owned()), ..self }
    }

    /// What stands for each tag that the template holds; what it does not hold is not derived. `language` is the one
    /// that the message is written in.
    pub fn values(
        &self,
        holds: impl Fn(Tag) -> bool,
        keyring: &Keyring,
        words: &Words,
        language: Option<&Language>,
    ) -> Result<HashMap<Tag, Value>, KeyringError> {
        let mut values = HashMap::from([(Tag::Number, Value::Text(self.number.to_string()))]);
        if let Some(identifier) = &self.identifier {
            values.insert(Tag::Identifier, Value::Text(identifier.to_string()));
        }
        if let Some(name) = &self.accounts_receivable_name {
            values.insert(Tag::AccountsReceivableName, Value::Text(name.clone()));
        }
        if let Some(ticket) = self.reset_ticket.as_ref().filter(|_| holds(Tag::ResetTicket)) {
            values.insert(Tag::ResetTicket, Value::Code(ticket.derive(keyring)?));
        }
        if let Some(password) = self.one_time_password.as_ref().filter(|_| holds(Tag::OneTimePassword)) {
            values.insert(Tag::OneTimePassword, Value::Code(password.derive(keyring)?));
        }
        if let Some(code) = self.verification_code.as_ref().filter(|_| holds(Tag::VerificationCode)) {
            values.insert(Tag::VerificationCode, Value::Code(code.derive(keyring)?));
        }
        if let Some(sealed) = self.authentication_code.as_ref().filter(|_| holds(Tag::AuthenticationCode)) {
            let clear = keyring.open(sealed, self.access_token.as_str())?;
            values.insert(Tag::AuthenticationCode, Value::Code(clear));
        }
        if holds(Tag::PassCode) {
            let pass_code = match &self.pass_code {
                PassCodeWords::Generated(generated) => {
                    Value::Code(Secret::new(generated.derive(keyring)?.reveal()))
                }
                PassCodeWords::Chosen => Value::Text(words.chosen_pass_code(language).to_owned()),
                PassCodeWords::ToBeChosen => Value::Text(words.pass_code_to_choose(language).to_owned()),
            };
            values.insert(Tag::PassCode, pass_code);
        }
        Ok(values)
    }
}
