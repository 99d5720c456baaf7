//! A message: one thing to be said to one person, as a row that communicate sends.
//!
//! The row leads to the clear code only with the keyring: it holds seeds, never codes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{
    access_token::{AccessToken, LifeCycle, Verification},
    context::Context,
    destination::Destination,
    id::{Id, Number},
    identifier::{Identifier, IdentifierFormat},
    keyring::{Keyring, KeyringError, Sealed},
    pass_code::GeneratedPassCode,
    refusal::Refusal,
    service::Service,
    table::{Key, Stored, Write},
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
    pub verification_code: Option<VerificationCode>,
    pub pass_code: PassCodeWords,
    pub authentication_code: Option<Sealed>,
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
    fn of(token: &AccessToken) -> Self {
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
    /// A message about a token, to its identifier, as the named template has it.
    pub fn about(
        token: &AccessToken,
        template: &str,
        useful_until: Timestamp,
        service: &Service,
        context: &mut Context,
    ) -> Result<Self, Refusal> {
        let settings = service.definition.settings(token.classification.as_ref());
        let can_be_sent_to =
            matches!(settings.identifier.format, IdentifierFormat::Email | IdentifierFormat::Phone);
        let identifier =
            token.identifier.as_ref().filter(|_| can_be_sent_to).ok_or(Refusal::NoDestination)?;
        let medium = service.definition.template(template).map(|template| template.medium);
        if medium == Some(Medium::Sms) && !service.definition.serves(identifier) {
            return Err(Refusal::NoDestination);
        }
        Ok(Self {
            id: Id::time_ordered(context.now, &mut context.rng),
            access_token: token.id.clone(),
            template: template.to_owned(),
            medium: medium
                .ok_or_else(|| Refusal::Inconsistent(format!("there is no template `{template}`")))?,
            to: identifier.clone(),
            number: token.number.clone(),
            verification_code: None,
            pass_code: PassCodeWords::of(token),
            authentication_code: token.authentication_code.clone(),
            state: MessageState::Queued,
            tries: 0,
            created: context.now,
            useful_until,
        })
    }

    /// The writes that queue it: its row, and one more message counted for its destination.
    pub fn queued(
        &self,
        destination: Option<&Stored<Destination>>,
        service: &Service,
        context: &Context,
    ) -> Result<Vec<Write>, Refusal> {
        let received = destination.map(|stored| stored.row.clone()).unwrap_or_default().received(context.now);
        let key = Destination::key(&self.to.normalised(), &service.keyring)?;
        let expires = Some(Destination::expires(context.now));
        Ok(vec![
            Write::create(&Key::message(&self.access_token, &self.id), self, Some(self.expires()))?,
            Write::put_over(&key, &received, destination, expires)?,
        ])
    }

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
        let mut values = HashMap::from([
            (Tag::Number, Value::Text(self.number.to_string())),
            (Tag::Identifier, Value::Text(self.to.to_string())),
        ]);
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
