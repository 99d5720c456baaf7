//! Bad input to the operations that take a query.

use serde_json::json;

use super::{Refused, otherwise_than};
use crate::support::{
    app::App,
    records::{CARD, card},
};

type Query<'a> = &'a [(&'a str, &'a str)];

async fn refuses(app: &App, operation: &str, good: Query<'_>, cases: &[(Query<'_>, &str)]) {
    let refused = Refused::at(app, operation).await;
    let mut otherwise = Vec::new();
    for (query, expected) in cases {
        let answer = app.get(operation, &[good, query].concat()).await;
        otherwise.extend(otherwise_than(expected, &answer, &format!("{query:?}")));
    }
    refused.assert_none(&otherwise).await;
}

const ACCOUNT: &str = "accounts_receivable_identifier";
const PARTICIPANT: &str = "rewards_participant_identifier";
const CLASSIFICATION: &str = "classification_identifier";

#[tokio::test]
async fn list_names_the_field() {
    let app = App::start_unverified().await;
    app.account("Ada", json!([])).await;
    let either = "400 accounts_receivable_identifier: give either accounts_receivable_identifier or rewards_participant_identifier";
    let one_of = "400 accounts_receivable_identifier: give exactly one of";
    // Objects in objects: each level would be read by a call of its own.
    let deep = format!("{}1{}", "{\"a\":".repeat(1500), "}".repeat(1500));
    let cases: &[(Query<'_>, &str)] = &[
        (&[], either),
        (&[(ACCOUNT, "{\"name\":\"Ada\"}"), (PARTICIPANT, "{\"number\":\"RWP000001\"}")], either),
        (&[(ACCOUNT, "Ada")], "400 accounts_receivable_identifier: must be an object"),
        (&[(ACCOUNT, "")], "400 accounts_receivable_identifier: must be an object"),
        (&[(ACCOUNT, "{\"name\":")], "400 accounts_receivable_identifier: must be an object as JSON text"),
        (&[(ACCOUNT, &deep)], "400 accounts_receivable_identifier: must be an object as JSON text"),
        (&[(ACCOUNT, "{}")], one_of),
        (&[(ACCOUNT, "{\"name\":\"Ada\",\"number\":\"ACR000001\"}")], one_of),
        (&[(ACCOUNT, "{\"name\":7}")], "400 accounts_receivable_identifier.name: must be a string"),
        (&[(ACCOUNT, "{\"city\":\"x\"}")], "400 accounts_receivable_identifier.city: unknown field"),
        (&[(ACCOUNT, "{\"name\":\"nobody's\"}")], "404 ACCOUNTS_RECEIVABLE_NOT_FOUND"),
        (&[(PARTICIPANT, "{\"number\":\"RWP000001\"}")], "404 REWARDS_PARTICIPANT_NOT_FOUND"),
        (&[(PARTICIPANT, "{\"id\":\"x\"}")], "400 rewards_participant_identifier.id: must be 32 upper-case"),
        (
            &[(ACCOUNT, "{\"access_token_identifier\":{\"id\":\"x\"}}")],
            "400 accounts_receivable_identifier.access_token_identifier.id: unknown field",
        ),
    ];
    refuses(&app, "list", &[], cases).await;
    let cases: &[(Query<'_>, &str)] = &[
        (&[("number_of_results", "0")], "400 number_of_results: must be 1 to 40"),
        (&[("number_of_results", "41")], "400 number_of_results: must be 1 to 40"),
        (&[("number_of_results", "x")], "400 number_of_results: must be a whole number"),
        (&[("number_of_results", "")], "400 number_of_results: must be a whole number"),
        (&[("number_of_results", "-1")], "400 number_of_results: must be a whole number"),
        (&[("number_of_results", "1.5")], "400 number_of_results: must be a whole number"),
        (&[("number_of_results", "{}")], "400 number_of_results: must be a whole number"),
        (
            &[("number_of_results", "99999999999999999999999")],
            "400 number_of_results: must be a whole number",
        ),
        (&[("offset", "1001")], "400 offset: must be 0 to 1000"),
        (&[("offset", "-1")], "400 offset: must be a whole number"),
        (&[("offset", "٣")], "400 offset: must be a whole number"),
        (&[("next", "x")], "400 next: is not what an answer to the same question gave"),
        (&[("next", "")], "400 next: is not what"),
        (&[("next", "{}")], "400 next: must be a string"),
        (&[(CLASSIFICATION, "PHONE")], "400 classification_identifier: must be an object"),
        (&[(CLASSIFICATION, "{}")], "400 classification_identifier: give exactly one of"),
        (&[(CLASSIFICATION, "{\"name\":\"Gold\"}")], "404 CLASSIFICATION_NOT_FOUND"),
        (&[(CLASSIFICATION, "{\"number\":\"x\"}")], "400 classification_identifier.number: unknown field"),
        (&[("number", "5")], "400 number: unknown field"),
        (&[("life_cycle_state", "EFFECTIVE")], "400 life_cycle_state: unknown field"),
        (&[("fields_set", "pass_code")], "400 fields_set: `pass_code` is not a field of the answer"),
        (&[("offset", "1"), ("offset", "2")], "400 offset: is given twice"),
        (&[(ACCOUNT, "{\"name\":\"Bob\"}")], "400 accounts_receivable_identifier: is given twice"),
        (&[("token", "a"), ("token", "b")], "400 token: is given twice"),
    ];
    refuses(&app, "list", &[(ACCOUNT, "{\"name\":\"Ada\"}")], cases).await;
}

#[tokio::test]
async fn a_field_that_stands_twice_in_a_query_is_named_by_its_path() {
    let app = App::start().await;
    let cases: &[(Query<'_>, &str)] = &[
        (
            &[(ACCOUNT, "{\"name\":\"Ada\",\"name\":\"Bob\"}")],
            "400 accounts_receivable_identifier.name: is given twice",
        ),
        (
            &[(ACCOUNT, "{\"access_token_identifier\":{\"identifier\":\"a\",\"identifier\":\"b\"}}")],
            "400 accounts_receivable_identifier.access_token_identifier.identifier: is given twice",
        ),
    ];
    refuses(&app, "list", &[], cases).await;
}

#[tokio::test]
async fn get_not_associated_names_the_field() {
    let app = App::start_unverified().await;
    app.holding(CARD).await;
    app.holding(&card(1)).await;
    let cases: &[(Query<'_>, &str)] = &[
        (&[], "400 number: is missing"),
        (&[("number", "0")], "400 number: must be 1 to 40"),
        (&[("number", "41")], "400 number: must be 1 to 40"),
        (&[("number", "all")], "400 number: must be a whole number"),
        (&[("number", "+5")], "400 number: must be a whole number"),
        (&[("number", "5"), ("number", "6")], "400 number: is given twice"),
        (&[("number", "5"), ("life_cycle_state", "x")], "400 life_cycle_state: must be one of `EFFECTIVE`"),
        (&[("number", "5"), ("life_cycle_state", "")], "400 life_cycle_state: must be one of `EFFECTIVE`"),
        (&[("number", "5"), ("offset", "1001")], "400 offset: must be 0 to 1000"),
        (&[("number", "5"), ("number_of_results", "1")], "400 number_of_results: unknown field"),
        (&[("number", "5"), (ACCOUNT, "{}")], "400 accounts_receivable_identifier: unknown field"),
        (&[("number", "5"), ("fields_set", "x")], "400 fields_set: `x` is not a field"),
    ];
    refuses(&app, "get_not_associated", &[], cases).await;
    // What leads to the next part of one list leads nowhere in another.
    let first = app.get("get_not_associated", &[("number", "1"), ("life_cycle_state", "EFFECTIVE")]).await;
    let next = first.body["next"].as_str().expect("more").to_owned();
    let cases: &[(Query<'_>, &str)] = &[
        (&[("next", &next), ("life_cycle_state", "NOT_EFFECTIVE")], "400 next: is not what an answer"),
        // Base64 of `x…#ACT0000000001#0…`, with a group that is no state.
        (&[("next", &forged(&"x".repeat(2000)))], "400 next: is not what an answer"),
        (&[("next", &forged(""))], "400 next: is not what an answer"),
    ];
    refuses(&app, "get_not_associated", &[("number", "1")], cases).await;
}

/// A `next` that no answer gave.
fn forged(group: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let text = format!("{group}#ACT0000000001#{}", "0".repeat(32));
    let bits: Vec<u8> = text.bytes().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    let digit = |bits: &[u8]| (0..6).fold(0, |digit, bit| digit << 1 | bits.get(bit).copied().unwrap_or(0));
    bits.chunks(6).map(|bits| char::from(DIGITS[usize::from(digit(bits))])).collect()
}

#[tokio::test]
async fn the_list_of_classifications_takes_nothing_and_the_rules_a_classification() {
    let app = App::start().await;
    let cases: &[(Query<'_>, &str)] = &[
        (&[("name", "Phone")], "400 name: unknown field"),
        (&[("offset", "1")], "400 offset: unknown field"),
        (&[("fields_set", "settings")], "400 fields_set: `settings` is not a field of the answer"),
    ];
    refuses(&app, "access_tokens/configuration/classifications/list", &[], cases).await;
    let deep = format!("{}1{}", "{\"a\":".repeat(1500), "}".repeat(1500));
    let cases: &[(Query<'_>, &str)] = &[
        (&[(CLASSIFICATION, "PHONE")], "400 classification_identifier: must be an object"),
        (&[(CLASSIFICATION, "")], "400 classification_identifier: must be an object"),
        (&[(CLASSIFICATION, "{\"name\":")], "400 classification_identifier: must be an object as JSON text"),
        (&[(CLASSIFICATION, &deep)], "400 classification_identifier: must be an object as JSON text"),
        (&[(CLASSIFICATION, "{}")], "400 classification_identifier: give exactly one of"),
        (
            &[(CLASSIFICATION, "{\"name\":\"Phone\",\"alternative_code\":\"PHONE\"}")],
            "400 classification_identifier: give exactly one of",
        ),
        (&[(CLASSIFICATION, "{\"name\":7}")], "400 classification_identifier.name: must be a string"),
        (&[(CLASSIFICATION, "{\"number\":\"x\"}")], "400 classification_identifier.number: unknown field"),
        (&[(CLASSIFICATION, "{\"name\":\"phone\"}")], "404 CLASSIFICATION_NOT_FOUND"),
        (&[("name", "Phone")], "400 name: unknown field"),
        (&[("fields_set", "automation")], "400 fields_set: `automation` is not a field of the answer"),
    ];
    refuses(&app, "access_tokens/configuration/show", &[], cases).await;
}
