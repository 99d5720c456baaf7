//! All that is kept of one customer, and where: what `tell` shows and `erase` deletes, found in the same way.
//!
//! 1. The partitions of the access token and of its messages, all that stands in them.
//! 2. What they lead to: claims, customer records, the rows beside these, suppressions of addresses, counters.
//! 3. A customer record is the customer's where no other access token belongs to it. Else it stays.
//!
//! Nothing is scanned. What no row leads to, and goes by itself, is in [`REMAINS`].

use std::collections::BTreeSet;

use super::customer_error::CustomerError;
use crate::{
    base::{
        id::Id,
        identifier::{Identifier, NormalisedIdentifier},
        timestamp::Timestamp,
    },
    codes::{identifying_code::IdentifyingCode, reset_ticket::ResetTicket},
    keyring::{Keyring, KeyringError},
    records::{
        access_token::AccessToken,
        accounts_receivable::{AccountsReceivable, number_key},
        attempts::Attempts,
        claims::{Claims, identifier_key},
        destination::{Destination, Purpose},
        identifying_code::LiveCode,
        link::Link,
        message::Message,
        rewards_participant::RewardsParticipant,
        session::Session,
        suppression::Suppression,
    },
    table::{Claim, Key, Rows, Stored, Table, TableError, Whole},
};

/// What an erased customer leaves, for how long, and why.
pub const REMAINS: [&str; 6] = [
    "backups, as they were, until they are over: 35 days, where the table's recovery to a point in time is on",
    "counters under a digest of an address with where it was asked from, for an hour, and of a device, for 30 days: they \
     hold numbers, and nobody reads an address out of them",
    "what one-time passwords were asked for with, for five minutes: the id of the access token",
    "its number and id in the history of records that others have, where the customer changed them",
    "session tokens that are out: they open nothing here any more, and your other APIs for two hours at most",
    "the logs, for 30 days: ids, and no address; and whatever your mail provider and your other systems keep",
];

/// A row that is kept of a customer.
pub(super) struct Found {
    pub what: String,
    pub row: Whole,
    /// Of a claim or a link, who has it: it goes in the commit in which the token does.
    pub holder: Option<Id>,
}

/// A customer record that stays, since others have a part in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stays {
    pub what: &'static str,
    pub number: String,
}

pub(super) struct Kept {
    /// None where the token is gone already.
    pub access_token: Option<Stored<AccessToken>>,
    pub participant: Option<Stored<RewardsParticipant>>,
    pub participant_goes: bool,
    pub account: Option<Stored<AccountsReceivable>>,
    pub account_goes: bool,
    pub rows: Vec<Found>,
}

impl Kept {
    pub(super) fn stays(&self) -> Vec<Stays> {
        let participant = self.participant.as_ref().filter(|_| !self.participant_goes);
        let participant = participant
            .map(|stored| Stays { what: "rewards participant", number: stored.row.number.to_string() });
        let account = self.account.as_ref().filter(|_| !self.account_goes);
        let account = account
            .map(|stored| Stays { what: "accounts receivable", number: stored.row.number.to_string() });
        participant.into_iter().chain(account).collect()
    }
}

/// What is looked for under one key.
struct Wanted {
    what: String,
    key: Key,
    /// Who has to have it.
    holder: Option<Id>,
}

/// Looks for all that is kept of a customer.
pub(super) struct Search<'a> {
    pub table: &'a Table,
    pub keyring: &'a Keyring,
    pub now: Timestamp,
}

impl Search<'_> {
    pub(super) async fn of(&self, id: &Id) -> Result<Kept, CustomerError> {
        let mut wanted = Vec::new();
        let mut rows = Vec::new();
        let (mut access_token, mut addresses) = (None, Vec::new());
        for row in self.table.partition_of(&AccessToken::key_of(id)).await? {
            if let Some(token) = row.row::<AccessToken>()? {
                self.of_token(&token, &mut wanted)?;
                addresses.extend(token.identifier.as_ref().map(Identifier::normalised));
                access_token = Some(Stored { row: token, version: row.version() });
            } else if let Some(session) = row.row::<Session>()? {
                let counters = Attempts::in_session(&session.id, self.now, self.keyring)?;
                wanted.extend(counted("wrong pass codes in a session", &counters));
            } else if let Some(live) = row.row::<LiveCode>()? {
                let clear = live.code.derive(self.keyring)?;
                wanted.push(plain(
                    "claim of an identifying code",
                    IdentifyingCode::claim_key(&clear, self.keyring)?,
                ));
            }
            rows.push(Found { what: row.entity().replace('_', " "), row, holder: None });
        }
        let mut written_to = Vec::new();
        for row in self.table.partition_of(&Message::key_of(id.as_str(), "")).await? {
            let message = row.row::<Message>()?;
            written_to.extend(message.map(|message| message.to.normalised()));
            rows.push(Found { what: row.entity().replace('_', " "), row, holder: None });
        }
        let mut kept = self.records(access_token, &mut wanted).await?;
        if let Some(account) = &kept.account {
            let details = &account.row.account_owner.details;
            let reached_at = details.email.iter().chain(&details.phone).map(Identifier::normalised);
            if kept.account_goes {
                written_to.extend(reached_at);
            } else {
                let others: Vec<_> = reached_at.collect();
                written_to.retain(|address| !others.contains(address));
            }
        }
        addresses.extend(self.nobody_elses(written_to, id).await?);
        addresses.dedup();
        for address in &addresses {
            wanted.extend(self.of_address(address)?);
        }
        rows.extend(self.found(wanted).await?);
        kept.rows = rows;
        Ok(kept)
    }

    /// Those of some addresses that no other access token is called by: what protects another customer stays.
    async fn nobody_elses(
        &self,
        addresses: Vec<NormalisedIdentifier>,
        id: &Id,
    ) -> Result<Vec<NormalisedIdentifier>, TableError> {
        let mut rows = Rows::at(self.now);
        self.table.step(&mut rows, addresses.iter().map(identifier_key).collect()).await?;
        let mut nobody_elses = Vec::new();
        for address in addresses {
            let claim = rows.row::<Claim>(&identifier_key(&address))?;
            if claim.is_none_or(|claim| claim.row.holder == *id) {
                nobody_elses.push(address);
            }
        }
        Ok(nobody_elses)
    }

    /// Those that stand in the table.
    async fn found(&self, wanted: Vec<Wanted>) -> Result<Vec<Found>, CustomerError> {
        let mut read = Rows::at(self.now);
        self.table.step(&mut read, wanted.iter().map(|wanted| wanted.key.clone()).collect()).await?;
        let (mut found, mut known) = (Vec::new(), BTreeSet::new());
        for Wanted { what, key, holder } in wanted {
            let Some(row) = read.whole(&key) else { continue };
            let has = row.row::<Claim>()?.map(|claim| claim.holder);
            let has = has.or(row.row::<Link>()?.map(|link| link.holder));
            let is_others = holder.is_some() && has != holder;
            if !is_others && known.insert((key.partition().to_owned(), key.sort().to_owned())) {
                found.push(Found { what, row, holder });
            }
        }
        Ok(found)
    }

    fn of_token(&self, token: &AccessToken, wanted: &mut Vec<Wanted>) -> Result<(), KeyringError> {
        let Claims { number, identifier, authentication_code } = Claims::of(token, self.keyring)?;
        let mut claimed = |what: &str, key| {
            wanted.push(Wanted { what: format!("claim of the {what}"), key, holder: Some(token.id.clone()) });
        };
        claimed("number", number);
        for (what, key) in [("identifier", identifier), ("authentication code", authentication_code)] {
            if let Some(key) = key {
                claimed(what, key);
            }
        }
        if let Some(ticket) = &token.reset_ticket {
            let clear = ticket.derive(self.keyring)?;
            for key in ResetTicket::claim_keys(&clear, self.keyring)? {
                claimed("reset ticket", key);
            }
        }
        Ok(())
    }

    /// What stands under an address, whoever it was asked by.
    fn of_address(&self, address: &NormalisedIdentifier) -> Result<Vec<Wanted>, KeyringError> {
        let mut wanted = vec![plain("suppression", Suppression::key_of(address))];
        for purpose in Purpose::ALL {
            wanted.push(plain("messages of late", Destination::key(address, purpose, self.keyring)?));
        }
        // Where they are counted is what counts here, and that is the same however long they do.
        let pass_codes = Attempts::at_pass_code(address, true, "", false, self.now, self.keyring)?;
        wanted.extend(counted("wrong pass codes", &pass_codes));
        let passwords = Attempts::at_one_time_password(address, "", false, self.now, self.keyring)?;
        wanted.extend(counted("wrong one-time passwords", &passwords));
        Ok(wanted)
    }

    /// The customer records that the token belongs to, and whether others have a part in them.
    async fn records(
        &self,
        access_token: Option<Stored<AccessToken>>,
        wanted: &mut Vec<Wanted>,
    ) -> Result<Kept, CustomerError> {
        let links = access_token.as_ref().map(|token| token.row.links.clone()).unwrap_or_default();
        let mut rows = Rows::at(self.now);
        self.table.step(&mut rows, links.records()).await?;
        let account = links.account().map(AccountsReceivable::key_of);
        let account = account.map(|key| rows.row::<AccountsReceivable>(&key)).transpose()?.flatten();
        let participant =
            links.rewards_participant.as_ref().map(|owned| RewardsParticipant::key_of(&owned.id));
        let participant = participant.map(|key| rows.row::<RewardsParticipant>(&key)).transpose()?.flatten();
        let mut kept = Kept {
            participant_goes: false,
            account_goes: false,
            rows: Vec::new(),
            access_token,
            participant,
            account,
        };
        let Some(token) = kept.access_token.as_ref().map(|token| &token.row) else { return Ok(kept) };
        for end in links.ends() {
            let key = Link::key_of(&end, &Link::of(token).place());
            wanted.push(Wanted { what: "link".to_owned(), key, holder: Some(token.id.clone()) });
        }
        if let Some(Stored { row: participant, .. }) = &kept.participant {
            kept.participant_goes = self.is_alone(&participant.key(), &token.id).await?;
            if kept.participant_goes {
                wanted.push(plain("rewards participant", participant.key()));
                wanted.push(Wanted {
                    what: "claim of the rewards participant's number".to_owned(),
                    key: number_key(&participant.number),
                    holder: Some(participant.id.clone()),
                });
            }
        }
        if let Some(Stored { row: account, .. }) = &kept.account {
            // A rewards participant that it owns besides may be somebody else's, also one that is TERMINATED.
            let owned = account.rewards_participants + account.terminated_participants;
            kept.account_goes = owned <= usize::from(kept.participant.is_some())
                && (kept.participant.is_none() || kept.participant_goes)
                && self.is_alone(&account.key(), &token.id).await?;
            for purpose in Purpose::ALL {
                let key = Destination::key_of_account(&account.id, purpose, self.keyring)?;
                wanted.extend(kept.account_goes.then(|| plain("messages of late", key)));
            }
            if kept.account_goes {
                wanted.push(plain("accounts receivable", account.key()));
                for (what, key) in
                    [("number", Some(number_key(&account.number))), ("name", account.name_key())]
                {
                    let claimed = key.map(|key| Wanted {
                        what: format!("claim of the account's {what}"),
                        key,
                        holder: Some(account.id.clone()),
                    });
                    wanted.extend(claimed);
                }
            }
        }
        Ok(kept)
    }

    /// Whether no other token than this one belongs to the customer record itself.
    async fn is_alone(&self, record: &Key, token: &Id) -> Result<bool, TableError> {
        for row in self.table.partition_of(record).await? {
            if row.row::<Link>()?.is_some_and(|link| link.holder != *token) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn plain(what: &str, key: Key) -> Wanted {
    Wanted { what: what.to_owned(), key, holder: None }
}

fn counted(what: &'static str, attempts: &Attempts) -> Vec<Wanted> {
    attempts.keys().map(|key| plain(what, key)).collect()
}
