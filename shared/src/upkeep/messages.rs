//! The messages of an access token, as an owner sees them who is asked why there was no mail.
//!
//! 1. Find the token: by the claim of its number, or of its identifier. 2. Read its messages, which stand in one
//!    partition. 3. Look at what their addresses are suppressed for.
//!
//! Nothing is derived: no code, ticket or pass code is shown, and the keyring is not read.

use super::{messages_error::MessagesError, named, shown::Addresses};
use crate::{
    base::{
        aws,
        id::Id,
        timestamp::{Clock, Timestamp},
        variables::{self, Variables},
    },
    records::{message::Message, suppression::Suppression},
    table::{Key, Row as _, Rows, Table, TableError},
};

const READ_AT_ONCE: usize = 100;

/// The messages in one table.
pub struct Messages {
    pub(super) table: Table,
    pub(super) clock: Clock,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageReport {
    pub id: Id,
    pub created: Timestamp,
    pub template: String,
    pub medium: &'static str,
    pub state: &'static str,
    pub reason: Option<String>,
    pub tries: u32,
    pub provider_id: Option<String>,
    /// The one that never went, in whose place this one was sent.
    pub instead_of: Option<Id>,
    /// Later it is of no use.
    pub useful_until: Timestamp,
    pub to: String,
    /// Since when no more mail is sent to its address.
    pub suppressed: Option<Timestamp>,
}

impl Messages {
    /// By the variables that functions have, as far as they are needed: the table, and how AWS is reached.
    pub fn new(variables: &Variables, clock: Clock) -> Result<Self, MessagesError> {
        let table = Table::new(&aws::config(variables)?, variables.required(variables::TABLE)?);
        Ok(Self { table, clock })
    }

    /// The id of the token that is named: by its number, its identifier, or by the id itself, which still finds the
    /// messages of a token that is gone.
    pub async fn token(&self, named: &str) -> Result<Id, MessagesError> {
        let found = named::token(&self.table, named, (self.clock)()).await?;
        found.ok_or_else(|| MessagesError::NoSuchToken(named.to_owned()))
    }

    /// What became of the messages of a token, the newest first.
    pub async fn of(&self, token: &Id, shown: &Addresses) -> Result<Vec<MessageReport>, MessagesError> {
        let messages = self.newest_first(token).await?;
        let rows = self.with_suppressions(&messages, Vec::new()).await?;
        let report = |message: Message| {
            let suppressed = suppressed(&message, &rows)?;
            Ok(MessageReport {
                created: message.created,
                medium: message.medium().as_str(),
                state: message.state.as_str(),
                tries: message.tries(),
                useful_until: message.useful_until,
                to: shown.shown(&message.to),
                id: message.id,
                template: message.template,
                reason: message.reason,
                provider_id: message.provider_id,
                instead_of: message.instead_of,
                suppressed,
            })
        };
        messages.into_iter().map(report).collect()
    }

    /// All messages of a token. Their ids sort by time.
    pub(super) async fn newest_first(&self, token: &Id) -> Result<Vec<Message>, TableError> {
        let now = (self.clock)();
        let beside = Message::key_of(token.as_str(), "");
        let mut messages = self.table.all_beside(&beside, "", Message::key, READ_AT_ONCE).await?;
        messages.retain(|message| message.expires().is_none_or(|expires| now < expires));
        messages.reverse();
        Ok(messages)
    }

    /// The rows of their addresses' suppressions, and more rows, in one call.
    pub(super) async fn with_suppressions(
        &self,
        messages: &[Message],
        more: Vec<Key>,
    ) -> Result<Rows, TableError> {
        let mut rows = Rows::at((self.clock)());
        let suppressions = messages.iter().filter_map(Suppression::of_message);
        self.table.step(&mut rows, suppressions.chain(more).collect()).await?;
        Ok(rows)
    }
}

/// Since when the address of a message is suppressed.
pub(super) fn suppressed(message: &Message, rows: &Rows) -> Result<Option<Timestamp>, TableError> {
    let Some(key) = Suppression::of_message(message) else { return Ok(None) };
    Ok(rows.row::<Suppression>(&key)?.map(|suppression| suppression.row.since))
}
