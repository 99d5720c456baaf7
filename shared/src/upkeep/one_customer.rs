//! One customer, as the law has it: told all that is kept of them, and erased.
//!
//! Erasing: 1. find all that is kept. 2. What stands beside the token goes, one by one. 3. Token, claims, links and the
//! customer records that are theirs go in one commit: until then the customer is found by whatever named them, and an
//! erasure that was broken off is begun again. 4. What was written meanwhile goes too.

use serde_json::{Map, Value};

use super::{
    customer_error::CustomerError,
    kept::{Found, Kept, Search, Stays},
    named, readable,
};
use crate::{
    base::{
        aws,
        context::Context,
        id::Id,
        timestamp::Clock,
        variables::{self, Variables},
    },
    definition::AccountsReceivableRules,
    keyring::Keyring,
    records::{
        access_token::AccessToken,
        accounts_receivable::AccountsReceivable,
        refusal::Refusal,
        rewards_participant::{ParticipantState, RewardsParticipant},
    },
    steps::service,
    table::{Committed, Row as _, Stored, Table, TableError, Write},
};

/// A customer who is at it is erased in another round.
const ROUNDS: usize = 5;

/// What is kept of one customer, in one table.
pub struct OneCustomer {
    table: Table,
    keyring: Keyring,
    clock: Clock,
}

/// All that is kept of a customer.
#[derive(Debug)]
pub struct Told {
    pub access_token: Id,
    pub rows: Vec<ToldRow>,
    pub stays: Vec<Stays>,
}

/// A row that is kept: what it is, and what stands in it.
#[derive(Debug)]
pub struct ToldRow {
    pub what: String,
    pub fields: Map<String, Value>,
}

/// What an erasure did, or would do.
#[derive(Debug)]
pub struct Erased {
    pub access_token: Id,
    /// What the rows were, in the order in which they went.
    pub rows: Vec<String>,
    pub stays: Vec<Stays>,
}

impl OneCustomer {
    /// By the variables that functions have, as far as they are needed: the table, the keyring, and how AWS is reached.
    pub async fn new(variables: &Variables, clock: Clock) -> Result<Self, CustomerError> {
        let config = aws::config(variables)?;
        let table = Table::new(&config, variables.required(variables::TABLE)?);
        let keyring = service::keyring(variables, &config, clock()).await.map_err(CustomerError::Secret)?;
        Ok(Self { table, keyring, clock })
    }

    /// All that is kept of a customer, as an owner may read it: no secret, and no digest of one.
    pub async fn tell(&self, named: &str) -> Result<Told, CustomerError> {
        let (access_token, kept) = self.named(named).await?;
        let stays = kept.stays();
        let told =
            |Found { what, row, .. }: Found| Ok(ToldRow { what, fields: readable::fields(row.fields()?) });
        let rows = kept.rows.into_iter().map(told).collect::<Result<_, TableError>>()?;
        Ok(Told { access_token, rows, stays })
    }

    /// What an erasure would delete.
    pub async fn would_erase(&self, named: &str) -> Result<Erased, CustomerError> {
        let (access_token, kept) = self.named(named).await?;
        let stays = kept.stays();
        Ok(Erased { access_token, rows: kept.rows.into_iter().map(|found| found.what).collect(), stays })
    }

    /// Deletes all that is kept of a customer. It fails where nothing is kept, or the table cannot be read or written;
    /// some of it is gone by then, and the token with what leads to it goes last: so the same call is made again.
    pub async fn erase(&self, named: &str) -> Result<Erased, CustomerError> {
        let (access_token, mut kept) = self.named(named).await?;
        let (mut rows, mut stays) = (Vec::new(), kept.stays());
        for _ in 0..ROUNDS {
            let mut context = Context::fresh(&self.clock);
            let (with_token, beside): (Vec<_>, Vec<_>) =
                kept.rows.iter().partition(|found| goes_with_token(found));
            let deletes = beside.iter().map(|found| Write::clear(found.row.key.clone())).collect();
            self.table.one_by_one(deletes, &mut context).await?;
            rows.extend(beside.iter().map(|found| found.what.clone()));
            let writes = together(&kept, &with_token, &context)?;
            if self.table.commit(writes, &mut context).await? == Committed::Yes {
                rows.extend(with_token.iter().map(|found| found.what.clone()));
                if kept.access_token.is_some() {
                    stays = kept.stays();
                }
            }
            kept = self.search().of(&access_token).await?;
            if kept.rows.is_empty() {
                return Ok(Erased { access_token, rows, stays });
            }
        }
        Err(CustomerError::Busy)
    }

    async fn named(&self, named: &str) -> Result<(Id, Kept), CustomerError> {
        let nothing = || CustomerError::NothingKept(named.to_owned());
        let id = named::token(&self.table, named, (self.clock)()).await?.ok_or_else(nothing)?;
        let kept = self.search().of(&id).await?;
        if kept.rows.is_empty() { Err(nothing()) } else { Ok((id, kept)) }
    }

    fn search(&self) -> Search<'_> {
        Search { table: &self.table, keyring: &self.keyring, now: (self.clock)() }
    }
}

/// Whether a row goes in the commit in which the token does: what leads to it, and what it leads to.
fn goes_with_token(found: &Found) -> bool {
    let kinds = [AccessToken::ENTITY, AccountsReceivable::ENTITY, RewardsParticipant::ENTITY];
    found.holder.is_some() || kinds.contains(&found.row.entity())
}

/// The version that a row has to have for it to go. Of a customer record it is the one of before it was looked
/// for who else has a part in it: whoever comes after that changes it.
fn version_of(found: &Found, kept: &Kept) -> u64 {
    let account = kept.account.as_ref().map(|stored| (stored.row.key(), stored.version));
    let participant = kept.participant.as_ref().map(|stored| (stored.row.key(), stored.version));
    let record = account.into_iter().chain(participant).find(|(key, _)| *key == found.row.key);
    record.map_or_else(|| found.row.version(), |(_, version)| version)
}

/// The writes of that commit.
fn together(kept: &Kept, with_token: &[&Found], context: &Context) -> Result<Vec<Write>, CustomerError> {
    let delete = |found: &&Found| match &found.holder {
        Some(holder) => Write::give_up(found.row.key.clone(), holder.clone()),
        None => Write::delete(found.row.key.clone(), version_of(found, kept)),
    };
    let mut writes: Vec<Write> = with_token.iter().map(delete).collect();
    let Some(Stored { row: token, .. }) = &kept.access_token else { return Ok(writes) };
    if let Some(Stored { row: account, version }) = kept.account.as_ref().filter(|_| !kept.account_goes) {
        let mut account = account.clone();
        if let Some(Stored { row, .. }) = kept.participant.as_ref().filter(|_| kept.participant_goes) {
            let owned = match row.life_cycle_state {
                ParticipantState::Effective => &mut account.rewards_participants,
                ParticipantState::Terminated => &mut account.terminated_participants,
            };
            *owned = owned.saturating_sub(1);
        }
        let tokens = usize::from(token.links.accounts_receivable.is_some());
        // What the definition asks of an account keeps nobody from being erased.
        let account = account.with_tokens(0, tokens, &AccountsReceivableRules::default(), &context.done());
        let account = account.map_err(|_: Refusal| CustomerError::Busy)?;
        writes.push(Write::replace(&account.key(), &account, *version)?);
    }
    Ok(writes)
}
