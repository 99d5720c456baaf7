//! The keys of applications and back offices: made, listed, revoked.

use super::{keys_error::KeysError, new_key::NewKey};
use crate::{
    base::{
        aws,
        context::Context,
        id::Id,
        secret::Secret,
        timestamp::Clock,
        variables::{self, Variables},
    },
    codes::application_key::ClearKey,
    records::application_key::ApplicationKey,
    table::{Committed, Rows, Table, Write},
};

/// However long names are, so many keys come in one call.
const LISTED_AT_ONCE: usize = 100;
/// A key that somebody else changes is read again.
const ROUNDS: usize = 3;

/// The keys of one table.
pub struct ApplicationKeys {
    table: Table,
    clock: Clock,
}

impl ApplicationKeys {
    /// By the variables that functions have, as far as they are needed: the table, and how AWS is reached.
    pub fn new(variables: &Variables, clock: Clock) -> Result<Self, KeysError> {
        let table = Table::new(&aws::config(variables)?, variables.required(variables::TABLE)?);
        Ok(Self { table, clock })
    }

    /// Makes a key. The clear one is shown this once.
    pub async fn make(&self, mut new: NewKey) -> Result<(ApplicationKey, Secret), KeysError> {
        let others = self.list().await?;
        let mut context = Context::fresh(&self.clock);
        new.check(&others, context.now)?;
        new.scopes.sort_unstable();
        new.scopes.dedup();
        new.networks.sort_unstable();
        new.networks.dedup();
        let clear = ClearKey::random(new.class, &mut context.rng);
        let key = ApplicationKey {
            id: clear.id.clone(),
            class: new.class,
            application: new.application.unwrap_or_else(|| Id::random(&mut context.rng)),
            name: new.name,
            scopes: new.scopes,
            networks: new.networks,
            digest: clear.digest(),
            created: context.now,
            ends: new.ends,
            revoked: None,
        };
        let write = Write::create(&key.key(), &key)?;
        match self.table.commit(vec![write], &mut context).await? {
            Committed::Yes => Ok((key, clear.reveal().clone())),
            Committed::Conflict => Err(KeysError::Busy),
        }
    }

    /// All keys, in the order of their ids.
    pub async fn list(&self) -> Result<Vec<ApplicationKey>, KeysError> {
        let (beside, begin) = ApplicationKey::all();
        Ok(self.table.all_beside(&beside, begin, ApplicationKey::key, LISTED_AT_ONCE).await?)
    }

    /// Ends a key, named by its id or, as who finds one that leaked has it, by itself: from now on it opens no session,
    /// and those of a back office that it opened are over. Those of an app's customers are the customers', and last.
    pub async fn revoke(&self, named: &str) -> Result<ApplicationKey, KeysError> {
        let clear = ClearKey::parse(&Secret::new(named));
        let id = clear.as_ref().map_or(named, |clear| &clear.id);
        for _ in 0..ROUNDS {
            if let Some(revoked) = self.revoked(id).await? {
                return Ok(revoked);
            }
        }
        Err(KeysError::Busy)
    }

    /// The key, revoked; none where somebody else changed it at the same time.
    async fn revoked(&self, id: &str) -> Result<Option<ApplicationKey>, KeysError> {
        let mut context = Context::fresh(&self.clock);
        let key = ApplicationKey::key_of(id);
        let mut rows = Rows::at(context.now);
        self.table.step(&mut rows, vec![key.clone()]).await?;
        let stored = rows.row::<ApplicationKey>(&key)?.ok_or_else(|| KeysError::NoSuchKey(id.to_owned()))?;
        if stored.row.revoked.is_some() {
            return Err(KeysError::RevokedAlready(id.to_owned()));
        }
        let revoked = ApplicationKey { revoked: Some(context.now), ..stored.row };
        let write = Write::replace(&key, &revoked, stored.version)?;
        match self.table.commit(vec![write], &mut context).await? {
            Committed::Yes => Ok(Some(revoked)),
            Committed::Conflict => Ok(None),
        }
    }
}
