//! Hashes that pass codes have elsewhere: read when users are imported, and wrapped in our own hash at once.
//!
//! Nobody can turn such a hash into ours without the pass code. So ours is made of the output of the other,
//! with our salt and pepper, and the row keeps how that was made: kind and salt. At the first right log-in
//! ours takes its place.

use std::{cell::RefCell, fmt, num::NonZeroU32};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::clear::PassCode;

mod bounds;
mod firebase;
mod formats;
#[cfg(test)]
mod tests;

pub(crate) use firebase::FirebaseKey;

/// How a hash is made elsewhere, and with how much work. Written like `bcrypt 10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ForeignKind {
    Argon2i(Work),
    Argon2id(Work),
    Bcrypt {
        cost: u32,
    },
    Scrypt {
        log_n: u8,
        r: u32,
        p: u32,
    },
    /// Firebase's: scrypt, whose output is the key of a stream cipher.
    Firebase {
        log_n: u8,
        r: u32,
    },
    Pbkdf2Sha256 {
        iterations: u32,
    },
    Pbkdf2Sha512 {
        iterations: u32,
    },
}

/// The work of argon2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Why a hash, or a kind of them, is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForeignError {
    #[error(
        "is no hash of a kind that is known: argon2id, argon2i, bcrypt, scrypt, firebase, pbkdf2-sha256, pbkdf2-sha512"
    )]
    Unknown,
    #[error("{0} asks for more work than a function does: {1}")]
    TooMuch(String, &'static str),
    #[error("has a hash of {0} bytes; of this kind it must have {1}")]
    Length(usize, &'static str),
    #[error("has a salt of {0} bytes; of this kind it must have {1} to {2}")]
    Salt(usize, usize, usize),
    #[error("is of Firebase, and its parameters were not given")]
    NoFirebaseKey,
}

/// A hash that was made elsewhere: its kind, its salt and what came out.
pub struct ForeignHash {
    pub(super) inner: Inner,
    pub(super) output: Zeroizing<Vec<u8>>,
}

/// How the inner one of a wrapped hash is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Inner {
    pub kind: ForeignKind,
    /// In base64.
    salt: String,
    length: usize,
}

thread_local! {
    /// The memory that argon2 fills, as for our own hashes.
    static MEMORY: RefCell<Vec<Block>> = const { RefCell::new(Vec::new()) };
}

impl ForeignHash {
    pub(super) fn new(kind: ForeignKind, salt: &[u8], output: Vec<u8>) -> Result<Self, ForeignError> {
        let output = Zeroizing::new(output);
        kind.takes(salt.len(), output.len())?;
        let inner = Inner { kind, salt: BASE64.encode(salt), length: output.len() };
        Ok(Self { inner, output })
    }

    pub const fn kind(&self) -> ForeignKind {
        self.inner.kind
    }
}

impl Inner {
    /// One of that kind that nobody has: its work is what others take.
    pub(super) fn nobodys(kind: ForeignKind) -> Self {
        let (length, ..) = kind.lengths();
        Self { kind, salt: BASE64.encode(&[0; 16]), length }
    }

    /// Its salt; nothing where it is none that an import takes.
    pub(super) fn salt_taken(&self) -> Option<Vec<u8>> {
        let salt = BASE64.decode(self.salt.as_bytes()).ok()?;
        self.kind.takes(salt.len(), self.length).is_ok().then_some(salt)
    }

    /// What comes out for a pass code; nothing where the row is none that was written here.
    pub(super) fn output(&self, pass_code: &PassCode) -> Option<Zeroizing<Vec<u8>>> {
        let salt = self.salt_taken()?;
        // Tests count these lines: a request does the same work whatever it finds.
        tracing::trace!("a pass code is hashed");
        let mut output = Zeroizing::new(vec![0; self.length]);
        self.kind.hash(pass_code.as_typed().as_bytes(), &salt, &mut output)?;
        Some(output)
    }
}

impl ForeignKind {
    /// Fills the output.
    fn hash(self, pass_code: &[u8], salt: &[u8], output: &mut [u8]) -> Option<()> {
        match self {
            Self::Argon2i(work) => argon2(Algorithm::Argon2i, work, pass_code, salt, output),
            Self::Argon2id(work) => argon2(Algorithm::Argon2id, work, pass_code, salt, output),
            Self::Bcrypt { cost } => {
                // As bcrypt has it everywhere: up to 72 bytes, the zero at the end among them.
                let mut bytes = Zeroizing::new(pass_code.to_vec());
                bytes.push(0);
                bytes.truncate(72);
                let hashed = Zeroizing::new(bcrypt::bcrypt(cost, salt.try_into().ok()?, &bytes));
                output.copy_from_slice(hashed.get(..output.len())?);
                Some(())
            }
            Self::Scrypt { log_n, r, p } => {
                let params = scrypt::Params::new(log_n, r, p).ok()?;
                scrypt::scrypt(pass_code, salt, &params, output).ok()
            }
            Self::Firebase { log_n, r } => firebase::hash(log_n, r, pass_code, salt, output),
            Self::Pbkdf2Sha256 { iterations } => {
                pbkdf2(ring::pbkdf2::PBKDF2_HMAC_SHA256, iterations, pass_code, salt, output)
            }
            Self::Pbkdf2Sha512 { iterations } => {
                pbkdf2(ring::pbkdf2::PBKDF2_HMAC_SHA512, iterations, pass_code, salt, output)
            }
        }
    }
}

impl fmt::Display for ForeignKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argon2i(Work { memory_kib, passes, lanes }) => {
                write!(f, "argon2i m={memory_kib} t={passes} p={lanes}")
            }
            Self::Argon2id(Work { memory_kib, passes, lanes }) => {
                write!(f, "argon2id m={memory_kib} t={passes} p={lanes}")
            }
            Self::Bcrypt { cost } => write!(f, "bcrypt {cost}"),
            Self::Scrypt { log_n, r, p } => write!(f, "scrypt ln={log_n} r={r} p={p}"),
            Self::Firebase { log_n, r } => write!(f, "firebase ln={log_n} r={r}"),
            Self::Pbkdf2Sha256 { iterations } => write!(f, "pbkdf2-sha256 {iterations}"),
            Self::Pbkdf2Sha512 { iterations } => write!(f, "pbkdf2-sha512 {iterations}"),
        }
    }
}

impl From<ForeignKind> for String {
    fn from(kind: ForeignKind) -> Self {
        kind.to_string()
    }
}

/// As it is written in the definition and in rows.
impl TryFrom<String> for ForeignKind {
    type Error = ForeignError;

    fn try_from(text: String) -> Result<Self, ForeignError> {
        let (name, rest) = text.split_once(' ').ok_or(ForeignError::Unknown)?;
        let mut numbers = Vec::new();
        for (word, named) in rest.split(' ').zip(formats::names(name)) {
            let number = word.strip_prefix(named).and_then(|number| number.parse::<u32>().ok());
            numbers.push(number.ok_or(ForeignError::Unknown)?);
        }
        let log_n = |number: u32| u8::try_from(number).map_err(|_| ForeignError::Unknown);
        let kind = match (name, numbers.as_slice()) {
            ("argon2i", &[memory_kib, passes, lanes]) => Self::Argon2i(Work { memory_kib, passes, lanes }),
            ("argon2id", &[memory_kib, passes, lanes]) => Self::Argon2id(Work { memory_kib, passes, lanes }),
            ("bcrypt", &[cost]) => Self::Bcrypt { cost },
            ("scrypt", &[n, r, p]) => Self::Scrypt { log_n: log_n(n)?, r, p },
            ("firebase", &[n, r]) => Self::Firebase { log_n: log_n(n)?, r },
            ("pbkdf2-sha256", &[iterations]) => Self::Pbkdf2Sha256 { iterations },
            ("pbkdf2-sha512", &[iterations]) => Self::Pbkdf2Sha512 { iterations },
            (_, _) => return Err(ForeignError::Unknown),
        };
        kind.within_bounds()?;
        if kind.to_string() == text { Ok(kind) } else { Err(ForeignError::Unknown) }
    }
}

fn argon2(algorithm: Algorithm, work: Work, pass_code: &[u8], salt: &[u8], output: &mut [u8]) -> Option<()> {
    let params = Params::new(work.memory_kib, work.passes, work.lanes, Some(output.len())).ok()?;
    let blocks = params.block_count();
    let argon2 = Argon2::new(algorithm, Version::V0x13, params);
    MEMORY.with_borrow_mut(|memory| {
        memory.resize(memory.len().max(blocks), Block::new());
        let hashed = argon2.hash_password_into_with_memory(pass_code, salt, output, &mut memory[..blocks]);
        memory.fill(Block::new());
        hashed.ok()
    })
}

fn pbkdf2(
    algorithm: ring::pbkdf2::Algorithm,
    iterations: u32,
    pass_code: &[u8],
    salt: &[u8],
    output: &mut [u8],
) -> Option<()> {
    ring::pbkdf2::derive(algorithm, NonZeroU32::new(iterations)?, salt, pass_code, output);
    Some(())
}
