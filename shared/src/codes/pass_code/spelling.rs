//! How a pass code is spelled to be compared.

use unicode_normalization::UnicodeNormalization;

/// Normalised to NFKC, in small letters: nobody has to try `PassWord` after `password`.
pub(super) fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}
