//! How a pass code is spelled to be compared: in small letters, as a word with what stands around it, as a key.
//!
//! The filter of common pass codes was made with this: a change here needs a new filter (common/README.md). So
//! `examples/common_filter.rs` has this very file, and it uses nothing of the crate.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

/// No definition allows shorter pass codes: they are refused anyway, and not looked up.
pub(super) const SHORTEST: usize = 8;

/// So many digits and specials around a word are worth nothing: those of a date, `love14021984`.
pub(super) const DECORATION: usize = 8;

/// Normalised to NFKC, in small letters: nobody has to try `PassWord` after `password`.
pub(super) fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// The digits and specials before a word, the word, and those after it.
pub(super) struct Parts<'a> {
    pub(super) before: &'a str,
    pub(super) word: &'a str,
    pub(super) after: &'a str,
}

impl<'a> Parts<'a> {
    /// The word begins and ends with a letter, or is empty.
    pub(super) fn of(text: &'a str) -> Self {
        let rest = text.trim_start_matches(|c: char| !c.is_alphabetic());
        let word = rest.trim_end_matches(|c: char| !c.is_alphabetic());
        let (before, _) = text.split_at(text.len() - rest.len());
        let (_, after) = rest.split_at(word.len());
        Self { before, word, after }
    }

    /// Whether the word has at least four letters: shorter ones are in too many good pass codes.
    pub(super) fn has_a_word(&self) -> bool {
        self.word.chars().filter(|c| c.is_alphabetic()).count() >= 4
    }
}

/// The key of a folded text in the filter: the first eight bytes of its SHA-256, the least significant first.
pub(super) fn key(folded: &str) -> u64 {
    let digest: [u8; 32] = Sha256::digest(folded).into();
    u64::from_le_bytes(*digest.first_chunk().expect("a digest has 32 bytes"))
}
