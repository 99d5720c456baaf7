//! What a hash from elsewhere may be like: what one may take of memory and of time, and how long it is.

use super::{ForeignError, ForeignKind, Work};

/// What one hash may take of memory and of time: a log-in of anybody makes each kind once, within a function's timeout.
const MOST_MEMORY_KIB: u32 = 64 * 1024;
const MOST_PASSES: u32 = 8;
const MOST_COST: u32 = 13;
const MOST_ITERATIONS: u32 = 2_000_000;
/// The shortest hash that is one.
const LEAST_BYTES: usize = 16;
const MOST_BYTES: usize = 64;
const MOST_SALT: usize = 64;

impl ForeignKind {
    /// The bytes of its output: the fewest, the most, and in words.
    pub(super) const fn lengths(self) -> (usize, usize, &'static str) {
        match self {
            Self::Argon2i(_) | Self::Argon2id(_) | Self::Scrypt { .. } => {
                (LEAST_BYTES, MOST_BYTES, "16 to 64")
            }
            Self::Bcrypt { .. } => (23, 23, "23"),
            // A longer one would take as much work again.
            Self::Pbkdf2Sha256 { .. } => (32, 32, "32"),
            Self::Firebase { .. } | Self::Pbkdf2Sha512 { .. } => (64, 64, "64"),
        }
    }

    /// The bytes of its salt: the fewest and the most.
    const fn salts(self) -> (usize, usize) {
        match self {
            // It takes no shorter one.
            Self::Argon2i(_) | Self::Argon2id(_) => (8, MOST_SALT),
            Self::Bcrypt { .. } => (16, 16),
            Self::Scrypt { .. }
            | Self::Firebase { .. }
            | Self::Pbkdf2Sha256 { .. }
            | Self::Pbkdf2Sha512 { .. } => (0, MOST_SALT),
        }
    }

    /// Refuses a hash of this kind that log-ins would not make in the time of all others: a salt and an output of so
    /// many bytes.
    pub(super) fn takes(self, salt: usize, output: usize) -> Result<(), ForeignError> {
        self.within_bounds()?;
        let (least, most, told) = self.lengths();
        if !(least..=most).contains(&output) {
            return Err(ForeignError::Length(output, told));
        }
        let (least, most) = self.salts();
        if (least..=most).contains(&salt) { Ok(()) } else { Err(ForeignError::Salt(salt, least, most)) }
    }

    /// Refuses what would burn a function.
    pub(super) fn within_bounds(self) -> Result<(), ForeignError> {
        let too_much = |most| Err(ForeignError::TooMuch(self.to_string(), most));
        let scrypt = |log_n: u8, r: u32, p: u32| {
            let kib = 1_u64
                .checked_shl(u32::from(log_n))
                .and_then(|n| n.checked_mul(u64::from(r)))
                .map(|blocks| blocks / 8);
            kib.is_some_and(|kib| kib <= u64::from(MOST_MEMORY_KIB))
                && (1..=8).contains(&p)
                && r > 0
                && log_n > 0
        };
        match self {
            Self::Argon2i(Work { memory_kib, passes, lanes })
            | Self::Argon2id(Work { memory_kib, passes, lanes }) => {
                let is_argon2 = (1..=8).contains(&lanes) && passes > 0 && memory_kib >= 8 * lanes;
                if is_argon2 && memory_kib <= MOST_MEMORY_KIB && passes <= MOST_PASSES {
                    Ok(())
                } else {
                    too_much("m=65536, t=8 and p=8 at most")
                }
            }
            Self::Bcrypt { cost } if (4..=MOST_COST).contains(&cost) => Ok(()),
            Self::Bcrypt { .. } => too_much("a cost of 4 to 13"),
            Self::Scrypt { log_n, r, p } if scrypt(log_n, r, p) => Ok(()),
            Self::Firebase { log_n, r } if scrypt(log_n, r, 1) => Ok(()),
            Self::Scrypt { .. } | Self::Firebase { .. } => too_much("64 MiB, and p=8, at most"),
            Self::Pbkdf2Sha256 { iterations } | Self::Pbkdf2Sha512 { iterations }
                if (1..=MOST_ITERATIONS).contains(&iterations) =>
            {
                Ok(())
            }
            Self::Pbkdf2Sha256 { .. } | Self::Pbkdf2Sha512 { .. } => too_much("2000000 iterations at most"),
        }
    }
}
