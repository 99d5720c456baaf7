//! What is kept of one customer: told in full, and erased in full.

mod shared_records;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use shared::{CustomerError, OneCustomer, Timestamp, Told, Variables};

use crate::support::{
    app::{App, PASS_CODE, START, text},
    one_time_passwords::offered,
    proxy::Proxied,
    records::{CARD, by_pass_code, with},
    refreshing::Refreshing,
};

/// Her mail comes back, so her address is suppressed.
const ADA: &str = "bounce@simulator.amazonses.com";
const EVE: &str = "eve@example.com";

/// What becomes of each kind of row when a customer is erased: deleted, or left for that reason.
const KINDS: [(&str, Option<&str>); 14] = [
    ("accounts_receivable", None),
    ("application_key", Some("an app's or a back office's")),
    ("claim", None),
    ("counter", None),
    ("cover", Some("stands for nothing")),
    ("identifying_code", None),
    ("link", None),
    ("message", None),
    ("one_time_password", Some("under a random request, which no row leads to; over after five minutes")),
    ("pace", Some("of all messages")),
    ("public_keys", Some("the service's")),
    ("rewards_participant", None),
    ("session", None),
    ("suppression", None),
];

type Row = BTreeMap<String, AttributeValue>;

async fn customer_at(app: &App, variables: &BTreeMap<String, String>) -> OneCustomer {
    let now = app.now();
    let clock = Arc::new(move || Timestamp::from_seconds(now));
    OneCustomer::new(&Variables::new(variables.clone()), clock).await.expect("the table and the keyring")
}

async fn one_customer(app: &App) -> OneCustomer {
    customer_at(app, &app.stack.variables).await
}

/// A stack with a customer of whom all is kept that can be, beside another one. And her number.
async fn with_ada() -> (App, String) {
    let app = App::start_with(&offered()).await;
    app.effective(EVE).await;
    app.logged_in(EVE, PASS_CODE).await;
    let number = app.effective(ADA).await.data()["number"].as_str().expect("a number").to_owned();
    let named = by_pass_code(ADA, PASS_CODE);
    let updated = json!({ "access_token_identifier": named, "authentication_code": CARD, "udf_string_1": "likes trains" });
    app.granted("update", updated).await;
    let attach = with(json!({ "action": "ADD_EXISTING" }), &json!({ "access_token_identifier": named }));
    let owner = json!({ "type": "PERSON", "last_name": "Lovelace", "email": "ada@example.com", "phone": "+35799123456" });
    let body = json!({ "name": "Ada's", "account_owner": owner, "access_tokens": [attach] });
    app.granted("accounts_receivable/create", body).await;
    app.participant("Ada's", json!([attach])).await;
    let mut phone = Refreshing::log_in(&app, ADA).await;
    phone.next(&app).await;
    let session = app.logged_in(ADA, PASS_CODE).await;
    app.post_in(&session, "generate_otp", json!({})).await;
    app.post("change_pass_code", json!({ "token": session, "current_pass_code": "x", "pass_code": "y" }))
        .await;
    app.pass(60);
    app.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    app.asked(ADA).await;
    app.log_in(by_pass_code(ADA, "another horse 2")).await;
    app.settled().await;
    (app, number)
}

/// The rows that hold one of some texts, anywhere.
fn holding<'a>(rows: &'a [Row], texts: &[String]) -> Vec<&'a Row> {
    rows.iter().filter(|row| texts.iter().any(|text| format!("{row:?}").contains(text))).collect()
}

/// What a row of a customer holds: ids, numbers, addresses, names.
async fn traces(app: &App) -> Vec<String> {
    let rows = app.all_rows().await;
    let of = |entity: &str, field: &str| {
        let of_entity = rows.iter().filter(|row| text(row, "entity") == entity);
        let hers = of_entity.filter(|row| !format!("{row:?}").contains(EVE));
        hers.map(|row| text(row, field)).filter(|text| !text.is_empty()).collect::<Vec<_>>()
    };
    let fields = ["id", "number"];
    let kinds = ["token", "accounts_receivable", "rewards_participant"];
    let ids =
        kinds.iter().flat_map(|kind| fields.iter().flat_map(|field| of(kind, field)).collect::<Vec<_>>());
    let texts = [ADA, "Lovelace", "ada@example.com", "+35799123456", "ada's", "likes trains"];
    ids.chain(texts.map(str::to_owned)).collect()
}

fn keys(rows: &[Row]) -> BTreeSet<(String, String)> {
    rows.iter().map(|row| (text(row, "pk"), text(row, "sk"))).collect()
}

#[tokio::test]
async fn of_an_erased_customer_nothing_is_left_but_what_is_said() {
    let (app, number) = with_ada().await;
    let (before, traces) = (app.all_rows().await, traces(&app).await);
    let seeded: BTreeSet<_> = holding(&before, &traces).into_iter().map(|row| text(row, "entity")).collect();
    for (kind, left) in KINDS {
        assert!(
            left.is_some() || kind == "counter" || seeded.contains(kind),
            "no {kind} is hers: {seeded:?}"
        );
    }
    let would = one_customer(&app).await.would_erase(&number).await.expect("a list");
    assert_eq!(app.all_rows().await.len(), before.len());
    let erased = one_customer(&app).await.erase(&number).await.expect("erased");
    assert_eq!((erased.rows.len(), erased.stays.len()), (would.rows.len(), 0), "{erased:?} {would:?}");

    let after = app.all_rows().await;
    assert_eq!(before.len() - after.len(), erased.rows.len());
    for row in holding(&after, &traces) {
        assert_eq!(text(row, "entity"), "one_time_password", "{row:?}");
    }
    // Of the counters those are left that no row leads to, and another customer's.
    let gone: BTreeSet<_> = keys(&before).difference(&keys(&after)).cloned().collect();
    for kind in ["DESTINATION", "FAILURES", "SESSION", "SESSION_FAILURES"] {
        assert!(gone.iter().any(|(pk, _)| pk.starts_with(&format!("COUNTER#{kind}#"))), "{kind} {gone:?}");
    }
    let refused = one_customer(&app).await.erase(&number).await;
    assert!(matches!(&refused, Err(CustomerError::NothingKept(named)) if *named == number), "{refused:?}");
    // Nobody else is touched.
    app.logged_in(EVE, PASS_CODE).await;
    assert_eq!(app.log_in(by_pass_code(ADA, PASS_CODE)).await.code(), "LOG_IN_REFUSED");
    app.assert_consistent().await;
    // And the address is free.
    assert_eq!(app.register(ADA).await.state(), "PENDING_VERIFICATION");
}

#[test]
fn each_kind_of_row_is_erased_or_said_why_not() {
    fn entities(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                entities(&path, found);
            } else {
                let source = fs::read_to_string(&path).unwrap_or_default();
                let named = source.split("const ENTITY: &'static str = \"").skip(1);
                found.extend(named.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
    }
    // Written by updates, not as rows: what the table calls it is no constant of a row.
    let mut found = BTreeSet::from(["pace".to_owned()]);
    entities(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/src"), &mut found);
    // The access token itself, which all is found by.
    found.remove("token");
    assert_eq!(found, KINDS.iter().map(|(kind, _)| (*kind).to_owned()).collect());
}

/// Everything of a telling, as somebody reads it.
fn read(told: &Told) -> String {
    told.rows.iter().map(|row| format!("{} {}\n", row.what, json!(row.fields))).collect()
}

#[tokio::test]
async fn all_that_is_kept_is_told_and_no_secret_of_it() {
    let (app, number) = with_ada().await;
    let (rows, traces) = (app.all_rows().await, traces(&app).await);
    let told = one_customer(&app).await.tell(ADA).await.expect("told");
    let by_number = one_customer(&app).await.tell(&number).await.expect("told");
    let would = one_customer(&app).await.would_erase(&number).await.expect("a list");
    assert_eq!(read(&told), read(&by_number));
    assert_eq!(
        told.rows.iter().map(|row| &row.what).collect::<Vec<_>>(),
        would.rows.iter().collect::<Vec<_>>()
    );
    let hers = holding(&rows, &traces).into_iter().filter(|row| text(row, "entity") != "one_time_password");
    assert!(told.rows.len() >= hers.count(), "{told:?}");
    let told = read(&told);
    for trace in [ADA, "Lovelace", "+35799123456", "likes trains", "phone", "2026-11-18T", &number] {
        assert!(told.contains(trace), "{trace} is not in {told}");
    }
    // What the table holds of secrets: seeds, hashes, sealed texts, digests of attempts.
    let table = format!("{rows:?}");
    let mut secrets = 0;
    for (before, after) in [
        ("\"nonce\": S(\"", '"'),
        ("\"phc\": S(\"", '"'),
        ("\"text\": S(\"", '"'),
        ("\"attempt\": S(\"", '"'),
        ("\"digest\": S(\"", '"'),
    ] {
        for rest in table.split(before).skip(1) {
            secrets += 1;
            let secret = rest.split(after).next().expect("a secret");
            assert!(!told.contains(secret), "{before}{secret} is in {told}");
        }
    }
    assert!(secrets > 8, "{secrets}");
    // A number that large is a time that nobody reads, or the name of a key.
    let told = told.replace(&format!("\"key\":\"{START}\""), "");
    let digits =
        told.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 10 && run.starts_with("179"));
    assert_eq!(digits.collect::<Vec<_>>(), Vec::<&str>::new(), "{told}");
}

#[tokio::test]
async fn a_customer_record_that_others_have_a_part_in_stays_until_they_are_erased_too() {
    let (app, number) = with_ada().await;
    let attach = with(
        json!({ "action": "ADD_EXISTING" }),
        &json!({ "access_token_identifier": by_pass_code(EVE, PASS_CODE) }),
    );
    let body = json!({ "accounts_receivable_identifier": { "name": "Ada's" }, "access_tokens": [attach] });
    app.granted("accounts_receivable/update", body).await;
    let told = one_customer(&app).await.tell(&number).await.expect("told");
    assert_eq!(told.stays.iter().map(|stays| stays.what).collect::<Vec<_>>(), ["accounts receivable"]);
    assert!(!read(&told).contains("Lovelace"));
    let erased = one_customer(&app).await.erase(&number).await.expect("erased");
    assert_eq!(erased.stays, told.stays);
    assert_eq!(
        (app.rows_of("accounts_receivable").await.len(), app.rows_of("rewards_participant").await.len()),
        (1, 0)
    );
    app.assert_consistent().await;
    let erased = one_customer(&app).await.erase(EVE).await.expect("erased");
    assert!(erased.stays.is_empty(), "{erased:?}");
    assert!(app.rows_of("accounts_receivable").await.is_empty());
}

#[tokio::test]
async fn an_erasure_that_was_broken_off_is_begun_again_by_the_same_name() {
    let (app, number) = with_ada().await;
    let proxied = Proxied::to(&app).await;
    let denied = json!({ "__type": "com.amazon.coral.service#AccessDeniedException", "Message": "no" });
    proxied.refuse("TransactWriteItems", 400, denied);
    let broken_off = customer_at(&app, &proxied.variables).await.erase(&number).await;
    assert!(matches!(broken_off, Err(CustomerError::Table(_))), "{broken_off:?}");
    assert!(app.rows_of("message").await.iter().all(|row| text(row, "to") == EVE));
    let erased = customer_at(&app, &proxied.variables).await.erase(&number).await.expect("erased");
    assert!(erased.rows.contains(&"token".to_owned()), "{erased:?}");
}
