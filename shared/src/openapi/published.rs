//! The schemas of what is published to systems of the owner's, made from the types that are written there; and of the
//! definition, made from those that it is read into.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

use crate::{
    definition::File,
    delivery::{Announcement, ExternalMessage},
};

/// Of a message whose template is EXTERNAL.
pub fn external_message() -> Value {
    schema::<ExternalMessage>()
}

/// Of an event.
pub fn announcement() -> Value {
    schema::<Announcement>()
}

/// Of the definition's file. Written out, so that what is said of a field stands at it.
pub fn definition() -> Value {
    let settings =
        SchemaSettings::draft2020_12().for_deserialize().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<File>().to_value()
}

/// Of what is written, and not of what might be read.
fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>().to_value()
}
