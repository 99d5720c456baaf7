//! The outbox: the messages that one commit queues, and what their destinations receive by them.

use super::service::Service;
use crate::{
    base::{
        context::Context,
        id::Id,
        identifier::Identifier,
        timestamp::{DAY, Timestamp},
    },
    definition::{Definition, template::Medium},
    keyring::{Keyring, KeyringError},
    records::{
        access_token::AccessToken,
        accounts_receivable::AccountsReceivable,
        destination::{Destination, NotSent, Purpose},
        life_cycle::LifeCycle,
        message::{Addressed, Brings, Message},
        refusal::Refusal,
        tries::Source,
    },
    table::{Key, Rows, Stored, TableError, Write},
};

/// A message that brings no code stays useful for a day.
pub(crate) const USEFUL_SECONDS: i64 = DAY;

/// Whom messages about a token reach.
#[derive(Clone, Debug)]
enum Addressee<'a> {
    /// The identifier is an address itself, or what another system knows them by.
    Identifier(&'a Identifier),
    /// The owner of the account behind the token, at the address that the record has.
    Account(&'a Id),
}

impl<'a> Addressee<'a> {
    fn of(token: &'a AccessToken, definition: &Definition) -> Option<Self> {
        let reached = definition.reaches_identifiers(token.classification.as_ref());
        let identifier = token.identifier.as_ref().filter(|_| reached).map(Self::Identifier);
        identifier.or_else(|| token.links.account().map(Self::Account))
    }

    fn destination(&self, purpose: Purpose, keyring: &Keyring) -> Result<Key, KeyringError> {
        match self {
            Self::Identifier(identifier) => Destination::key(&identifier.normalised(), purpose, keyring),
            Self::Account(account) => Destination::key_of_account(account, purpose, keyring),
        }
    }

    fn address(&self, medium: Medium, account: Option<&AccountsReceivable>) -> Option<Identifier> {
        match (self, medium) {
            (Self::Identifier(identifier), _) => Some((*identifier).clone()),
            (Self::Account(_), Medium::Email) => account?.account_owner.details.email.clone(),
            (Self::Account(_), Medium::Sms) => account?.account_owner.details.phone.clone(),
            (Self::Account(_), Medium::External) => {
                let details = &account?.account_owner.details;
                details.email.clone().or_else(|| details.phone.clone())
            }
        }
    }
}

/// The key of the destination that messages about a token go to, if they can go anywhere.
pub(crate) fn destination(
    token: &AccessToken,
    purpose: Purpose,
    definition: &Definition,
    keyring: &Keyring,
) -> Result<Option<Key>, KeyringError> {
    let addressee = Addressee::of(token, definition);
    addressee.map(|addressee| addressee.destination(purpose, keyring)).transpose()
}

/// What a message is to say.
pub(crate) struct Say<'a> {
    /// Name of a template.
    pub template: &'a str,
    pub brings: Brings,
    pub useful_until: Timestamp,
    /// What it is counted as. What a ticket or a back office causes is not counted, and waits for nothing.
    pub counted: Option<Purpose>,
}

impl<'a> Say<'a> {
    /// News of what was done.
    pub(crate) const fn news(template: &'a str, counted: Option<Purpose>, now: Timestamp) -> Self {
        Self { template, brings: Brings::Nothing, useful_until: now.plus(USEFUL_SECONDS), counted }
    }
}

/// A message that may be queued, and the destination it is counted at, if it is counted.
pub(crate) struct Draft {
    message: Message,
    destination: Option<Key>,
}

impl Draft {
    /// A message about a token; `account` is the one behind the token, if any.
    pub(crate) fn about(
        token: &AccessToken,
        account: Option<&AccountsReceivable>,
        say: Say<'_>,
        service: &Service,
        context: &mut Context,
    ) -> Result<Self, Refusal> {
        let Say { template, brings, useful_until, counted } = say;
        let medium = service.definition.template(template).map(|template| template.medium);
        let medium =
            medium.ok_or_else(|| Refusal::Inconsistent(format!("there is no template `{template}`")))?;
        let addressee = Addressee::of(token, &service.definition).ok_or(Refusal::NoDestination)?;
        let to = addressee.address(medium, account).ok_or(Refusal::NoDestination)?;
        if service.definition.serves(&to, medium).is_err() {
            return Err(Refusal::NoDestination);
        }
        let addressed = Addressed {
            template: template.to_owned(),
            medium,
            to,
            accounts_receivable_name: account.map(AccountsReceivable::addressed_as),
            useful_until,
        };
        let id = Id::time_ordered(context.now, &mut context.rng);
        let message = Message::about(token, addressed, brings, id, context.now);
        let destination = counted.map(|purpose| addressee.destination(purpose, &service.keyring));
        Ok(Self { message, destination: destination.transpose()? })
    }

    /// The same, or nothing where there is no address that it could go to.
    pub(crate) fn if_reachable(
        token: &AccessToken,
        account: Option<&AccountsReceivable>,
        say: Say<'_>,
        service: &Service,
        context: &mut Context,
    ) -> Result<Option<Self>, Refusal> {
        match Self::about(token, account, say, service, context) {
            Ok(draft) => Ok(Some(draft)),
            Err(Refusal::NoDestination) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// The message that brings the code of a token that is PENDING_VERIFICATION.
    pub(crate) fn of_code(
        token: &AccessToken,
        account: Option<&AccountsReceivable>,
        service: &Service,
        context: &mut Context,
    ) -> Result<Option<Self>, Refusal> {
        let LifeCycle::PendingVerification(verification) = &token.life_cycle else {
            return Ok(None);
        };
        let sent = &verification.sent;
        let settings = service.definition.settings(token.classification.as_ref());
        let say = Say {
            template: &settings.verification.template,
            brings: Brings::VerificationCode(sent.code.clone()),
            useful_until: sent.expires,
            counted: Some(Purpose::Registration),
        };
        Self::about(token, account, say, service, context).map(Some)
    }

    /// Refuses what a customer asks for whose news cannot be told now: it is not done without.
    pub(crate) fn told(
        &self,
        rows: &Rows,
        source: Option<&Source>,
        definition: &Definition,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let told = self.may_go(rows, source, 0, definition, now)?;
        told.map_err(|(_, again)| Refusal::TooManyMessages {
            retry_after_seconds: again.seconds() - now.seconds(),
        })
    }

    /// Whether its destination may receive one more now, `pause_seconds` after the last; else why not, and
    /// from when on.
    pub(crate) fn may_go(
        &self,
        rows: &Rows,
        source: Option<&Source>,
        pause_seconds: i64,
        definition: &Definition,
        now: Timestamp,
    ) -> Result<Result<(), (NotSent, Timestamp)>, TableError> {
        let Some(destination) = &self.destination else { return Ok(Ok(())) };
        let destination = rows.row::<Destination>(destination)?.map(|stored| stored.row).unwrap_or_default();
        Ok(destination.may_receive(source, definition.messages(), pause_seconds, now))
    }
}

/// What one commit queues.
#[derive(Default)]
pub(crate) struct Outbox {
    messages: Vec<Message>,
    destinations: Vec<(Key, Option<Stored<Destination>>, Destination)>,
}

impl Outbox {
    /// Queues a message. Several to one destination are counted in its one row.
    pub(crate) fn queue(
        &mut self,
        draft: Draft,
        source: Option<&Source>,
        rows: &Rows,
        now: Timestamp,
    ) -> Result<(), TableError> {
        let Draft { message, destination } = draft;
        self.messages.push(message);
        destination.map_or(Ok(()), |key| self.count(key, source, rows, now))
    }

    /// Queues a message that may go now, `pause_seconds` after the last. Or keeps it back; then it says until when.
    pub(crate) fn queue_or_keep_back(
        &mut self,
        draft: Draft,
        source: Option<&Source>,
        rows: &Rows,
        pause_seconds: i64,
        definition: &Definition,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, TableError> {
        match draft.may_go(rows, source, pause_seconds, definition, now)? {
            Ok(()) => self.queue(draft, source, rows, now).map(|()| None),
            Err((why, again)) => {
                self.keep_back(draft, why);
                Ok(Some(again))
            }
        }
    }

    /// Counts a message at a destination, also one that stands for nothing: whoever is asked about, the same row is
    /// written, and waited for.
    pub(crate) fn count(
        &mut self,
        key: Key,
        source: Option<&Source>,
        rows: &Rows,
        now: Timestamp,
    ) -> Result<(), TableError> {
        if let Some((_, _, counted)) = self.destinations.iter_mut().find(|(known, ..)| *known == key) {
            *counted = counted.received(source, now);
            return Ok(());
        }
        let read = rows.row::<Destination>(&key)?;
        let counted = read.as_ref().map(|stored| stored.row.clone()).unwrap_or_default();
        self.destinations.push((key, read, counted.received(source, now)));
        Ok(())
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Counts a message that there is none of, where one might go.
    pub(crate) fn pretend(
        &mut self,
        key: Key,
        source: Option<&Source>,
        rows: &Rows,
        definition: &Definition,
        now: Timestamp,
    ) -> Result<(), TableError> {
        let pause_seconds = definition.of_records().verification.resend_pause_seconds;
        let destination = rows.row::<Destination>(&key)?.map(|stored| stored.row).unwrap_or_default();
        if destination.may_receive(source, definition.messages(), pause_seconds, now).is_ok() {
            self.count(key, source, rows, now)?;
        }
        Ok(())
    }

    /// Keeps a message that is not sent, with the reason: nobody who asked is told.
    pub(crate) fn keep_back(&mut self, draft: Draft, why: NotSent) {
        self.messages.push(draft.message.not_sent(why));
    }

    /// A row a message, and a row a destination.
    pub(crate) fn writes(self) -> Result<Vec<Write>, TableError> {
        let mut writes = Vec::with_capacity(self.messages.len() + self.destinations.len());
        for message in self.messages {
            writes.push(Write::create(&message.key(), &message)?);
        }
        for (key, read, counted) in self.destinations {
            writes.push(Write::put_over(&key, &counted, read.as_ref())?);
        }
        Ok(writes)
    }
}
