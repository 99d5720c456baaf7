//! A place in a list of access tokens: what the token is sorted by, and its id.

use crate::base::id::{Id, Number};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A state, or the id of a classification.
    pub group: String,
    pub number: Number,
    pub id: Id,
}
