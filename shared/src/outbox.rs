//! The outbox: the messages that one commit queues, and what their destinations receive by them.

use crate::{
    access_token::{AccessToken, LifeCycle, Verification},
    accounts_receivable::AccountsReceivable,
    context::Context,
    definition::Definition,
    destination::Destination,
    id::Id,
    identifier::{Identifier, IdentifierFormat},
    keyring::{Keyring, KeyringError},
    message::{Message, MessageState, PassCodeWords},
    refusal::Refusal,
    service::Service,
    table::{Key, Rows, Stored, TableError, Write},
    template::Medium,
    timestamp::Timestamp,
};

/// Whom messages about a token reach.
#[derive(Clone, Debug)]
enum Addressee<'a> {
    /// The identifier is an address itself.
    Identifier(&'a Identifier),
    /// The owner of the account behind the token, at the address that the record has.
    Account(&'a Id),
}

impl<'a> Addressee<'a> {
    fn of(token: &'a AccessToken, definition: &Definition) -> Option<Self> {
        let format = definition.settings(token.classification.as_ref()).identifier.format;
        let is_address = matches!(format, IdentifierFormat::Email | IdentifierFormat::Phone);
        let identifier = token.identifier.as_ref().filter(|_| is_address).map(Self::Identifier);
        identifier.or_else(|| token.links.account().map(Self::Account))
    }

    fn destination(&self, keyring: &Keyring) -> Result<Key, KeyringError> {
        match self {
            Self::Identifier(identifier) => Destination::key(&identifier.normalised(), keyring),
            Self::Account(account) => Destination::key_of_account(account, keyring),
        }
    }

    fn address(&self, medium: Medium, account: Option<&AccountsReceivable>) -> Option<Identifier> {
        match (self, medium) {
            (Self::Identifier(identifier), _) => Some((*identifier).clone()),
            (Self::Account(_), Medium::Email) => account?.account_owner.details.email.clone(),
            (Self::Account(_), Medium::Sms) => account?.account_owner.details.phone.clone(),
        }
    }
}

/// The key of the destination that messages about a token go to, if they can go anywhere.
pub fn destination(token: &AccessToken, service: &Service) -> Result<Option<Key>, KeyringError> {
    let addressee = Addressee::of(token, &service.definition);
    addressee.map(|addressee| addressee.destination(&service.keyring)).transpose()
}

/// A message that may be queued, and the destination it is counted at.
pub struct Draft {
    pub message: Message,
    destination: Key,
}

impl Draft {
    /// A message about a token, as the named template has it; `account` is the one behind the token, if any.
    pub fn about(
        token: &AccessToken,
        account: Option<&AccountsReceivable>,
        template: &str,
        useful_until: Timestamp,
        service: &Service,
        context: &mut Context,
    ) -> Result<Self, Refusal> {
        let medium = service.definition.template(template).map(|template| template.medium);
        let medium =
            medium.ok_or_else(|| Refusal::Inconsistent(format!("there is no template `{template}`")))?;
        let addressee = Addressee::of(token, &service.definition).ok_or(Refusal::NoDestination)?;
        let to = addressee.address(medium, account).ok_or(Refusal::NoDestination)?;
        if medium == Medium::Sms && !service.definition.serves(&to) {
            return Err(Refusal::NoDestination);
        }
        let message = Message {
            id: Id::time_ordered(context.now, &mut context.rng),
            access_token: token.id.clone(),
            template: template.to_owned(),
            medium,
            to,
            number: token.number.clone(),
            identifier: token.identifier.clone(),
            accounts_receivable_name: account.map(AccountsReceivable::addressed_as),
            verification_code: None,
            pass_code: PassCodeWords::of(token),
            authentication_code: token.authentication_code.clone(),
            reset_ticket: None,
            state: MessageState::Queued,
            tries: 0,
            created: context.now,
            useful_until,
        };
        Ok(Self { message, destination: addressee.destination(&service.keyring)? })
    }

    /// The message that brings the code of a token that is PENDING_VERIFICATION.
    pub fn of_code(
        token: &AccessToken,
        account: Option<&AccountsReceivable>,
        service: &Service,
        context: &mut Context,
    ) -> Result<Option<Self>, Refusal> {
        let LifeCycle::PendingVerification(Verification { code, code_expires, .. }) = &token.life_cycle
        else {
            return Ok(None);
        };
        let template = &service.definition.settings(token.classification.as_ref()).verification.template;
        let mut draft = Self::about(token, account, template, *code_expires, service, context)?;
        draft.message.verification_code = Some(code.clone());
        Ok(Some(draft))
    }

    /// Whether its destination may receive one more now, `pause` seconds after the last.
    pub fn may_go(&self, rows: &Rows, pause: i64, now: Timestamp) -> Result<bool, TableError> {
        let destination = rows.row::<Destination>(&self.destination)?;
        Ok(destination.is_none_or(|stored| stored.row.may_receive(now, pause)))
    }
}

/// What one commit queues.
#[derive(Default)]
pub struct Outbox {
    messages: Vec<Message>,
    destinations: Vec<(Key, Option<Stored<Destination>>, Destination)>,
}

impl Outbox {
    /// Queues a message. Several to one destination are counted in its one row.
    pub fn queue(&mut self, draft: Draft, rows: &Rows, now: Timestamp) -> Result<(), TableError> {
        let Draft { message, destination: key } = draft;
        self.messages.push(message);
        if let Some((_, _, counted)) = self.destinations.iter_mut().find(|(known, ..)| *known == key) {
            *counted = counted.received(now);
            return Ok(());
        }
        let read = rows.row::<Destination>(&key)?;
        let counted = read.as_ref().map(|stored| stored.row.clone()).unwrap_or_default().received(now);
        self.destinations.push((key, read, counted));
        Ok(())
    }

    /// A row a message, and a row a destination.
    pub fn writes(self, now: Timestamp) -> Result<Vec<Write>, TableError> {
        let mut writes = Vec::with_capacity(self.messages.len() + self.destinations.len());
        for message in self.messages {
            let key = Key::message(&message.access_token, &message.id);
            writes.push(Write::create(&key, &message, Some(message.expires()))?);
        }
        for (key, read, counted) in self.destinations {
            writes.push(Write::put_over(&key, &counted, read.as_ref(), Some(Destination::expires(now)))?);
        }
        Ok(writes)
    }
}
