//! The same of customer records: what somebody is asked about themselves is data, and in no log.

use serde_json::{Value, json};

use super::{capture, logged, stream};
use crate::support::{
    app::{App, PASS_CODE, text},
    proxy::Proxied,
    records::{by_code, by_pass_code, with},
    writing::ticket,
};

/// What an owner says of themselves, each like nothing else.
const PERSONAL: [&str; 9] = [
    "Quartzfeather",
    "Loukianova",
    "quartzfeather@secret.example",
    "+35799765432",
    "LP-passport-7788",
    "ID-number-5566",
    "SSN-3344-1122",
    "VAT-9900-8877",
    "Engines-of-Quartz",
];

fn quartzfeather() -> Value {
    let [last, first, email, phone, passport, id, social, vat, company] = PERSONAL;
    json!({
        "type": "PERSON", "last_name": last, "first_name": first, "company_name": company,
        "email": email, "phone": phone,
        "demographics": { "passport_number": passport, "id_number": id, "social_security_number": social },
        "company_profile": { "vat_registration_number": vat },
    })
}

#[tokio::test]
async fn after_all_flows_of_a_customer_no_secret_stands_in_table_stream_or_log() {
    capture();
    let app = App::start_unverified().await;
    let (chosen, changed, third) = ("the chosen one 771", "the changed one 882", "the third one 993");
    let cards = ["card-of-quartz-0000-0001", "card-of-quartz-0000-0002", "card-of-quartz-0000-0003"];
    let mut secrets: Vec<String> =
        [chosen, changed, third].into_iter().chain(cards).map(str::to_owned).collect();

    // Given with an account, and replaced.
    let named = json!({ "accounts_receivable_identifier": { "name": "Quartz account" } });
    let new = with(by_code(cards[0]), &json!({ "action": "ADD_NEW", "udf_string_1": "known" }));
    let person = with(by_pass_code("quartz@secret.example", chosen), &json!({ "action": "ADD_NEW" }));
    let made = json!({
        "name": "Quartz account", "account_owner": quartzfeather(), "access_tokens": [new, person],
    });
    app.granted("accounts_receivable/create", made).await;
    let token = json!({ "access_token_identifier": by_code(cards[0]) });
    app.granted("update", with(token, &by_code(cards[1]))).await;
    let existing = json!([{ "action": "ADD_EXISTING", "access_token_identifier": by_code(cards[1]) }]);
    app.participant("Quartz account", existing).await;
    app.granted("create", with(by_code(cards[2]), &named)).await;

    // Forgotten twice, used once.
    for _ in 0..2 {
        app.pass(60);
        app.post("forgot_pass_code", json!({ "identifier": "quartz@secret.example" })).await;
        secrets.push(ticket(&app, "quartz@secret.example").await);
    }
    let body = json!({ "token": secrets.last(), "pass_code": changed });
    assert_eq!(app.post("change_pass_code", body.clone()).await.status, 200);
    assert_eq!(app.post("change_pass_code", body).await.status, 401);
    let token = json!({ "access_token_identifier": by_pass_code("quartz@secret.example", changed) });
    app.granted("update", with(token, &json!({ "pass_code": third }))).await;

    // Refused in each way, with all of it.
    for operation in ["accounts_receivable/create", "accounts_receivable/update"] {
        let body = with(named.clone(), &json!({ "account_owner": quartzfeather(), "nothing": third }));
        app.post_as_known(operation, body).await;
    }
    let wrong = with(quartzfeather(), &json!({ "demographics": { "passport_number": [PERSONAL[4]] } }));
    app.post_as_known("accounts_receivable/create", json!({ "account_owner": wrong })).await;
    let token = json!({ "access_token_identifier": by_pass_code("quartz@secret.example", chosen) });
    assert_eq!(app.post("show", token).await.status, 404);
    app.settled().await;

    let rows = app.all_rows().await;
    let places = [("table", format!("{rows:?}")), ("stream", stream(&app).await), ("log", logged())];
    assert_eq!(secrets.len(), 8);
    for (place, found) in &places {
        assert!(found.len() > 1000, "{place} is nearly empty");
        for secret in &secrets {
            assert!(!found.contains(secret.as_str()), "the {place} holds {secret}");
        }
    }
    let [_, _, (_, log)] = &places;
    for personal in PERSONAL.iter().chain(&["quartz@secret.example", "Quartz account"]) {
        assert!(!log.contains(personal), "the log holds {personal}");
    }
    // What an account is about stands in its own row, and goes with no token, link or claim.
    for row in &rows {
        if !["accounts_receivable", "message"].contains(&text(row, "entity").as_str()) {
            let row = format!("{row:?}");
            assert!(!PERSONAL.iter().any(|personal| row.contains(personal)), "{row}");
        }
    }
}

#[tokio::test]
async fn a_failed_write_is_logged_without_what_was_to_be_written() {
    capture();
    let app = App::start_unverified().await;
    let proxied = Proxied::to(&app).await;
    for _ in 0..3 {
        let message = json!({ "__type": "ValidationException", "message": "no: Broken-Quartz" });
        proxied.refuse("TransactWriteItems", 400, message);
    }
    let owner = json!({ "type": "PERSON", "last_name": "Broken-Quartz", "email": "broken@quartz.example" });
    let new = with(by_pass_code("broken2@quartz.example", PASS_CODE), &json!({ "action": "ADD_NEW" }));
    let body = json!({ "account_owner": owner, "access_tokens": [new] });
    assert_eq!(proxied.post("accounts_receivable/create", body).await.code(), "UNAVAILABLE");
    assert!(logged().contains("UNAVAILABLE"));
    for personal in ["Broken-Quartz", "quartz.example"] {
        assert!(!logged().contains(personal), "the log holds {personal}");
    }
}

#[tokio::test]
async fn an_account_that_cannot_be_read_is_logged_without_what_stands_in_it() {
    capture();
    let app = App::start_unverified().await;
    let made = app.account("Ada", json!([])).await;
    let account = app.rows_of("accounts_receivable").await.remove(0);
    let named = json!({ "accounts_receivable_identifier": { "number": made.data()["number"] } });
    let text = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
    for field in ["account_owner", "life_cycle_state", "created", "id", "access_tokens"] {
        let mut broken = account.clone();
        broken.insert(field.to_owned(), text("somebody-in-an-account"));
        let put = app.table.put_item().table_name("Table").set_item(Some(broken.into_iter().collect()));
        put.send().await.expect("written");
        let answer = app.post_as_known("accounts_receivable/show", named.clone()).await;
        assert_eq!(answer.status, 503, "{field} {answer:?}");
        assert!(!logged().contains("somebody-in-an-account"), "{field}");
    }
}
