//! The settings of the definition that are drawn.

use proptest::{prelude::*, sample::select};

use crate::{state_machine::step::Text, support::app::DEFINITION};

/// What of the definition is drawn.
#[derive(Clone, Debug)]
pub struct Settings {
    pub required: Text,
    pub sinks: bool,
    pub at_least_one: bool,
    /// Whether anybody's reset replaces the pass code at once.
    pub at_once: bool,
    /// How many messages a source may ask for in an hour and in a day.
    pub asked: (u32, u32),
}

pub const AT_MOST: usize = 3;

pub fn settings() -> impl Strategy<Value = Settings> {
    let required = select(vec!["REWARDS_PARTICIPANTS", "ALWAYS", "ALWAYS", "NEVER"]);
    let asked = select(vec![(60, 300), (60, 300), (4, 7)]);
    (required, any::<bool>(), any::<bool>(), any::<bool>(), asked).prop_map(
        |(required, sinks, at_least_one, at_once, asked)| Settings {
            required,
            sinks,
            at_least_one,
            at_once,
            asked,
        },
    )
}

impl Settings {
    /// Whether a new token has to be verified.
    pub fn verifies(&self, of_participant: bool) -> bool {
        match self.required {
            "ALWAYS" => true,
            "NEVER" => false,
            _ => of_participant,
        }
    }

    pub fn definition(&self) -> String {
        let reset = if self.at_once { "AT_ONCE" } else { "TICKET" };
        let (hour, day) = self.asked;
        let changes = [
            ("required = \"ALWAYS\"", format!("required = \"{}\"", self.required)),
            ("link_removed = false", format!("link_removed = {}", self.sinks)),
            ("at_least_one_token = false", format!("at_least_one_token = {}", self.at_least_one)),
            ("at_most_tokens = 20", format!("at_most_tokens = {AT_MOST}")),
            ("length = 20 ", "length = 6 ".to_owned()),
            ("reset = \"TICKET\"", format!("reset = \"{reset}\"")),
            (
                "per_source = { hour = 60, day = 300 }",
                format!("per_source = {{ hour = {hour}, day = {day} }}"),
            ),
        ];
        changes.into_iter().fold(DEFINITION.to_owned(), |definition, (from, to)| {
            assert!(definition.contains(from), "{from}");
            definition.replace(from, &to)
        })
    }
}
