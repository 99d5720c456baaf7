//! `tell` and `erase`: what is kept of one customer, for who asks for it, and deleted.

use serde_json::Value;

use crate::support::{Local, ON_AWS, owner, refused, stdout};

const ADA: &str = "ada@example.com";

#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_kept_of_a_customer_is_told_to_people_and_to_programs() {
    let local = Local::start_with_keyring().await;
    let answer = local.register(ADA).await;
    let number = answer["data"]["number"].as_str().expect("a number");
    let (text, _) = local.printed(&["tell", " Ada@Example.com"]);
    for told in ["token\n", "message\n", "claim of the identifier\n", "  identifier: ada@example.com\n"] {
        assert!(text.contains(told), "{told} is not in\n{text}");
    }
    assert!(text.contains("  pass_code: kept as a hash, from which nobody reads it\n"), "{text}");
    let (json, talk) = local.printed(&["tell", number, "--json"]);
    assert!(json.lines().count() == 1 && talk.is_empty(), "{json}{talk}");
    let told: Value = serde_json::from_str(&json).expect("JSON");
    let token = told["rows"].as_array().and_then(|rows| rows.iter().find(|row| row["what"] == "token"));
    assert_eq!(token.expect("a token")["fields"]["number"], number);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_erased_once_it_is_meant() {
    let local = Local::start_with_keyring().await;
    local.register(ADA).await;
    let (would, talk) = local.printed(&["erase", ADA]);
    assert!(would.contains("   1  token\n") && would.contains("It leaves:\n- backups"), "{would}");
    assert!(talk.contains("Nothing was done") && talk.contains("--yes"), "{talk}");
    let (would, _) = local.printed(&["erase", ADA, "--json"]);
    let (done, talk) = local.printed(&["erase", ADA, "--json", "--yes"]);
    assert!(talk.starts_with("Erased "), "{talk}");
    let [would, done]: [Value; 2] = [would, done].map(|json| serde_json::from_str(&json).expect("JSON"));
    assert_eq!((&would["done"], &done["done"], &would["rows"]), (&false.into(), &true.into(), &done["rows"]));
    for command in ["erase", "tell"] {
        let refused = local.refused(&[command, ADA]);
        assert!(refused.contains("nothing is kept of `ada@example.com`"), "{refused}");
    }
}

#[test]
fn whoever_reads_the_keyring_says_which_it_is() {
    for command in ["tell", "erase"] {
        let help = stdout(&owner(&[], &[command, "--help"])).to_owned();
        assert!(help.contains("secretsmanager:GetSecretValue on the keyring"), "{help}");
        let missing = refused(&ON_AWS, &[command, ADA, "--table", "t"]);
        assert!(missing.contains("--keyring <NAME>"), "{missing}");
        let local = refused(&[], &[command, ADA, "--local", "--aws-port", "1"]);
        assert!(local.contains("cannot be read") && local.contains("--aws-port"), "{local}");
    }
}
