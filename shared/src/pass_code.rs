//! The pass code: chosen by the customer or generated, kept as argon2id with a pepper.

mod hash;

pub use hash::PassCodeHash;
use rand::rngs::ChaCha20Rng;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::{
    draw,
    keyring::{Keyring, KeyringError, Purpose, Seed},
    rules::{Minimums, Problem},
    secret::Secret,
};

/// Longer ones are refused with a clear error, never cut: hashing megabytes is an attack.
pub const MAXIMUM_BYTES: usize = 256;

/// The pass codes that are tried first everywhere, lower case, one a line.
const COMMON: &str = include_str!("pass_code/common.txt");

/// Characters that nobody confuses on paper or screen: no `l I O 0 1`.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
const DIGITS: &[u8] = b"23456789";
const SPECIALS: &[u8] = b"!$%*+-=?@";

/// Where a token's first pass code comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PassCodeCreation {
    /// The customer chooses it, at creation or at verification.
    #[default]
    None,
    /// The service generates and sends it.
    Generated,
}

/// The definition's rules for a pass code.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassCodeRules {
    #[serde(default)]
    pub creation: PassCodeCreation,
    #[serde(default)]
    pub minimum: Minimums,
    /// In characters, never below 64.
    #[serde(default = "PassCodeRules::default_maximum_length")]
    pub maximum_length: usize,
    /// Name of the template that brings a new pass code after a reset.
    pub template: String,
    /// Name of the template that brings a reset ticket to who forgot the pass code; absent = nobody gets one.
    pub forgot_template: Option<String>,
    /// Name of the template that tells an owner that the pass code was changed; absent = nobody is told.
    pub changed_template: Option<String>,
    /// Whether the answer of `reset_pass_code` shows the new one as `random_pass_code`.
    #[serde(default)]
    pub show_random_pass_code: bool,
}

impl PassCodeRules {
    /// NIST SP 800-63B-4 asks for 64 at least.
    pub const LEAST_MAXIMUM_LENGTH: usize = 64;

    const fn default_maximum_length() -> usize {
        Self::LEAST_MAXIMUM_LENGTH
    }

    /// The shape of a generated pass code: the minimums, and never fewer than 12 characters (70 bits).
    pub fn shape(&self) -> Shape {
        Shape {
            length: self.minimum.shortest().max(12),
            letters: self.minimum.letters,
            digits: self.minimum.digits,
            specials: self.minimum.specials,
        }
    }
}

/// A pass code in clear, normalised to NFKC. It exists only while a request is answered.
#[derive(Clone, Debug)]
pub struct PassCode(Secret);

impl PassCode {
    /// What a caller offers as the pass code of a token: only what would make hashing it an attack
    /// is refused.
    pub fn offered(text: &Secret) -> Result<Self, Problem> {
        if text.reveal().len() > MAXIMUM_BYTES {
            return Err(Problem::TooManyBytes(MAXIMUM_BYTES));
        }
        Ok(Self(Secret::new(text.reveal().nfkc().collect::<String>())))
    }

    /// What a customer chooses as the pass code: it must meet the definition.
    pub fn chosen(text: &Secret, rules: &PassCodeRules, identifier: Option<&str>) -> Result<Self, Problem> {
        let pass_code = Self::offered(text)?;
        let clear = pass_code.0.reveal();
        rules.minimum.check(clear)?;
        if clear.chars().count() > rules.maximum_length {
            return Err(Problem::TooLong(rules.maximum_length));
        }
        let lower = clear.to_lowercase();
        if identifier.is_some_and(|identifier| identifier.to_lowercase() == lower) {
            return Err(Problem::SameAsIdentifier);
        }
        if COMMON.lines().any(|common| common == lower) {
            return Err(Problem::Common);
        }
        Ok(pass_code)
    }

    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// How a generated pass code is made up; in the row, since the definition may change meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    length: usize,
    letters: usize,
    digits: usize,
    specials: usize,
}

/// What a row holds of a generated pass code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GeneratedPassCode {
    seed: Seed,
    shape: Shape,
}

impl GeneratedPassCode {
    pub fn new(shape: Shape, keyring: &Keyring, rng: &mut ChaCha20Rng) -> Self {
        Self { seed: keyring.seed(rng), shape }
    }

    /// The clear pass code: first what the minimums ask for, then any characters, then shuffled.
    pub fn derive(&self, keyring: &Keyring) -> Result<PassCode, KeyringError> {
        let mut rng = keyring.rng(Purpose::PassCode, &self.seed)?;
        let any = [LETTERS, DIGITS].concat();
        let kinds =
            [(LETTERS, self.shape.letters), (DIGITS, self.shape.digits), (SPECIALS, self.shape.specials)];
        let mut characters = Vec::with_capacity(self.shape.length);
        for (alphabet, count) in kinds {
            characters.extend((0..count).map(|_| draw::one_of(alphabet, &mut rng)));
        }
        while characters.len() < self.shape.length {
            characters.push(draw::one_of(&any, &mut rng));
        }
        draw::shuffle(&mut characters, &mut rng);
        Ok(PassCode(Secret::new(characters.into_iter().collect::<String>())))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;

    use super::*;
    use crate::keyring::tests::{keyring, released_seed};

    fn rules(minimum: Minimums) -> PassCodeRules {
        PassCodeRules {
            creation: PassCodeCreation::None,
            minimum,
            maximum_length: 64,
            template: String::new(),
            forgot_template: None,
            changed_template: None,
            show_random_pass_code: false,
        }
    }

    fn chosen(text: &str) -> Result<PassCode, Problem> {
        let minimum = Minimums { length: 8, ..Minimums::default() };
        PassCode::chosen(&Secret::new(text), &rules(minimum), Some("Ada@example.com"))
    }

    #[test]
    fn a_chosen_pass_code_meets_the_definition() {
        assert!(chosen("correct horse").is_ok());
        assert_eq!(chosen("short").err(), Some(Problem::TooShort(8)));
        assert_eq!(chosen("PassWord1").err(), Some(Problem::Common));
        assert_eq!(chosen("ada@EXAMPLE.com").err(), Some(Problem::SameAsIdentifier));
        assert_eq!(chosen(&"x".repeat(65)).err(), Some(Problem::TooLong(64)));
        assert_eq!(chosen(&"x".repeat(257)).err(), Some(Problem::TooManyBytes(256)));
    }

    #[test]
    fn derivation_1_never_changes() {
        let shape = Shape { length: 12, letters: 1, digits: 1, specials: 1 };
        let generated = GeneratedPassCode { seed: released_seed(), shape };
        assert_eq!(generated.derive(&keyring()).expect("derived").reveal(), "QHj4Ad9%4S3b");
    }

    proptest! {
        #[test]
        fn a_generated_pass_code_meets_the_definition(seed: u64, length in 0..40_usize, letters in 0..5_usize, digits in 0..5_usize, specials in 0..5_usize) {
            let rules = rules(Minimums { length, letters, digits, specials });
            let generated = GeneratedPassCode::new(rules.shape(), &keyring(), &mut ChaCha20Rng::seed_from_u64(seed));
            let clear = generated.derive(&keyring()).expect("derived");
            prop_assert!(PassCode::chosen(&clear.0, &rules, None).is_ok());
            prop_assert!(clear.reveal().len() >= 12);
            let again = generated.derive(&keyring()).expect("derived");
            prop_assert_eq!(clear.reveal(), again.reveal());
        }
    }
}
