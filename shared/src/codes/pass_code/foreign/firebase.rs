//! Firebase's own scrypt. Its console shows the parameters: "Password hash parameters".
//!
//! Firebase enciphers one key of the project, the signer key, by what scrypt makes of each user's pass code,
//! and keeps that as the hash. A stream cipher's text is the key stream over the clear one: so the signer key
//! takes itself out of the hash once, when it is imported, and what is left is the key stream, which follows
//! from the pass code alone. The signer key is kept nowhere.

use aes::Aes256;
use ctr::{
    Ctr128BE,
    cipher::{KeyIvInit, StreamCipher},
};
use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::{ForeignError, ForeignHash, ForeignKind};

/// The parameters of a project.
pub struct FirebaseKey {
    signer_key: Zeroizing<Vec<u8>>,
    salt_separator: Vec<u8>,
    kind: ForeignKind,
}

impl FirebaseKey {
    /// Reads them as the console shows them: lines like `rounds: 8,`.
    pub fn parse(text: &str) -> Option<Self> {
        let value = |name: &str| {
            let mut lines = text.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(':'));
            lines
                .find(|(found, _)| found.trim() == name)
                .map(|(_, value)| value.trim().trim_matches('"').to_owned())
        };
        let bytes = |name| BASE64.decode(value(name)?.as_bytes()).ok();
        Some(Self {
            signer_key: Zeroizing::new(bytes("base64_signer_key")?),
            salt_separator: bytes("base64_salt_separator")?,
            kind: ForeignKind::Firebase {
                log_n: value("mem_cost")?.parse().ok()?,
                r: value("rounds")?.parse().ok()?,
            },
        })
    }

    pub(super) fn hash(&self, salt: &[u8], hash: &[u8]) -> Result<ForeignHash, ForeignError> {
        if hash.len() != self.signer_key.len() {
            return Err(ForeignError::Length(hash.len(), "as many as the signer key"));
        }
        let stream = hash.iter().zip(self.signer_key.iter()).map(|(enciphered, clear)| enciphered ^ clear);
        ForeignHash::new(self.kind, &[salt, &self.salt_separator].concat(), stream.collect())
    }
}

/// The key stream of a pass code.
pub(super) fn hash(log_n: u8, r: u32, pass_code: &[u8], salt: &[u8], output: &mut [u8]) -> Option<()> {
    let mut key = Zeroizing::new([0; 32]);
    scrypt::scrypt(pass_code, salt, &scrypt::Params::new(log_n, r, 1).ok()?, key.as_mut_slice()).ok()?;
    output.fill(0);
    let mut cipher = Ctr128BE::<Aes256>::new_from_slices(key.as_slice(), &[0; 16]).ok()?;
    cipher.apply_keystream(output);
    Some(())
}
