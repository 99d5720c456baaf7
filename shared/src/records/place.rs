//! A place in a list of access tokens: what the token is sorted by, and its id.

use std::fmt;

use crate::base::id::{Id, Number, Numbered};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A state, or the id of a classification.
    pub group: String,
    pub number: Number,
    pub id: Id,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, number, id } = self;
        write!(f, "{group}#{number}#{id}")
    }
}

impl Place {
    /// The place that a text says.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('#');
        let place = Self {
            group: parts.next()?.to_owned(),
            number: Number::parse(Numbered::AccessToken, parts.next()?)?,
            id: Id::try_from(parts.next()?.to_owned()).ok()?,
        };
        parts.next().is_none().then_some(place)
    }

    /// The same, where it is in one of the groups of a list.
    pub(crate) fn in_group(text: &str, is_group: impl Fn(&str) -> bool) -> Option<Self> {
        Self::read(text).filter(|place| is_group(&place.group))
    }
}
