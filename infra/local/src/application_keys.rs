//! The keys of the local stack: one of each class, made when it starts, and kept with the table if that is.

use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::{ApplicationKeys, Clock, KeyClass, KeysError, NewKey, Scope, Timestamp, Variables};

use crate::{error::StackError, folder::write_private};

/// A year: a table that is kept for longer gets new ones when the file with the keys is deleted.
const LIFE_SECONDS: i64 = 365 * 24 * 60 * 60;

/// The keys in clear.
#[derive(Clone, Serialize, Deserialize)]
pub struct Keys {
    /// An app's, with which its customers log in.
    pub consumer_application_key: String,
    /// A back office's, which may everything.
    pub systemic_key: String,
}

pub(crate) async fn kept_or_new(
    variables: &Variables,
    clock: Clock,
    data: Option<&Path>,
) -> Result<Keys, StackError> {
    let file = data.map(|folder| folder.join("application_keys.json"));
    let kept = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
    if let Some(kept) = kept.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(kept);
    }
    let ends = clock().plus(LIFE_SECONDS);
    let keys = ApplicationKeys::new(variables, clock)?;
    let keys = Keys {
        consumer_application_key: made(&keys, KeyClass::ConsumerApplicationKey, &[], ends).await?,
        systemic_key: made(&keys, KeyClass::SystemicKey, &Scope::ALL, ends).await?,
    };
    if let Some(file) = file {
        let text = serde_json::to_string(&keys).unwrap_or_default();
        write_private(&file, &text).map_err(|source| StackError::Folder { folder: file, source })?;
    }
    Ok(keys)
}

async fn made(
    keys: &ApplicationKeys,
    class: KeyClass,
    scopes: &[Scope],
    ends: Timestamp,
) -> Result<String, KeysError> {
    let new = NewKey {
        class,
        application: None,
        name: "Local stack".to_owned(),
        scopes: scopes.to_vec(),
        networks: Vec::new(),
        ends: Some(ends),
    };
    let (_, clear) = keys.make(new).await?;
    Ok(clear.reveal().to_owned())
}
