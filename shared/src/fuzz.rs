//! Properties that hold whatever is sent or stands in a row: tests that may run for hours.
//!
//! By default each takes about a second: the number of cases is shared out by what one costs.
//! `PROPTEST_CASES` stands in the place of all that: each gets so many (CONTRIBUTING.md says how many are ten
//! minutes). Not with `--release`: an overflow, and a code that an operation does not declare, panic in a
//! debug build only.

mod bodies;
mod codes;
mod hashes;
mod identifiers;
mod sent;
mod shown;
mod stream;
mod templates;

use proptest::test_runner::Config;

use crate::definition::Definition;

/// So many times as many cases as usual.
fn cases(times: u32) -> Config {
    let all = Config::default();
    Config { cases: all.cases * times, ..all }
}

/// So many times as few, where a case hashes pass codes.
fn few_cases(times: u32) -> Config {
    let all = Config::default();
    Config { cases: (all.cases / times).max(1), ..all }
}

/// The definition that is shipped.
fn definition() -> Definition {
    let text = include_str!("../../infra/definition.toml");
    Definition::parse(text, "definition.toml").expect("a definition")
}
