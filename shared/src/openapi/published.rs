//! The schemas of what is published to systems of the owner's, made from the types that are written there.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

use crate::delivery::{Announcement, ExternalMessage};

/// Of a message whose template is EXTERNAL.
pub fn external_message() -> Value {
    schema::<ExternalMessage>()
}

/// Of an event.
pub fn announcement() -> Value {
    schema::<Announcement>()
}

/// Of what is written, and not of what might be read.
fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>().to_value()
}
