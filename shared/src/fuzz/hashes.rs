//! Pass codes at rest: whatever stands in the row.

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};

use super::{few_cases, sent};
use crate::{
    base::{context::Context, secret::Secret},
    codes::pass_code::{PassCode, PassCodeHash},
    keyring::tests::keyring,
};

const RIGHT: &str = "correct horse 1";

/// The row of the right pass code.
static ROW: LazyLock<Value> = LazyLock::new(|| {
    let hash = PassCodeHash::new(&offered(RIGHT), &keyring(), &mut Context::fixed(0).rng).expect("hashed");
    serde_json::to_value(hash).expect("a row")
});

fn offered(text: &str) -> PassCode {
    PassCode::offered(&Secret::new(text)).expect("offered")
}

/// The PHC string with characters taken out, put in or exchanged.
fn edited() -> impl Strategy<Value = String> {
    vec((any::<Index>(), 0..3_u8, "[$=,a-z0-9A-Z+/]|\\PC"), 0..4).prop_map(|edits| {
        let mut phc: Vec<char> = ROW["phc"].as_str().unwrap_or_default().chars().collect();
        for (place, edit, text) in edits {
            let place = place.index(phc.len());
            let end = if edit == 0 { place } else { place + 1 };
            phc.splice(place..end, if edit == 2 { String::new() } else { text }.chars());
        }
        phc.into_iter().collect()
    })
}

/// A number that argon2 takes, or one that asks for all there is.
fn work(usual: u32) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(usual.to_string()),
        2 => (0..64_u32).prop_map(|small| small.to_string()),
        1 => any::<u32>().prop_map(|any| any.to_string()),
        1 => "-?[0-9]{0,12}",
    ]
}

/// A PHC string that is made up of parts, each its own or another.
fn composed() -> impl Strategy<Value = String> {
    let own = |at: usize| {
        Just(ROW["phc"].as_str().unwrap_or_default().split('$').nth(at).unwrap_or_default().to_owned())
    };
    let algorithm = prop_oneof![6 => own(1), 1 => "argon2(i|d|id)", 1 => "[a-z0-9-]{0,34}"];
    let version = prop_oneof![6 => own(2), 1 => Just("v=16".to_owned()), 1 => "v=[0-9]{0,11}"];
    let parameters =
        (work(19_456), work(2), work(1), prop_oneof![6 => Just(""), 1 => Just(",keyid=AAAA,data=AAAA")])
            .prop_map(|(memory, passes, lanes, more)| format!("m={memory},t={passes},p={lanes}{more}"));
    let salt = prop_oneof![3 => own(4), 1 => "[A-Za-z0-9+/]{0,70}"];
    let hash = prop_oneof![3 => own(5), 1 => "[A-Za-z0-9+/]{0,100}"];
    (algorithm, version, parameters, salt, hash).prop_map(|(algorithm, version, parameters, salt, hash)| {
        format!("${algorithm}${version}${parameters}${salt}${hash}")
    })
}

fn row() -> impl Strategy<Value = Value> {
    let key = prop_oneof![9 => Just("1".to_owned()), 1 => sent::text()];
    let phc = prop_oneof![4 => composed(), 3 => edited(), 1 => sent::text()];
    (key, phc).prop_map(|(key, phc)| json!({ "key": key, "phc": phc }))
}

proptest! {
    #![proptest_config(few_cases(16))]

    /// It ends soon, too: rows that ask for gigabytes or hours are among them.
    #[test]
    fn a_wrong_pass_code_is_never_right_whatever_the_row_holds(row in row(), wrong in sent::text()) {
        let hash: PassCodeHash = serde_json::from_value(row).expect("texts");
        let _ = hash.is_outdated(&keyring());
        let wrong = PassCode::offered(&Secret::new(wrong));
        let Ok(wrong) = wrong.map_err(|_| ()) else { return Ok(()) };
        prop_assume!(wrong.reveal() != RIGHT);
        let compare = |kept: &PassCodeHash| {
            PassCodeHash::compare(Some(kept), &wrong, &[], &keyring(), &mut Context::fixed(1).rng)
        };
        if let Ok(compared) = compare(&hash) {
            prop_assert!(!compared.is_right);
            // What was offered is kept by what came of it.
            let again = compare(&compared.offered);
            prop_assert!(again.expect("a key").is_right);
        }
    }
}
