//! The settings of the definition that are drawn.

use proptest::prelude::*;

use crate::{state_machine::step::Text, support::app::DEFINITION};

/// What of the definition is drawn.
#[derive(Clone, Debug)]
pub struct Settings {
    pub required: Text,
    pub sinks: bool,
    pub at_least_one: bool,
}

pub const AT_MOST: usize = 3;

pub fn settings() -> impl Strategy<Value = Settings> {
    let required = prop::sample::select(vec!["REWARDS_PARTICIPANTS", "ALWAYS", "NEVER"]);
    (required, any::<bool>(), any::<bool>()).prop_map(|(required, sinks, at_least_one)| Settings {
        required,
        sinks,
        at_least_one,
    })
}

impl Settings {
    pub fn definition(&self) -> String {
        DEFINITION
            .replacen("required = \"ALWAYS\"", &format!("required = \"{}\"", self.required), 1)
            .replacen("link_removed = false", &format!("link_removed = {}", self.sinks), 1)
            .replacen("at_least_one_token = false", &format!("at_least_one_token = {}", self.at_least_one), 1)
            .replacen("at_most_tokens = 20", &format!("at_most_tokens = {AT_MOST}"), 1)
            .replacen("length = 20 ", "length = 6 ", 1)
    }
}
