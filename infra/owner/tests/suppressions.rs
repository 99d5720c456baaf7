//! `suppression`: which addresses get no more mail, and how they get it again.

use serde_json::{Value, json};

use crate::support::Local;

const BOUNCES: &str = "bounce@simulator.amazonses.com";
const COMPLAINS: &str = "complaint@simulator.amazonses.com";

#[tokio::test(flavor = "multi_thread")]
async fn suppressed_addresses_are_listed_with_the_reason() {
    let local = Local::start(&["suppression"]).await;
    let (nothing, talk) = local.printed(&["list"]);
    assert!(nothing.is_empty() && talk.contains("No address is suppressed"), "{talk}");
    local.register(BOUNCES).await;
    local.register(COMPLAINS).await;
    let (table, json) = (local.printed(&["list"]).0, local.printed(&["list", "--json"]).0);
    assert_eq!((table.lines().count(), json.lines().count()), (1 + 2, 1), "{table}");
    let listed: Value = serde_json::from_str(&json).expect("JSON");
    for (place, address, why, reason) in
        [(0, BOUNCES, "BOUNCED", "Permanent General"), (1, COMPLAINS, "COMPLAINED", "abuse")]
    {
        let one = &listed[place];
        assert_eq!(
            (&one["address"], &one["why"], &one["reason"]),
            (&json!(address), &json!(why), &json!(reason))
        );
        assert!(one["since"].is_string() && one["message"].is_string(), "{one}");
        assert!(table.contains(address) && table.contains(why), "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suppression_is_lifted_once_however_the_address_is_spelled() {
    let local = Local::start(&["suppression"]).await;
    local.register(BOUNCES).await;
    let (nothing, talk) = local.printed(&["lift", " Bounce@Simulator.amazonses.com"]);
    assert!(nothing.is_empty() && talk.contains(BOUNCES) && talk.contains("BOUNCED"), "{talk}");
    assert!(local.printed(&["list"]).0.is_empty());
    let refused = local.refused(&["lift", BOUNCES]);
    assert!(refused.contains("is not suppressed") && refused.contains("`suppression list`"), "{refused}");
}
