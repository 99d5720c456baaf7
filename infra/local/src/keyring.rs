//! The keyring of the local stack: generated as the template says, and kept with the table if that is.

use std::path::Path;

use data_encoding::BASE64URL_NOPAD;
use rand::{Rng, SeedableRng, rngs::ChaCha20Rng, rngs::SysRng};
use serde_json::{Map, Value};

use crate::{
    error::StackError,
    folder::write_private,
    template::{GenerateSecretString, TemplateError},
};

/// The secret's text. Without it the codes in a kept table could not be derived again.
pub(crate) fn kept_or_new(
    declared: &GenerateSecretString,
    data: Option<&Path>,
) -> Result<String, StackError> {
    let file = data.map(|folder| folder.join("keyring.json"));
    if let Some(kept) = file.as_ref().and_then(|file| std::fs::read_to_string(file).ok()) {
        return Ok(kept);
    }
    let secret = generate(declared)?;
    if let Some(file) = file {
        write_private(&file, &secret).map_err(|source| StackError::Folder { folder: file, source })?;
    }
    Ok(secret)
}

fn generate(declared: &GenerateSecretString) -> Result<String, TemplateError> {
    let mut secret: Map<String, Value> =
        serde_json::from_str(&declared.secret_string_template).map_err(|error| TemplateError {
            file: "template.yaml".to_owned(),
            reason: format!("SecretStringTemplate: {error}"),
        })?;
    let mut bytes = vec![0; declared.password_length];
    ChaCha20Rng::try_from_rng(&mut SysRng).expect("the operating system's randomness").fill_bytes(&mut bytes);
    let mut password = BASE64URL_NOPAD.encode(&bytes);
    password.truncate(declared.password_length);
    secret.insert(declared.generate_string_key.clone(), Value::String(password));
    Ok(Value::Object(secret).to_string())
}
