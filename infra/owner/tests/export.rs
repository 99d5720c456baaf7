//! `export`: what is said of it.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::support::{Local, owner, stdout};

/// The name of a file that is not there yet.
fn no_file(name: &str) -> String {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&file);
    file.display().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_says_how_many_customers_there_are_and_writes_over_nothing() {
    let local = Local::start_with_keyring().await;
    local.register("pending@example.com").await;
    let file = no_file("customers.jsonl");
    let (told, talk) = local.printed(&["export", &file]);
    assert!(told.starts_with(&format!("Customers in {file}: 0. Access tokens left out, which wait for their code or have no identifier: 1.")), "{told}");
    assert!(talk.is_empty() && fs::read_to_string(&file).is_ok_and(|text| text.is_empty()), "{talk}");
    let refused = local.refused(&["export", &file]);
    assert!(refused.contains("is there already") && refused.contains("a new file"), "{refused}");
    let (json, _) = local.printed(&["export", &no_file("counted.jsonl"), "--json"]);
    let told: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&told["customers"], &told["left_out"]), (&0.into(), &1.into()));
    let nowhere = local.refused(&["export", "/nowhere/customers.jsonl"]);
    assert!(nowhere.contains("/nowhere/customers.jsonl: No such file"), "{nowhere}");
    let help = stdout(&owner(&[], &["export", "--help"])).to_owned();
    assert!(help.contains("dynamodb:Scan") && help.contains("secretsmanager:GetSecretValue"), "{help}");
}
