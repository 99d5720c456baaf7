//! Finding customers, as an owner does who knows something of one: the search of the operation `customers/find`.
//!
//! What was typed may be a number, an identifier or a name, whole; or how an identifier or a name begins.
//! Each is looked for in its turn. The keyring is not read: of an access token its number, state and
//! identifier are told, and no code.

use super::shown::Addresses;
use crate::{
    base::{
        aws,
        id::Id,
        rule::Rule,
        timestamp::Clock,
        variables::{self, VariableError, Variables},
    },
    records::{accounts_receivable::AccountsReceivable, customer_records::Records},
    steps::finding::{By, Found, Sought},
    table::{Part, Table, TableError},
};

/// So many are read at once, as a part of an answer has them at most.
const AT_ONCE: usize = 40;

/// Customers in one table, by what is known of them.
pub struct Find {
    table: Table,
    clock: Clock,
}

/// What was typed of what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// All of a number, an identifier or a name.
    Whole,
    /// How an identifier or a name begins; so many of each at most.
    Beginning(usize),
}

/// Who was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindReport {
    pub found: Vec<FoundRecord>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundRecord {
    /// As answers call it: `access_token`, `accounts_receivable` or `rewards_participant`.
    pub what: &'static str,
    pub id: Id,
    pub number: String,
    pub state: &'static str,
    /// Of an access token.
    pub identifier: Option<String>,
    /// What the account is called, or the one that it belongs to.
    pub name: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum FindError {
    #[error(transparent)]
    Variable(#[from] VariableError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("nobody is found by that: it {0}")]
    Text(Rule),
}

impl Find {
    /// By the variables that functions have, as far as they are needed: the table, and how AWS is reached.
    pub fn new(variables: &Variables, clock: Clock) -> Result<Self, FindError> {
        let table = Table::new(&aws::config(variables)?, variables.required(variables::TABLE)?);
        Ok(Self { table, clock })
    }

    /// Whoever it may be.
    pub async fn find(&self, text: &str, typed: Typed, shown: &Addresses) -> Result<FindReport, FindError> {
        let (ways, most): (&[By], usize) = match typed {
            Typed::Whole => (&[By::Number, By::Identifier, By::Name], 1),
            Typed::Beginning(most) => (&[By::IdentifierBegins, By::NameBegins], most),
        };
        let parsed: Vec<Result<Sought, Rule>> = ways.iter().map(|by| Sought::parse(*by, text)).collect();
        if let Some(rule) = parsed.iter().find_map(|sought| sought.as_ref().err())
            && parsed.iter().all(Result::is_err)
        {
            return Err(FindError::Text(rule.clone()));
        }
        let mut report = FindReport::default();
        // Too long for a name, it may be an identifier.
        for sought in parsed.into_iter().flatten() {
            self.add(&sought, most, shown, &mut report).await?;
        }
        Ok(report)
    }

    /// Adds what is found one way.
    async fn add(
        &self,
        sought: &Sought,
        most: usize,
        shown: &Addresses,
        report: &mut FindReport,
    ) -> Result<(), FindError> {
        let (mut left, mut after) = (most, None);
        while left > 0 {
            let part = Part { offset: 0, number_of_results: left.min(AT_ONCE) };
            // An owner asks in no session.
            let asker = (&[][..], |_: &_| Ok::<_, FindError>(()));
            let read = sought.find(&self.table, (self.clock)(), (&part, after.as_ref()), asker).await?;
            for found in read.found.into_iter().filter_map(|found| told(found, shown)) {
                left -= 1;
                // The number of an account is its name where it has no other.
                if !report.found.contains(&found) {
                    report.found.push(found);
                }
            }
            after = read.next;
            if after.is_none() {
                return Ok(());
            }
        }
        report.more = true;
        Ok(())
    }
}

/// What an owner is told of a record.
fn told(found: Found, shown: &Addresses) -> Option<FoundRecord> {
    let name = |account: Option<AccountsReceivable>| account.map(|account| account.called());
    Some(match found {
        Found::AccessToken(token, Records { account, .. }) => FoundRecord {
            what: "access_token",
            number: token.number.to_string(),
            state: token.state().as_str(),
            identifier: token.identifier.as_ref().map(|identifier| shown.shown(identifier)),
            name: name(account),
            id: token.id,
        },
        Found::AccountsReceivable(account) => FoundRecord {
            what: "accounts_receivable",
            id: account.id.clone(),
            number: account.number.to_string(),
            state: account.life_cycle_state.as_str(),
            identifier: None,
            name: name(Some(account)),
        },
        Found::RewardsParticipant(Records { account, rewards_participant }) => {
            let participant = rewards_participant?;
            FoundRecord {
                what: "rewards_participant",
                number: participant.number.to_string(),
                state: participant.life_cycle_state.as_str(),
                identifier: None,
                name: name(account),
                id: participant.id,
            }
        }
    })
}
