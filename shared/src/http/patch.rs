//! A field of an update: absent, null or given are three things.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer};

/// What a caller sent in a field that can be cleared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Patch<T> {
    /// Nothing: the field stays as it is.
    #[default]
    Absent,
    /// Null: the field is cleared.
    Null,
    Given(T),
}

impl<T> Patch<T> {
    pub(crate) const fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the field holds something from then on.
    pub(crate) const fn will_be_there(&self, is_there: bool) -> bool {
        match self {
            Self::Absent => is_there,
            Self::Null => false,
            Self::Given(_) => true,
        }
    }

    /// What the field holds from then on.
    pub(crate) fn over<U, E>(
        &self,
        before: Option<U>,
        parse: impl FnOnce(&T) -> Result<U, E>,
    ) -> Result<Option<U>, E> {
        match self {
            Self::Absent => Ok(before),
            Self::Null => Ok(None),
            Self::Given(value) => parse(value).map(Some),
        }
    }
}

/// A field that is there; `#[serde(default)]` makes it absent where it is not.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|sent| sent.map_or(Self::Null, Self::Given))
    }
}

impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Option::<T>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}
