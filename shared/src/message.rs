//! A message: one thing to be said to one person, as a row that communicate sends.
//!
//! The row leads to the clear code only with the keyring: it holds seeds, never codes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    access_token::{AccessToken, LifeCycle, Verification},
    id::{Id, Number},
    identifier::Identifier,
    keyring::{Keyring, KeyringError, Sealed},
    pass_code::GeneratedPassCode,
    reset_ticket::ResetTicket,
    template::{Medium, Tag, Value},
    timestamp::Timestamp,
    verification_code::VerificationCode,
};

/// Rows stay a month, so that an owner can see what was SENT and what FAILED.
const KEPT_SECONDS: i64 = 30 * 24 * 60 * 60;

/// A message's row, as the operation that wants it said writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub id: Id,
    pub access_token: Id,
    pub template: String,
    pub medium: Medium,
    /// An e-mail address, or a phone number in E.164.
    pub to: Identifier,
    pub number: Number,
    pub identifier: Option<Identifier>,
    pub accounts_receivable_name: Option<String>,
    pub verification_code: Option<VerificationCode>,
    pub pass_code: PassCodeWords,
    pub authentication_code: Option<Sealed>,
    pub reset_ticket: Option<ResetTicket>,
    pub state: MessageState,
    /// Counted before each try to send.
    pub tries: u32,
    pub created: Timestamp,
    /// Later it is of no use: its code is dead.
    pub useful_until: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageState {
    Queued,
    Sent,
    Failed,
}

/// What a message says of the pass code. One that the customer chose is named, never sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PassCodeWords {
    Generated(GeneratedPassCode),
    Chosen,
    ToBeChosen,
}

impl PassCodeWords {
    pub fn of(token: &AccessToken) -> Self {
        match (&token.life_cycle, &token.pass_code) {
            (
                LifeCycle::PendingVerification(Verification { generated_pass_code: Some(generated), .. }),
                _,
            ) => Self::Generated(generated.clone()),
            (_, Some(_)) => Self::Chosen,
            (_, None) => Self::ToBeChosen,
        }
    }
}

impl Message {
    /// When the row goes.
    pub const fn expires(&self) -> Timestamp {
        self.created.plus(KEPT_SECONDS)
    }

    /// What stands for each tag that the template holds; what it does not hold is not derived.
    pub fn values(
        &self,
        holds: impl Fn(Tag) -> bool,
        keyring: &Keyring,
    ) -> Result<HashMap<Tag, Value>, KeyringError> {
        let mut values = HashMap::from([(Tag::Number, Value::Text(self.number.to_string()))]);
        if let Some(identifier) = &self.identifier {
            values.insert(Tag::Identifier, Value::Text(identifier.to_string()));
        }
        if let Some(name) = &self.accounts_receivable_name {
            values.insert(Tag::AccountsReceivableName, Value::Text(name.clone()));
        }
        if let Some(ticket) = self.reset_ticket.as_ref().filter(|_| holds(Tag::ResetTicket)) {
            values.insert(Tag::ResetTicket, Value::Code(ticket.derive(keyring)?.reveal().to_owned()));
        }
        if let Some(code) = self.verification_code.as_ref().filter(|_| holds(Tag::VerificationCode)) {
            values.insert(Tag::VerificationCode, Value::Code(code.derive(keyring)?.reveal().to_owned()));
        }
        if let Some(sealed) = self.authentication_code.as_ref().filter(|_| holds(Tag::AuthenticationCode)) {
            let clear = keyring.open(sealed, self.access_token.as_str())?;
            values.insert(Tag::AuthenticationCode, Value::Code(clear.reveal().to_owned()));
        }
        if holds(Tag::PassCode) {
            let pass_code = match &self.pass_code {
                PassCodeWords::Generated(generated) => {
                    Value::Code(generated.derive(keyring)?.reveal().to_owned())
                }
                PassCodeWords::Chosen => Value::Text("the pass code you chose".to_owned()),
                PassCodeWords::ToBeChosen => Value::Text("the pass code you choose in the app".to_owned()),
            };
            values.insert(Tag::PassCode, pass_code);
        }
        Ok(values)
    }
}
