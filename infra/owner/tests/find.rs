//! `find`: customers by what is known of them, in full or by how it begins.

use local::Options;
use serde_json::{Value, json};

use crate::support::{Local, ON_AWS, owner, refused, stderr, stdout};

const ADA: &str = "ada@example.com";

/// A stack whose parameter `FindBy` is BEGINNINGS.
async fn by_beginnings() -> Local {
    Local::start_as(&["find"], Options { finds_beginnings: true, ..Options::default() }).await
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_found_by_the_whole_identifier_or_number_and_the_address_shown_to_who_typed_it() {
    let local = Local::start(&["find"]).await;
    let answer = local.register(ADA).await;
    let number = answer["data"]["number"].as_str().expect("a number");
    for (arguments, address) in [
        (&[" ADA@Example.com"][..], ADA),
        (&[number], "a…@example.com"),
        (&[&number.to_lowercase(), "--show-address"], ADA),
    ] {
        let (table, talk) = local.printed(arguments);
        assert!(table.lines().count() == 2 && talk.is_empty(), "{table}{talk}");
        let (json, _) = local.printed(&[arguments, &["--json"]].concat());
        assert_eq!(json.lines().count(), 1);
        let found = &parsed(&json)["found"][0];
        for (name, value) in [
            ("what", "access_token"),
            ("number", number),
            ("state", "PENDING_VERIFICATION"),
            ("identifier", address),
        ] {
            assert_eq!(found[name], value, "{arguments:?}");
            assert!(table.contains(&value.replace('_', " ")) || table.contains(value), "{table}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_found_by_how_the_identifier_begins_and_so_many_of_them() {
    let local = by_beginnings().await;
    for address in [ADA, "adam@example.com", "eve@example.com"] {
        local.register(address).await;
    }
    let (json, talk) = local.printed(&["AD", "--begins", "--json"]);
    let addresses = |json: &str| {
        let found = parsed(json)["found"].clone();
        let found = found.as_array().expect("a list").iter();
        found.map(|found| found["identifier"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(addresses(&json), ["a…@example.com"; 2]);
    assert!(parsed(&json)["more"] == false && talk.is_empty(), "{json}{talk}");
    let (json, talk) = local.printed(&["AD", "--begins", "--at-most", "1", "--json", "--show-address"]);
    assert_eq!((addresses(&json), &parsed(&json)["more"]), (vec![json!(ADA)], &json!(true)));
    assert!(talk.contains("There are more") && talk.contains("--at-most"), "{talk}");
    assert!(local.refused(&["AD", "--at-most", "1"]).contains("--begins"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_finds_nobody_is_told_so_and_a_script_sees_it_by_the_end() {
    let local = by_beginnings().await;
    for (arguments, advice) in [(&["eve"][..], "--begins"), (&["eve", "--begins"], "the first letters")] {
        let refused = local.refused(arguments);
        assert!(refused.contains("nobody is found by `eve`") && refused.contains(advice), "{refused}");
        let output = local.run(&[arguments, &["--json"]].concat(), "");
        assert!(!output.status.success(), "{output:?}");
        assert_eq!(parsed(stdout(&output)), json!({ "found": [], "more": false }));
        assert!(stderr(&output).contains("nobody is found"), "{output:?}");
    }
    let refused = local.refused(&["a\nb"]);
    assert!(refused.contains("must not hold line breaks") && refused.contains("another text"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_no_index_of_beginnings_it_says_how_to_switch_it_on() {
    let local = Local::start(&["find"]).await;
    local.register(ADA).await;
    let refused = local.refused(&["ada", "--begins"]);
    for told in ["no index `Found`", "FindBy is EXACT", "FindBy=BEGINNINGS"] {
        assert!(refused.contains(told), "{told}: {refused}");
    }
    assert!(local.printed(&[ADA]).0.contains(ADA), "the rest needs none");
}

#[test]
fn a_search_says_which_rights_it_needs() {
    let help = stdout(&owner(&[], &["find", "--help"])).to_owned();
    assert!(
        help.contains("dynamodb:Query on its index Found") && help.contains("dynamodb:GetItem"),
        "{help}"
    );
    assert!(refused(&ON_AWS, &["find", ADA, "--table", "t"]).contains("not reached"));
}
