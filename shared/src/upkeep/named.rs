//! The access token that an owner names: by its number, its identifier, or its id.

use crate::{
    base::{
        id::{Id, Number, Numbered},
        identifier::NormalisedIdentifier,
        timestamp::Timestamp,
    },
    records::{accounts_receivable::number_key, claims::identifier_key},
    table::{Claim, Key, Rows, Table, TableError},
};

/// The id of the token that is named; an id names also a token that is gone.
pub(super) async fn token(table: &Table, named: &str, now: Timestamp) -> Result<Option<Id>, TableError> {
    if let Ok(id) = Id::try_from(named.to_owned()) {
        return Ok(Some(id));
    }
    let number = Number::parse(Numbered::AccessToken, named).map(|number| number_key(&number));
    let identifier = identifier_key(&NormalisedIdentifier::of(named));
    let claims: Vec<Key> = number.into_iter().chain([identifier]).collect();
    let mut rows = Rows::at(now);
    table.step(&mut rows, claims.clone()).await?;
    for claim in &claims {
        if let Some(claim) = rows.row::<Claim>(claim)? {
            return Ok(Some(claim.row.holder));
        }
    }
    Ok(None)
}
