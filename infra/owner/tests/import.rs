//! `import`: what is said of it, and of the lines that it does not take.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::support::{Local, owner, refused, stdout};

const DEFINITION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../definition.toml");

/// A file of that name, which no other test has.
fn file(name: &str, text: &str) -> PathBuf {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&file, text).expect("a written file");
    file
}

fn beside(file: &std::path::Path) -> PathBuf {
    PathBuf::from(format!("{}.rejected", file.display()))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_says_how_many_came_and_why_others_did_not() {
    let local = Local::start_with_keyring().await;
    let users = file(
        "users.csv",
        "identifier,pass_code_hash,verified_date\n\
         ada@example.com,,2024-05-01T12:00:00\n\
         bob@example.com,$2b$10$abcdefghijklmnopqrstuv,\n\
         eve@,,soon\n",
    );
    let name = users.display().to_string();
    let import = ["import", &name, "--definition", DEFINITION];
    let (told, talk) = local.printed(&import);
    assert!(told.starts_with("1 imported, 0 were there already, 2 rejected; "), "{told}");
    assert!(told.contains("users.csv.rejected says why") && talk.contains("lines a second"), "{told}{talk}");
    let rejected = fs::read_to_string(beside(&users)).expect("a file");
    let rejected: Vec<Value> =
        rejected.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told: Vec<_> = rejected.iter().map(|line| (line["line"].as_u64(), line["field"].as_str())).collect();
    assert_eq!(
        told,
        [(Some(3), Some("pass_code_hash")), (Some(4), Some("identifier")), (Some(4), Some("verified_date"))]
    );
    assert!(rejected[0]["reason"].as_str().is_some_and(|reason| reason.contains("0 bytes")), "{rejected:?}");

    let (json, _) = local.printed(&[&import[..], &["--json"]].concat());
    let told: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&told["imported"], &told["already"], &told["rejected"]), (&0.into(), &1.into(), &2.into()));
    fs::write(&users, "identifier\nada@example.com\n").expect("written");
    let (told, _) = local.printed(&import);
    assert_eq!(told, "0 imported, 1 were there already, 0 rejected\n");
    assert!(!beside(&users).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_cannot_import_is_told_what_to_do() {
    let local = Local::start_with_keyring().await;
    let users = file("nobody.jsonl", "").display().to_string();
    let firebase = file("no-firebase", "rounds: 8").display().to_string();
    let import = ["import", &users, "--definition", DEFINITION];
    let missing = local.refused(&["import", "/nowhere/users.csv", "--definition", DEFINITION]);
    assert!(missing.contains("/nowhere/users.csv: No such file"), "{missing}");
    let no_definition = local.refused(&["import", &users, "--definition", "/nowhere/definition.toml"]);
    assert!(no_definition.contains("/nowhere/definition.toml: cannot be read"), "{no_definition}");
    let no_firebase = local.refused(&[&import[..], &["--firebase", &firebase]].concat());
    assert!(
        no_firebase.contains("Firebase's console") && no_firebase.contains("Authentication"),
        "{no_firebase}"
    );
    assert_eq!(local.printed(&import).0, "0 imported, 0 were there already, 0 rejected\n");
}

#[test]
fn an_import_names_the_rights_and_the_keyring_that_it_needs() {
    let help = stdout(&owner(&[], &["import", "--help"])).to_owned();
    assert!(help.contains("dynamodb:PutItem") && help.contains("secretsmanager:GetSecretValue"), "{help}");
    assert!(refused(&[], &["import", "users.csv", "--table", "t"]).contains("--keyring <NAME>"));
}
