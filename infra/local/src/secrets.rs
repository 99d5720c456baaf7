//! The secrets of the local stack: made as the template says, and kept with the table if that is.

use std::{io, path::Path};

use data_encoding::BASE64URL_NOPAD;
use rand::{Rng, SeedableRng, rngs::ChaCha20Rng, rngs::SysRng};
use serde_json::{Map, Value};

use crate::{
    aws::Secret,
    error::StackError,
    folder::write_private,
    template::{GenerateSecretString, SecretDeclaration, SecretValue, TemplateError},
};

/// A secret, and whether it is new: so is one that is kept as the template writes it, for its first rotation was broken
/// off. Without it the codes in a kept table could not be derived again.
pub(crate) fn kept_or_new(
    declared: &SecretDeclaration,
    data: Option<&Path>,
) -> Result<(Secret, bool), StackError> {
    let new = value(declared)?;
    let Some(folder) = data else { return Ok((Secret::new(new), true)) };
    let file = folder.join(format!("{}.json", declared.name.to_lowercase()));
    let (text, is_new) = if let Ok(kept) = std::fs::read_to_string(&file) {
        let is_new = kept == new;
        (kept, is_new)
    } else {
        let failed = |source| StackError::Folder { folder: file.clone(), source };
        write_private(&file, &new).map_err(failed)?;
        (new, true)
    };
    Ok((Secret::kept(text, Box::new(move |new| replace_private(&file, new))), is_new))
}

fn value(declared: &SecretDeclaration) -> Result<String, TemplateError> {
    match &declared.value {
        SecretValue::Written(text) => Ok(text.clone()),
        SecretValue::Generated(declared) => generate(declared),
    }
}

/// A private file in the place of another: all of it, or nothing.
fn replace_private(file: &Path, text: &str) -> io::Result<()> {
    let new = file.with_extension("new");
    match std::fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    write_private(&new, text)?;
    std::fs::rename(new, file)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_value_takes_the_place_of_the_kept_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("keyring.json");
        write_private(&file, "[1]").expect("a written file");
        for new in ["[1,2]", "[]"] {
            replace_private(&file, new).expect("a written file");
            assert_eq!(std::fs::read_to_string(&file).expect("a kept value"), new);
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
