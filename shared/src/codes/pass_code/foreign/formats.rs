//! The formats in which such hashes are exported.

use argon2::password_hash::phc::PasswordHash;
use data_encoding::{BASE64, BASE64_NOPAD, Encoding, Specification};

use super::{FirebaseKey, ForeignError, ForeignHash, ForeignKind, Work};

/// What the numbers of a kind are called, in their order.
pub(super) fn names(kind: &str) -> &'static [&'static str] {
    match kind {
        "argon2i" | "argon2id" => &["m=", "t=", "p="],
        "scrypt" => &["ln=", "r=", "p="],
        "firebase" => &["ln=", "r="],
        _ => &[""],
    }
}

impl ForeignHash {
    /// Reads a hash as it is exported:
    ///
    /// - `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, and argon2i; Django's with `argon2` before it
    /// - `$2b$10$…`, `$2a$`, `$2y$`
    /// - `$scrypt$ln=…,r=…,p=…$salt$hash`; Django's `scrypt$N$salt$r$p$hash`
    /// - `$pbkdf2-sha256$i=…$salt$hash`, and sha512; Django's `pbkdf2_sha256$…$salt$hash`
    /// - `firebase:salt:hash`
    pub fn parse(text: &str, firebase: Option<&FirebaseKey>) -> Result<Self, ForeignError> {
        if let Some(of_firebase) = text.strip_prefix("firebase:") {
            let (salt, hash) = of_firebase.split_once(':').ok_or(ForeignError::Unknown)?;
            let key = firebase.ok_or(ForeignError::NoFirebaseKey)?;
            return key.hash(&decoded(salt)?, &decoded(hash)?);
        }
        let parts: Vec<&str> = text.split('$').collect();
        match parts.as_slice() {
            ["argon2", ..] => phc(text.trim_start_matches("argon2")),
            ["", "2a" | "2b" | "2y", cost, rest] => bcrypt(cost, rest),
            ["scrypt", n, salt, r, p, hash] => {
                let (n, r, p): (u64, u32, u32) = (number(n)?, number(r)?, number(p)?);
                let is_power = n.is_power_of_two() && n > 1;
                let log_n = u8::try_from(n.trailing_zeros()).ok().filter(|_| is_power);
                let kind = ForeignKind::Scrypt { log_n: log_n.ok_or(ForeignError::Unknown)?, r, p };
                ForeignHash::new(kind, salt.as_bytes(), decoded(hash)?)
            }
            ["pbkdf2_sha256", iterations, salt, hash] => {
                let kind = ForeignKind::Pbkdf2Sha256 { iterations: number(iterations)? };
                ForeignHash::new(kind, salt.as_bytes(), decoded(hash)?)
            }
            ["pbkdf2_sha512", iterations, salt, hash] => {
                let kind = ForeignKind::Pbkdf2Sha512 { iterations: number(iterations)? };
                ForeignHash::new(kind, salt.as_bytes(), decoded(hash)?)
            }
            _ => phc(text),
        }
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, ForeignError> {
    text.parse().map_err(|_| ForeignError::Unknown)
}

/// Base64, with and without what fills it up.
fn decoded(text: &str) -> Result<Vec<u8>, ForeignError> {
    let encoding: &Encoding = if text.ends_with('=') { &BASE64 } else { &BASE64_NOPAD };
    encoding.decode(text.as_bytes()).map_err(|_| ForeignError::Unknown)
}

/// Of the one string format that has a description.
fn phc(text: &str) -> Result<ForeignHash, ForeignError> {
    let hash = PasswordHash::new(text).map_err(|_| ForeignError::Unknown)?;
    let (Some(salt), Some(output)) = (&hash.salt, &hash.hash) else { return Err(ForeignError::Unknown) };
    let param = |name: &str| hash.params.get_decimal(name).ok_or(ForeignError::Unknown);
    let work = || {
        let is_now = hash.version == Some(19);
        let work = Work { memory_kib: param("m")?, passes: param("t")?, lanes: param("p")? };
        if is_now { Ok(work) } else { Err(ForeignError::Unknown) }
    };
    let kind = match hash.algorithm.as_str() {
        "argon2i" => ForeignKind::Argon2i(work()?),
        "argon2id" => ForeignKind::Argon2id(work()?),
        "scrypt" => {
            let log_n = u8::try_from(param("ln")?).map_err(|_| ForeignError::Unknown)?;
            ForeignKind::Scrypt { log_n, r: param("r")?, p: param("p")? }
        }
        "pbkdf2-sha256" => ForeignKind::Pbkdf2Sha256 { iterations: param("i")? },
        "pbkdf2-sha512" => ForeignKind::Pbkdf2Sha512 { iterations: param("i")? },
        _ => return Err(ForeignError::Unknown),
    };
    ForeignHash::new(kind, salt.as_ref(), output.as_bytes().to_vec())
}

/// Its own alphabet; what is left of the last character is nobody's.
fn bcrypt(cost: &str, rest: &str) -> Result<ForeignHash, ForeignError> {
    let mut alphabet = Specification::new();
    alphabet.symbols.push_str("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    alphabet.check_trailing_bits = false;
    let encoding = alphabet.encoding().map_err(|_| ForeignError::Unknown)?;
    let (salt, hash) = rest.split_at_checked(22).ok_or(ForeignError::Unknown)?;
    let decode = |text: &str| encoding.decode(text.as_bytes()).map_err(|_| ForeignError::Unknown);
    let kind = ForeignKind::Bcrypt { cost: number(cost)? };
    ForeignHash::new(kind, &decode(salt)?, decode(hash)?)
}
