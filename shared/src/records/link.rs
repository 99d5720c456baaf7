//! The row beside a customer record that leads to one of its access tokens.
//!
//! A token's row names its customer records, and beside each of these stands a row that leads back, in the order in
//! which lists go: so the link shows from both ends. All are written in one commit, which the version of the token's
//! row guards.

use serde::{Deserialize, Serialize};

use super::{access_token::AccessToken, links::Links, place::Place};
use crate::{
    base::id::{Id, Number},
    table::{Key, Row, TableError, Write},
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Link {
    /// The access token.
    pub holder: Id,
    pub number: Number,
    pub classification: Option<Id>,
    /// All of the token's links: with them a list reads tokens and customer records in one call.
    pub links: Links,
}

impl Row for Link {
    const ENTITY: &'static str = "link";
}

impl Link {
    pub(crate) fn of(token: &AccessToken) -> Self {
        Self {
            holder: token.id.clone(),
            number: token.number.clone(),
            classification: token.classification.clone(),
            links: token.links.clone(),
        }
    }

    pub(crate) fn place(&self) -> Place {
        Place {
            group: group(self.classification.as_ref()).to_string(),
            number: self.number.clone(),
            id: self.holder.clone(),
        }
    }

    /// How the sort keys of such rows begin: of all, or of one classification.
    pub(crate) fn begin(classification: Option<&Id>) -> String {
        classification.map_or("TOKEN#".to_owned(), |id| format!("TOKEN#{id}#"))
    }

    /// Where the row of a place stands beside a customer record: by classification, then by number, so that both can
    /// be asked for.
    pub(crate) fn key_of(customer: &Key, place: &Place) -> Key {
        customer.beside(format!("TOKEN#{}#{}", place.group, place.number))
    }
}

/// How the classifications of a list are told apart: by id, and nobody's where there is none.
fn group(classification: Option<&Id>) -> Id {
    classification.cloned().unwrap_or_else(Id::nobody)
}

/// The writes that bring the rows beside the customer records from how a token was to how it will be.
pub(crate) fn writes(
    before: Option<&AccessToken>,
    after: Option<&AccessToken>,
) -> Result<Vec<Write>, TableError> {
    let ends = |token: Option<&AccessToken>| token.map(|token| token.links.ends()).unwrap_or_default();
    let mut writes = Vec::new();
    if let Some(token) = before {
        let gone = ends(before).into_iter().filter(|end| !ends(after).contains(end));
        let place = Link::of(token).place();
        writes.extend(gone.map(|end| Write::give_up(Link::key_of(&end, &place), token.id.clone())));
    }
    if let Some(token) = after.filter(|after| before.map(|before| &before.links) != Some(&after.links)) {
        let link = Link::of(token);
        for end in ends(after) {
            writes.push(Write::follow(&Link::key_of(&end, &link.place()), &link)?);
        }
    }
    Ok(writes)
}
