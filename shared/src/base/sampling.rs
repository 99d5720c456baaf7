//! Uniform draws from a generator, written out.
//!
//! A library may change how it samples between versions; a derived code would then change with it,
//! while the mail that carries it is on its way. So the rejection sampling stands here.

use rand::{Rng, rngs::ChaCha20Rng};

/// A number from 0 up to, but not including, `end`: each equally likely.
pub(crate) fn below(end: u64, rng: &mut ChaCha20Rng) -> u64 {
    // The last, incomplete run of `end` values would favour the low numbers: draws from it are thrown away.
    let complete = u64::MAX - u64::MAX % end;
    loop {
        let draw = rng.next_u64();
        if draw < complete {
            return draw % end;
        }
    }
}

/// So many decimal digits: each number of them, zero-padded, equally likely.
pub(crate) fn digits(count: u32, rng: &mut ChaCha20Rng) -> String {
    let (value, width) = (below(10_u64.pow(count), rng), count as usize);
    format!("{value:0width$}")
}

/// One character of `alphabet` (ASCII).
pub(crate) fn one_of(alphabet: &[u8], rng: &mut ChaCha20Rng) -> char {
    let index = usize::try_from(below(alphabet.len() as u64, rng)).unwrap_or_default();
    char::from(alphabet[index])
}

/// Puts `characters` in an order that is equally likely with every other (Fisher and Yates).
pub(crate) fn shuffle(characters: &mut [char], rng: &mut ChaCha20Rng) {
    for last in (1..characters.len()).rev() {
        let other = usize::try_from(below(last as u64 + 1, rng)).unwrap_or_default();
        characters.swap(last, other);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;

    use super::*;

    proptest! {
        #[test]
        fn a_draw_is_below_its_end(seed: u64, end in 1..=u64::MAX) {
            prop_assert!(below(end, &mut ChaCha20Rng::seed_from_u64(seed)) < end);
        }

        #[test]
        fn a_shuffle_loses_nothing(seed: u64, mut characters: Vec<char>) {
            let mut shuffled = characters.clone();
            shuffle(&mut shuffled, &mut ChaCha20Rng::seed_from_u64(seed));
            shuffled.sort_unstable();
            characters.sort_unstable();
            prop_assert_eq!(shuffled, characters);
        }
    }
}
