//! The verification code: derived, sent, typed in, and good once.

use rand::rngs::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use crate::{
    base::{at_most::at_most, sampling, secret::Secret},
    keyring::{Keyring, KeyringError, Purpose, Seed},
};

/// What a row holds of a verification code: enough to derive it, with the keyring, at any time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationCode {
    seed: Seed,
    /// How many digits, 6 to 10; in the row, since the definition may change meanwhile.
    #[serde(deserialize_with = "at_most::<10, _, _>")]
    digits: u32,
}

impl VerificationCode {
    pub fn new(digits: u32, keyring: &Keyring, rng: &mut ChaCha20Rng) -> Self {
        Self { seed: keyring.seed(rng), digits }
    }

    /// The clear code: uniform over the whole range, zero-padded.
    pub fn derive(&self, keyring: &Keyring) -> Result<Secret, KeyringError> {
        let mut rng = keyring.rng(Purpose::VerificationCode, &self.seed)?;
        Ok(Secret::new(sampling::digits(self.digits, &mut rng)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use rand::SeedableRng;

    use super::*;
    use crate::keyring::tests::{keyring, released_seed};

    fn code(digits: u32, seed: u64) -> String {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let code = VerificationCode::new(digits, &keyring(), &mut rng);
        code.derive(&keyring()).expect("derived").reveal().to_owned()
    }

    #[test]
    fn derivation_1_never_changes() {
        let code = VerificationCode { seed: released_seed(), digits: 6 };
        assert_eq!(code.derive(&keyring()).expect("derived").reveal(), "393564");
        let code = VerificationCode { seed: released_seed(), digits: 8 };
        assert_eq!(code.derive(&keyring()).expect("derived").reveal(), "06393564");
    }

    proptest! {
        #[test]
        fn a_code_has_just_its_digits(seed: u64, digits in 6..=10_u32) {
            let code = code(digits, seed);
            prop_assert_eq!(code.len(), digits as usize);
            prop_assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
        }

        #[test]
        fn the_same_row_yields_the_same_code(seed: u64) {
            let row = VerificationCode::new(6, &keyring(), &mut ChaCha20Rng::seed_from_u64(seed));
            let read_back: VerificationCode =
                serde_json::from_str(&serde_json::to_string(&row).expect("written")).expect("read");
            prop_assert!(row.derive(&keyring()).expect("derived")
                .same_as(&read_back.derive(&keyring()).expect("derived")));
        }
    }

    /// With one digit, ten thousand draws show what a million-fold range cannot: the first and the
    /// last value come up as often as the others (chi-squared, 9 degrees of freedom, p = 0.0001).
    #[test]
    fn codes_are_uniform_from_the_first_to_the_last() {
        let mut counts = [0_u32; 10];
        for seed in 0..10_000 {
            let value: usize = code(1, seed).parse().expect("a digit");
            counts[value] += 1;
        }
        let chi_squared: f64 = counts.iter().map(|&count| (f64::from(count) - 1000.0).powi(2) / 1000.0).sum();
        assert!(chi_squared < 33.7, "{chi_squared}: {counts:?}");
    }

    /// 000000 and 999999 are both possible: with two digits, 5,000 draws meet all hundred values.
    #[test]
    fn every_code_can_come_up() {
        let met: HashSet<String> = (0..5_000).map(|seed| code(2, seed)).collect();
        assert_eq!(met.len(), 100);
        assert!(met.contains("00") && met.contains("99"));
    }
}
