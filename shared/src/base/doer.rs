//! Who does something: whoever's session it is done in. Whoever is in none is nobody we know.

use serde::{Deserialize, Serialize};

use super::{
    id::{Id, Number},
    timestamp::Timestamp,
};

/// As it is kept and answered: nothing but what the session token says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Doer {
    /// A back office, by its key's id and name.
    BackOffice { application_key: String, name: String },
    /// A customer, by the access token's id and number.
    Customer { access_token: Id, number: Number },
}

/// When something is done, and by whom.
#[derive(Clone, Debug)]
pub struct Done {
    pub at: Timestamp,
    pub by: Option<Doer>,
}
