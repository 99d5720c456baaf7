//! The most common pass codes, by hundreds of thousands: a binary fuse filter that is part of the program.
//!
//! It lies in the program as it is used: nothing is read or unpacked at start. A look-up is one SHA-256 and three
//! reads. It never misses a pass code that it was made of, and takes one in 65,536 others for one. How it is made, of
//! which lists, and under what licence: common/README.md.

use xorf::{BinaryFuse16Ref, Descriptor, Filter, FilterRef};

use super::{
    runs::Own,
    spelling::{DECORATION, Parts, SHORTEST, key},
};

/// Fingerprints of 16 bits are read where they lie, so they must lie on an even address.
#[repr(align(2))]
struct Aligned<T: ?Sized>(T);

static FILTER: &Aligned<[u8]> = &Aligned(*include_bytes!("common/filter.bin"));

/// Whether a folded text is one of the most common pass codes, or a common word with a few digits and specials around
/// it: `Password2`, `!dragon1984`.
pub(super) fn is_common(folded: &str) -> bool {
    if folded.chars().count() < SHORTEST {
        return false;
    }
    let parts = Parts::of(folded);
    let around = Own::of(parts.before).characters + Own::of(parts.after).characters;
    is_listed(folded) || (parts.has_a_word() && around <= DECORATION && is_listed(parts.word))
}

fn is_listed(folded: &str) -> bool {
    let (descriptor, fingerprints) = FILTER.0.split_at(Descriptor::DMA_LEN);
    BinaryFuse16Ref::from_dma(descriptor, fingerprints).contains(&key(folded))
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng, rngs::ChaCha20Rng};

    use super::*;
    use crate::codes::pass_code::spelling::folded;

    /// The pass codes that are tried first everywhere.
    const FIRST: &str = include_str!("common/first.txt");

    fn common(text: &str) -> bool {
        is_common(&folded(text))
    }

    #[test]
    fn what_is_tried_first_everywhere_is_common() {
        assert_eq!(FIRST.lines().count(), 270);
        for text in FIRST.lines() {
            assert!(common(text), "{text}");
        }
    }

    #[test]
    fn a_common_word_is_common_in_capitals_and_with_digits_and_specials_around_it() {
        for text in ["PassWord", "Password2", "!!dragon1984", "Summer2026!", "company1", "love14021984"] {
            assert!(common(text), "{text}");
        }
        // A sequence is one character, however long.
        assert!(common("dragon123456789"));
    }

    #[test]
    fn a_word_among_many_digits_or_in_a_phrase_is_not_common() {
        for text in
            ["love 4930 2817 3365", "correct horse 1", "another horse 2", "not this 1", "cat 7294 183"]
        {
            assert!(!common(text), "{text}");
        }
        assert!(!common("whatever this is 4"));
        // Too short to be chosen.
        assert!(!common("dragon1"));
    }

    #[test]
    fn fewer_than_one_in_ten_thousand_others_are_taken_for_common() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut random = || (0..12).map(|_| rng.random_range('a'..='z')).collect::<String>();
        let taken = (0..40_000).filter(|_| is_listed(&random())).count();
        assert!(taken < 4, "{taken}");
    }
}
