//! A pass code at rest: argon2id in a PHC string, with a pepper from the keyring.
//!
//! One that was imported is argon2id of the hash that it had elsewhere. Which kinds there may be, the
//! definition says, and a comparison makes each of them once, whosever pass code it is: so its time tells
//! nobody apart.

use std::cell::RefCell;

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        Error,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use rand::{Rng, rngs::ChaCha20Rng};
use serde::{Deserialize, Serialize};

use super::{
    clear::PassCode,
    foreign::{ForeignHash, ForeignKind, Inner},
};
use crate::keyring::{KeyId, Keyring, KeyringError};

/// OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
pub(super) const MEMORY_KIB: u32 = 19 * 1024;
pub(super) const PASSES: u32 = 2;
/// A hash that asks for more is no hash of ours: checking it would be an attack.
const MOST_MEMORY_KIB: u32 = 64 * 1024;
const MOST_PASSES: u32 = 8;

thread_local! {
    /// The memory that argon2 fills, kept: taken anew each time, the allocator ends up holding it twice,
    /// 48 MiB instead of 30. It is wiped after use.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

/// The PHC string, and the key whose pepper went in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassCodeHash {
    key: KeyId,
    pub(super) phc: String,
    /// How what is hashed is made of the pass code, where that was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) inner: Option<Inner>,
}

impl PassCodeHash {
    /// Hashes under the newest key's pepper: 20 ms of work, on purpose.
    pub fn new(pass_code: &PassCode, keyring: &Keyring, rng: &mut ChaCha20Rng) -> Result<Self, KeyringError> {
        Self::of(pass_code.reveal().as_bytes(), None, keyring, rng)
    }

    /// Hashes what is a hash from elsewhere, in the same way.
    pub fn wrapping(
        hash: &ForeignHash,
        keyring: &Keyring,
        rng: &mut ChaCha20Rng,
    ) -> Result<Self, KeyringError> {
        Self::of(&hash.output, Some(hash.inner.clone()), keyring, rng)
    }

    fn of(
        bytes: &[u8],
        inner: Option<Inner>,
        keyring: &Keyring,
        rng: &mut ChaCha20Rng,
    ) -> Result<Self, KeyringError> {
        let key = keyring.newest().clone();
        let pepper = keyring.pepper(&key)?;
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        let phc = phc(bytes, &salt, pepper.as_slice()).expect("argon2id takes 256 bytes and a salt of 16");
        Ok(Self { key, phc, inner })
    }

    /// Whether what is kept, if anything is, is the pass code; and what keeps the one that was offered, by the same one
    /// hash. Where it is not the pass code, both share a salt: it tells customers apart, not the pass codes
    /// of one. Each kind that may have been imported is made once besides. One of another kind is of no pass
    /// code, and so is one under a key that was taken out: an error would tell whose it is.
    pub fn compare(
        kept: Option<&Self>,
        offered: &PassCode,
        imported: &[ForeignKind],
        keyring: &Keyring,
        rng: &mut ChaCha20Rng,
    ) -> Result<Compared, KeyringError> {
        let inner = kept.and_then(|kept| kept.inner.as_ref());
        let mut output = None;
        for kind in imported {
            let own = inner.filter(|inner| inner.kind == *kind);
            let made = own.map_or_else(|| Inner::nobodys(*kind).output(offered), |own| own.output(offered));
            output = own.map_or(output, |_| made);
        }
        let bytes = match (inner, &output) {
            (Some(_), output) => output.as_ref().map(|output| output.as_slice()),
            (None, _) => Some(offered.reveal().as_bytes()),
        };
        if let (Some(kept), Some(bytes)) = (kept, bytes)
            && let Some(pepper) = keyring.unless_taken_out(keyring.pepper(&kept.key))?
            && let Ok((phc, is_right)) = same_way(&kept.phc, bytes, pepper.as_slice())
        {
            return Ok(Compared { is_right, offered: Self { phc, ..kept.clone() } });
        }
        Ok(Compared { is_right: false, offered: Self::new(offered, keyring, rng)? })
    }

    pub(super) const fn key(&self) -> &KeyId {
        &self.key
    }

    /// The same, where the key has another id.
    pub(super) fn under(self, key: KeyId) -> Self {
        Self { key, ..self }
    }

    /// The kind that it was imported as, until it is hashed anew.
    pub fn foreign_kind(&self) -> Option<ForeignKind> {
        self.inner.as_ref().map(|inner| inner.kind)
    }

    /// Whether it was made under an older key, with less work than a hash takes now, or of a hash from elsewhere.
    pub fn is_outdated(&self, keyring: &Keyring) -> bool {
        let params = PasswordHash::new(&self.phc).ok().and_then(|hash| Params::try_from(&hash).ok());
        let is_weaker = params.is_none_or(|params| params.m_cost() < MEMORY_KIB || params.t_cost() < PASSES);
        is_weaker || self.inner.is_some() || keyring.is_outdated(&self.key)
    }
}

/// A pass code that was offered, beside the one that is kept.
#[derive(Clone, Debug)]
pub struct Compared {
    pub is_right: bool,
    pub offered: PassCodeHash,
}

fn phc(bytes: &[u8], salt: &[u8], pepper: &[u8]) -> Result<String, Error> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(Params::DEFAULT_OUTPUT_LEN))?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params)?,
        salt: Some(Salt::new(salt)?),
        hash: Some(output(bytes, salt, pepper, params)?),
    };
    Ok(hash.to_string())
}

/// Hashes bytes as others were hashed: the PHC string, and whether they are the same.
fn same_way(phc: &str, bytes: &[u8], pepper: &[u8]) -> Result<(String, bool), Error> {
    let mut hash = PasswordHash::new(phc).map_err(|_| Error::PasswordInvalid)?;
    let params = Params::try_from(&hash)?;
    let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else { return Err(Error::PasswordInvalid) };
    if params.m_cost() > MOST_MEMORY_KIB || params.t_cost() > MOST_PASSES {
        return Err(Error::PasswordInvalid);
    }
    let offered = output(bytes, &salt, pepper, params)?;
    hash.hash = Some(offered);
    // Output compares in constant time.
    Ok((hash.to_string(), offered == expected))
}

fn output(clear: &[u8], salt: &[u8], pepper: &[u8], params: Params) -> Result<Output, Error> {
    let (length, blocks) = (params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN), params.block_count());
    let argon2 = Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params)?;
    // Tests count these lines: a request does the same work whatever it finds.
    tracing::trace!("a pass code is hashed");
    MEMORY.with_borrow_mut(|memory| {
        memory.resize(memory.len().max(blocks), Block::new());
        let mut bytes = [0; Output::MAX_LENGTH];
        let bytes = bytes.get_mut(..length).ok_or(Error::OutputSize)?;
        let hashed = argon2.hash_password_into_with_memory(clear, salt, bytes, &mut memory[..blocks]);
        memory.fill(Block::new());
        hashed?;
        Output::new(bytes).map_err(|_| Error::OutputSize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{context::Context, secret::Secret},
        keyring::tests::keyring,
    };

    fn offered(text: &str) -> PassCode {
        PassCode::offered(&Secret::new(text)).expect("offered")
    }

    fn is_of(hash: &PassCodeHash, pass_code: &PassCode, keyring: &Keyring) -> bool {
        is_of_one_of(&[], hash, pass_code, keyring)
    }

    fn is_of_one_of(
        imported: &[ForeignKind],
        hash: &PassCodeHash,
        pass_code: &PassCode,
        keyring: &Keyring,
    ) -> bool {
        let compare = |kept: &PassCodeHash| {
            let rng = &mut Context::fixed(1).rng;
            PassCodeHash::compare(Some(kept), pass_code, imported, keyring, rng).expect("a key")
        };
        let compared = compare(hash);
        // What was offered is kept by what came of it, whether or not it is what was kept.
        assert!(compare(&compared.offered).is_right);
        compared.is_right
    }

    #[test]
    fn a_hash_from_elsewhere_is_of_its_pass_code_while_its_kind_is_expected_and_then_of_none() {
        let bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
        let foreign = ForeignHash::parse(bcrypt, None).expect("a hash");
        let keyring = keyring();
        let hash = PassCodeHash::wrapping(&foreign, &keyring, &mut Context::fixed(0).rng).expect("hashed");
        assert!(hash.is_outdated(&keyring));
        let other = ForeignKind::try_from("pbkdf2-sha256 1000".to_owned()).expect("a kind");
        for (imported, is_right) in [
            (&[foreign.kind()][..], true),
            (&[other, foreign.kind()], true),
            (&[foreign.kind(), other], true),
            (&[other], false),
            (&[], false),
        ] {
            assert_eq!(is_of_one_of(imported, &hash, &offered("U*U"), &keyring), is_right, "{imported:?}");
            assert!(!is_of_one_of(imported, &hash, &offered("U*U*"), &keyring), "{imported:?}");
        }
        let row = serde_json::to_value(&hash).expect("a row");
        assert_eq!(row["inner"]["kind"], "bcrypt 5");
        assert_eq!(serde_json::from_value::<PassCodeHash>(row).expect("a hash"), hash);
    }

    #[test]
    fn a_hash_is_outdated_under_an_older_key_or_with_less_work() {
        let hash = PassCodeHash::new(&offered("correct horse"), &keyring(), &mut Context::fixed(0).rng)
            .expect("hashed");
        assert!(!hash.is_outdated(&keyring()));
        for weaker in ["m=9728", "t=1"] {
            let (what, _) = weaker.split_once('=').expect("a parameter");
            let phc = hash.phc.replace(if what == "m" { "m=19456" } else { "t=2" }, weaker);
            assert!(PassCodeHash { phc, ..hash.clone() }.is_outdated(&keyring()), "{weaker}");
        }
        let rotated = r#"{"newest":"2","1":"a key for tests, 32 characters and more","2":"another one, also of 32 characters"}"#;
        let rotated = Keyring::parse(&Secret::new(rotated)).expect("a keyring");
        assert!(hash.is_outdated(&rotated));
        assert!(is_of(&hash, &offered("correct horse"), &rotated));
    }

    #[test]
    fn a_hash_knows_its_pass_code_in_every_spelling_of_unicode() {
        let hash = PassCodeHash::new(&offered("cafe\u{301} noir"), &keyring(), &mut Context::fixed(0).rng)
            .expect("hashed");
        assert!(hash.phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.phc);
        let is_of = |text: &str| is_of(&hash, &offered(text), &keyring());
        assert!(is_of("caf\u{e9} noir"));
        assert!(!is_of("cafe noir"));
    }

    #[test]
    fn without_the_pepper_a_hash_is_of_nothing() {
        let pass_code = offered("correct horse");
        let hash = PassCodeHash::new(&pass_code, &keyring(), &mut Context::fixed(0).rng).expect("hashed");
        let other =
            Keyring::parse(&Secret::new(r#"{"newest":"1","1":"another key, also 32 characters long"}"#))
                .expect("a keyring");
        assert!(!is_of(&hash, &pass_code, &other));
    }

    /// Made by the argon2 library's own hasher: what it wrote, this reads.
    #[test]
    fn a_hash_of_an_earlier_release_is_still_known() {
        use argon2::password_hash::PasswordHasher as _;

        let keyring = keyring();
        let pepper = keyring.pepper(keyring.newest()).expect("a pepper");
        let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("parameters");
        let library = Argon2::new_with_secret(pepper.as_slice(), Algorithm::Argon2id, Version::V0x13, params);
        let phc =
            library.expect("argon2").hash_password_with_salt(b"correct horse", &[7; 16]).expect("hashed");
        let hash = PassCodeHash { key: keyring.newest().clone(), phc: phc.to_string(), inner: None };
        assert!(is_of(&hash, &offered("correct horse"), &keyring));
    }

    #[test]
    fn a_hash_that_asks_for_too_much_is_of_nothing() {
        let pass_code = offered("correct horse");
        let hash = PassCodeHash::new(&pass_code, &keyring(), &mut Context::fixed(0).rng).expect("hashed");
        for greedy in [hash.phc.replace("m=19456", "m=4194304"), hash.phc.replace("t=2", "t=2000")] {
            let hash = PassCodeHash { phc: greedy, ..hash.clone() };
            assert!(!is_of(&hash, &pass_code, &keyring()));
        }
    }
}
