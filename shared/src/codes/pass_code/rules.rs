//! What a definition asks of pass codes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{at_most::at_most, rule::Rule, schema::at_least, text_rules::Minimums};

/// Longer ones are refused with a clear error, never cut: hashing megabytes is an attack.
pub(crate) const MAXIMUM_BYTES: usize = 256;

/// Where a token's first pass code comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PassCodeCreation {
    /// The customer chooses it, at creation or at verification.
    #[default]
    None,
    /// The service generates and sends it.
    Generated,
}

/// What `reset_pass_code` does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PassCodeReset {
    /// It sends a reset ticket, and the old pass code stays until the ticket sets a new one. A back office replaces it
    /// at once all the same.
    #[default]
    Ticket,
    /// It replaces the pass code at once, for whoever asks: a stranger ends anybody's pass code by it.
    AtOnce,
}

/// The definition's rules for a pass code.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassCodeRules {
    /// Where the first pass code of an access token comes from. GENERATED needs `verification.required =
    /// "ALWAYS"`, whose message brings it.
    #[serde(default)]
    pub creation: PassCodeCreation,
    /// How many characters a chosen one must have, and how many of them of each kind.
    #[schemars(transform = at_least("length", Self::LEAST_LENGTH))]
    #[schemars(example = Minimums { length: 8, letters: 1, digits: 1, specials: 0 })]
    pub minimum: Minimums,
    /// How many characters it may have; and 256 bytes, whatever stands here.
    #[serde(default = "PassCodeRules::default_maximum_length")]
    #[schemars(range(min = Self::LEAST_MAXIMUM_LENGTH), example = 128)]
    pub maximum_length: usize,
    /// What `reset_pass_code` does.
    #[serde(default)]
    pub reset: PassCodeReset,
    /// Names that customers of this business would try, of 3 letters and digits at least; the name of the unit is among
    /// them. With them and the identifier taken out, a pass code must have five characters left, not counting up to 8
    /// digits at the ends of what is left.
    #[serde(default)]
    #[schemars(length(max = Self::MOST_CONTEXT_WORDS), example = ["company", "company zx"])]
    pub context_words: Vec<String>,
    /// The template that brings a new pass code after a reset.
    #[schemars(example = &"pass_code")]
    pub template: String,
    /// The template that brings a reset ticket to who forgot the pass code; without it nobody gets one.
    /// `reset = "TICKET"` needs it.
    #[schemars(example = &"forgot")]
    pub forgot_template: Option<String>,
    /// The template that tells a customer that the pass code was changed; without it nobody is told.
    #[schemars(example = &"changed")]
    pub changed_template: Option<String>,
    /// Whether the answer of a reset by a back office, or of `AT_ONCE`, shows the new one as `random_pass_code`.
    #[serde(default)]
    pub show_random_pass_code: bool,
}

impl PassCodeRules {
    pub(crate) const LEAST_LENGTH: usize = 8;

    /// NIST SP 800-63B-4 asks for 64 at least.
    pub const LEAST_MAXIMUM_LENGTH: usize = 64;

    /// Each is looked for in every pass code that is chosen.
    pub const MOST_CONTEXT_WORDS: usize = 50;

    const fn default_maximum_length() -> usize {
        Self::LEAST_MAXIMUM_LENGTH
    }

    /// Rules of nothing but minimums.
    #[cfg(test)]
    pub fn of(minimum: Minimums) -> Self {
        Self {
            creation: PassCodeCreation::None,
            minimum,
            maximum_length: Self::LEAST_MAXIMUM_LENGTH,
            reset: PassCodeReset::Ticket,
            context_words: Vec::new(),
            template: String::new(),
            forgot_template: None,
            changed_template: None,
            show_random_pass_code: false,
        }
    }

    /// What a chosen pass code can be refused by besides its length and its minimums.
    pub fn guessed_first(&self) -> Vec<Rule> {
        let around_words = (!self.context_words.is_empty()).then_some(Rule::AroundContextWord);
        let always =
            [Rule::Common, Rule::Repeated, Rule::Sequence, Rule::SameAsIdentifier, Rule::AroundIdentifier];
        always.into_iter().chain(around_words).collect()
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

/// Nobody could use a longer one.
const LONGEST: u16 = 256;
const _: () = assert!(LONGEST as usize == MAXIMUM_BYTES);

/// How a generated pass code is made up; in the row, since the definition may change meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shape {
    #[serde(deserialize_with = "at_most::<LONGEST, _, _>")]
    pub(super) length: usize,
    #[serde(deserialize_with = "at_most::<LONGEST, _, _>")]
    pub(super) letters: usize,
    #[serde(deserialize_with = "at_most::<LONGEST, _, _>")]
    pub(super) digits: usize,
    #[serde(deserialize_with = "at_most::<LONGEST, _, _>")]
    pub(super) specials: usize,
}
