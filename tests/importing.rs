//! Users who come from elsewhere: imported with their hashes, and logged in by the pass codes that they had.

mod lines;

use std::{
    collections::{BTreeMap, HashMap},
    io::Write as _,
    sync::Arc,
};

use serde_json::{Value, json};
use shared::{Import, ImportError, ImportOutcome, ImportedLine, Timestamp, Variables};
use tempfile::NamedTempFile;

use crate::support::{
    app::{App, DEFINITION, PASS_CODE, START, text},
    hashes::Hashes,
    proxy::Proxied,
    records::by_pass_code,
    writing::ticket,
};

const FIREBASE: &str = "hash_config {
  algorithm: SCRYPT,
  base64_signer_key: jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==,
  base64_salt_separator: Bw==,
  rounds: 8,
  mem_cost: 14,
}";
const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

/// A customer of elsewhere for each kind of hash: address, hash, pass code, kind.
const CUSTOMERS: [(&str, &str, &str, &str); 6] = [
    (
        "firebase@example.com",
        "firebase:42xEC+ixf3L2lw==:lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ==",
        "user1password",
        "firebase ln=14 r=8",
    ),
    ("bcrypt@example.com", BCRYPT, "U*U", "bcrypt 5"),
    (
        "django.scrypt@example.com",
        "scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==",
        "lètmein",
        "scrypt ln=14 r=8 p=1",
    ),
    (
        "django@example.com",
        "pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=",
        "lètmein",
        "pbkdf2-sha256 1000",
    ),
    (
        "sha512@example.com",
        "pbkdf2_sha512$1000$seasalt$MvpYzRb9t8IHUO1U7cCcGPfI+JLcFRBOUbkty+vHmXzMoGO3EGn5ZDxFwkkOHVT55Elz3Qczs2+FNpDKUjv/RA==",
        "lètmein",
        "pbkdf2-sha512 1000",
    ),
    (
        "argon2@example.com",
        "$argon2i$v=19$m=65536,t=2,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b+dWRWJTmaaJObG",
        "password",
        "argon2i m=65536 t=2 p=4",
    ),
];

/// The shipped definition, which expects those kinds.
fn expecting(kinds: &[&str]) -> String {
    DEFINITION.replacen("[log_in]\n", &format!("[log_in]\nimported_hashes = {kinds:?}\n"), 1)
}

fn file(suffix: &str, text: impl AsRef<[u8]>) -> NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(suffix).tempfile().expect("a file");
    file.write_all(text.as_ref()).expect("written");
    file
}

fn json_lines(lines: &[Value]) -> NamedTempFile {
    file(".jsonl", lines.iter().map(|line| format!("{line}\n")).collect::<String>())
}

async fn import_to(
    variables: &BTreeMap<String, String>,
    file: &NamedTempFile,
) -> Result<Vec<ImportedLine>, (Vec<ImportedLine>, ImportError)> {
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    let import =
        Import::new(&Variables::new(variables.clone()), Some(FIREBASE), clock).await.expect("an import");
    let mut told = Vec::new();
    match import.run(file.path(), |line| told.push(line)).await {
        Ok(()) => Ok(told),
        Err(error) => Err((told, error)),
    }
}

async fn import(app: &App, file: &NamedTempFile) -> Vec<ImportedLine> {
    import_to(&app.stack.variables, file).await.expect("imported")
}

/// What became of each line, in a word.
fn words(lines: &[ImportedLine]) -> Vec<&'static str> {
    let word = |line: &ImportedLine| match line.outcome {
        ImportOutcome::Imported => "imported",
        ImportOutcome::Already => "already",
        ImportOutcome::Rejected(_) => "rejected",
    };
    lines.iter().map(word).collect()
}

fn rejected(line: &ImportedLine) -> Vec<(&str, &str)> {
    let ImportOutcome::Rejected(reasons) = &line.outcome else { panic!("{line:?}") };
    reasons.iter().map(|rejected| (rejected.field.as_str(), rejected.reason.as_str())).collect()
}

async fn row(app: &App, identifier: &str) -> Value {
    let rows = app.rows_of("token").await;
    let row = rows.into_iter().find(|row| text(row, "identifier") == identifier).expect("a token");
    serde_dynamo::from_item(row.into_iter().collect::<HashMap<_, _>>()).expect("a row")
}

#[tokio::test]
async fn customers_log_in_by_the_pass_codes_that_they_had_elsewhere_and_their_hashes_become_ours() {
    for part in CUSTOMERS.chunks(3) {
        let kinds: Vec<&str> = part.iter().map(|(.., kind)| *kind).collect();
        let app = App::start_with(&expecting(&kinds)).await;
        let lines: Vec<Value> = part
            .iter()
            .map(|(address, hash, ..)| json!({ "identifier": address, "pass_code_hash": hash }))
            .collect();
        assert_eq!(words(&import(&app, &json_lines(&lines)).await), ["imported"; 3]);
        for (address, hash, pass_code, kind) in part {
            assert_eq!(row(&app, address).await["pass_code"]["inner"]["kind"], *kind);
            assert_eq!(
                app.log_in(by_pass_code(address, "another one")).await.code(),
                "LOG_IN_REFUSED",
                "{kind}"
            );
            app.logged_in(address, pass_code).await;
            let ours = row(&app, address).await["pass_code"].clone();
            assert!(ours.get("inner").is_none(), "{ours}");
            app.logged_in(address, pass_code).await;
            let rows = format!("{:?}", app.all_rows().await);
            let secret = hash.rsplit(['$', ':']).next().expect("a hash");
            assert!(!rows.contains(secret), "{kind}");
        }
        assert!(!format!("{:?}", app.all_rows().await).contains("jxspr8Ki0RYycVU8"));
    }
}

#[tokio::test]
async fn a_log_in_hashes_as_much_for_whomever_while_hashes_of_elsewhere_are_expected() {
    let kinds = ["bcrypt 5", "pbkdf2-sha512 1000"];
    let app = App::start_with(&expecting(&kinds)).await;
    app.effective("plain@example.com").await;
    let bcrypt = json!({ "identifier": "bcrypt@example.com", "pass_code_hash": BCRYPT });
    let (sha512, hash) = (CUSTOMERS[4].0, CUSTOMERS[4].1);
    let sha512 = json!({ "identifier": sha512, "pass_code_hash": hash });
    let without = json!({ "identifier": "without@example.com" });
    let ended =
        json!({ "identifier": "ended@example.com", "pass_code_hash": BCRYPT, "state": "NOT_EFFECTIVE" });
    let lines = json_lines(&[bcrypt, sha512, without, ended]);
    assert_eq!(words(&import(&app, &lines).await), ["imported"; 4]);
    let proxied = Proxied::to(&app).await;
    let mut seen = Vec::new();
    for identifier in ["unknown", "plain", "bcrypt", "sha512", "without", "ended"] {
        let hashes = Hashes::counted();
        let named = by_pass_code(&format!("{identifier}@example.com"), "another one");
        let answer = app.log_in(named.clone()).await;
        let hashed = hashes.take();
        drop(hashes);
        proxied.calls();
        proxied.post("show", json!({ "access_token_identifier": named })).await;
        seen.push((identifier, answer.status, answer.body, hashed, proxied.calls()));
    }
    let (_, status, body, hashed, calls) = &seen[0];
    assert_eq!(*hashed, 1 + kinds.len());
    for other in &seen[1..] {
        assert_eq!((&other.1, &other.2, &other.3, &other.4), (status, body, hashed, calls), "{}", other.0);
    }
}

#[tokio::test]
async fn who_guesses_on_after_the_limit_is_not_told_by_the_work_which_pass_code_is_right() {
    let app = App::start_with(&expecting(&["bcrypt 5"])).await;
    let bcrypt = json!({ "identifier": "bcrypt@example.com", "pass_code_hash": BCRYPT });
    assert_eq!(words(&import(&app, &json_lines(&[bcrypt])).await), ["imported"]);
    for _ in 0..10 {
        app.log_in(by_pass_code("bcrypt@example.com", "another one")).await;
    }
    let mut seen = Vec::new();
    for pass_code in ["another one", "U*U"] {
        let hashes = Hashes::counted();
        let answer = app.log_in(by_pass_code("bcrypt@example.com", pass_code)).await;
        assert_eq!(answer.code(), "LOG_IN_REFUSED");
        seen.push(hashes.take());
    }
    assert_eq!(seen, [2, 2]);
}

#[tokio::test]
async fn a_hash_whose_kind_is_no_longer_expected_is_of_no_pass_code_and_costs_what_any_other_does() {
    let app = App::start_with(&expecting(&["bcrypt 5"])).await;
    let lines = json_lines(&[json!({ "identifier": "bcrypt@example.com", "pass_code_hash": BCRYPT })]);
    import(&app, &lines).await;
    let stored = row(&app, "bcrypt@example.com").await;
    // Another service at the same table, whose owner has taken it out of the definition.
    let shipped = file(".toml", DEFINITION);
    let mut variables = app.stack.variables.clone();
    variables.insert("DEFINITION".to_owned(), shipped.path().display().to_string());
    let refused = import_to(
        &variables,
        &json_lines(&[json!({ "identifier": "b@example.com", "pass_code_hash": BCRYPT })]),
    )
    .await;
    let refused = refused.expect("an import");
    assert_eq!(rejected(&refused[0])[0].0, "pass_code_hash");
    assert!(
        rejected(&refused[0])[0].1.contains("`bcrypt 5`, which is not in log_in.imported_hashes"),
        "{refused:?}"
    );
    let proxied = Proxied::to_with(&app, variables).await;
    let mut hashed = Vec::new();
    for (address, pass_code) in [("bcrypt@example.com", "U*U"), ("unknown@example.com", "U*U")] {
        let hashes = Hashes::counted();
        let shown = json!({ "access_token_identifier": by_pass_code(address, pass_code) });
        assert_eq!(proxied.post("show", shown).await.code(), "ACCESS_TOKEN_NOT_FOUND");
        hashed.push(hashes.take());
    }
    assert_eq!(hashed, [1, 1]);
    assert_eq!(row(&app, "bcrypt@example.com").await, stored);
}

#[tokio::test]
async fn users_without_a_pass_code_set_one_by_the_ticket_that_they_are_sent() {
    let app = App::start().await;
    let line = json!({ "identifier": "cognito@example.com", "verified_date": "2024-05-01T12:00:00" });
    import(&app, &json_lines(&[line])).await;
    assert_eq!(app.log_in(by_pass_code("cognito@example.com", PASS_CODE)).await.code(), "LOG_IN_REFUSED");
    app.post("forgot_pass_code", json!({ "identifier": "cognito@example.com" })).await;
    let ticket = ticket(&app, "cognito@example.com").await;
    let changed = app.post("change_pass_code", json!({ "token": ticket, "pass_code": PASS_CODE })).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    app.logged_in("cognito@example.com", PASS_CODE).await;
    let named = json!({ "access_token_identifier": by_pass_code("cognito@example.com", PASS_CODE) });
    assert_eq!(app.granted("show", named).await.data()["verified_date"], "2024-05-01T12:00:00");
}

#[tokio::test]
async fn an_import_that_was_broken_off_goes_on_and_makes_nothing_twice() {
    let app = App::start_with(&expecting(&["bcrypt 5"])).await;
    let line =
        |number: usize| json!({ "identifier": format!("ada{number}@example.com"), "pass_code_hash": BCRYPT });
    let lines = json_lines(&(0..120).map(line).collect::<Vec<_>>());
    let proxied = Proxied::to(&app).await;
    proxied.lose_answer("TransactWriteItems");
    let denied = json!({ "__type": "com.amazon.coral.service#AccessDeniedException", "Message": "no" });
    let first = import_to(&proxied.variables, &json_lines(&(0..60).map(line).collect::<Vec<_>>())).await;
    assert_eq!(words(&first.expect("imported")), ["imported"; 60]);
    proxied.refuse("TransactWriteItems", 400, denied);
    let (told, error) = import_to(&proxied.variables, &lines).await.expect_err("broken off");
    assert!(matches!(error, ImportError::Table(_)) && told.len() < 120, "{error:?}");
    let told = import_to(&proxied.variables, &lines).await.expect("imported");
    let already = words(&told).iter().filter(|word| **word == "already").count();
    assert!(already >= 60, "{already}");
    assert!(words(&told).iter().all(|word| *word != "rejected"));
    assert_eq!(app.rows_of("token").await.len(), 120);
    assert_eq!(words(&import(&app, &lines).await), ["already"; 120]);
    app.assert_consistent().await;
    app.logged_in("ada119@example.com", "U*U").await;
}
