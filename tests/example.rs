//! The example that the Web API's documentation gives of verify, answered key by key.

use serde_json::{Value, json};

use crate::support::{
    app::{App, START, definition_of_nobody},
    records::assert_drawn,
};

/// When the example's token was created, and verified 20 hours and 42 minutes later.
const CREATED: i64 = 1_448_566_003;
const UNTIL_VERIFIED: i64 = 74_533;

/// Where the answer must differ from the example's, and why.
const DIFFERS: [(&str, &str); 18] = [
    ("/id", "ids are drawn"),
    ("/number", "numbers are drawn"),
    ("/accounts_receivable/id", "ids are drawn"),
    ("/accounts_receivable/number", "numbers are drawn"),
    ("/accounts_receivable/name", "it has no name, and is called by its number"),
    ("/accounts_receivable/account_owner/id", "ids are drawn"),
    (
        "/accounts_receivable/account_owner/demographics/country_of_residence/id",
        "a country's id is its ISO number",
    ),
    ("/verification_code", "codes are drawn"),
    ("/verified_date", "dates are UTC, as all others in the example"),
    ("/verified_by_user/id", KEY),
    ("/verified_by_user/username", KEY),
    ("/verified_by_user/person_name", KEY),
    ("/log_information/created_by_user/id", KEY),
    ("/log_information/created_by_user/username", KEY),
    ("/log_information/created_by_user/person_name", KEY),
    ("/log_information/updated_by_user/id", KEY),
    ("/log_information/updated_by_user/username", KEY),
    ("/log_information/updated_by_user/person_name", KEY),
];
const KEY: &str = "a back office is named by its key";
/// What of the example is null here: a key has no address.
const ADDRESS: &str = "/log_information/created_by_user/email";

/// The definition under which the example's token could be: short authentication codes, codes that live
/// a day, and the unit that the example names.
fn definition(answer: &Value) -> String {
    let text = |pointer: &str| answer.pointer(pointer).and_then(Value::as_str).expect("a text").to_owned();
    let table = |name: &str, pointer: &str, keys: &[&str]| {
        let lines = keys.iter().map(|key| format!("{key} = {:?}\n", text(&format!("{pointer}/{key}"))));
        format!("\n[{name}]\n{}", lines.collect::<String>())
    };
    let unit = ["id", "name", "group_name", "community_name", "alternative_code", "description"];
    let short = definition_of_nobody().replacen("length = 20", "length = 1", 1).replacen(
        "minutes = 15",
        "minutes = 1440",
        1,
    );
    let unit = table("unit", "/data/log_information/created_by_unit", &unit);
    format!("{short}{unit}")
}

#[tokio::test]
async fn the_example_of_the_web_api_is_answered_key_by_key() {
    let example: Value = serde_json::from_str(include_str!("example/answer.json")).expect("an answer");
    let mut request: Value = serde_json::from_str(include_str!("example/request.json")).expect("a request");
    let app = App::start_with(&definition(&example)).await;
    app.pass(CREATED - START);
    let owner = json!({
        "type": "PERSON",
        "title": "Miss",
        "first_name": "Loukia",
        "last_name": "Papapavlou",
        "demographics": {
            "gender": "FEMALE",
            "id_number": "LP1234",
            "country_of_residence": { "two_character_code": "CY" },
        },
    });
    let account = app.post_as_known("accounts_receivable/create", json!({ "account_owner": owner })).await;
    let of_account = assert_drawn("ACR", &account.data()["number"]);
    let token = json!({
        "authentication_code": "7",
        "identifier": "lpapap@gmail.com",
        "pass_code": "loukia's secret 1",
        "accounts_receivable_identifier": { "number": of_account },
    });
    let created = app.post_as_known("create", token).await;
    assert_eq!(created.state(), "PENDING_VERIFICATION", "{created:?}");
    let of_token = assert_drawn("ACT", &created.data()["number"]);

    app.settled().await;
    let code = app.code("lpapap@gmail.com").await;
    app.pass(UNTIL_VERIFIED);
    request["verification_code"] = json!(code);
    // Of a caller who logged in, as the example's was.
    request["token"] = json!(app.back_office().await);
    let answer = app.post("verify", request).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.body["status"], example["status"]);
    assert_eq!(answer.data()["number"], of_token);
    for field in ["number", "name"] {
        assert_eq!(answer.data()["accounts_receivable"][field], of_account);
    }
    assert_eq!(answer.data()["verification_code"], json!(code));
    assert_eq!(answer.data()["verified_date"], "2015-11-27T16:08:56");
    compare("", &example["data"], answer.data());
}

/// Every key of the example, on every level, with the same value, or at least of the same type.
fn compare(path: &str, example: &Value, answer: &Value) {
    if let Some(expected) = example.as_object() {
        let object = answer.as_object().unwrap_or_else(|| panic!("{path} is no object: {answer}"));
        for (key, value) in expected {
            let answer = object.get(key).unwrap_or_else(|| panic!("{path}/{key} is missing"));
            compare(&format!("{path}/{key}"), value, answer);
        }
    } else if path == ADDRESS {
        assert_eq!(answer, &Value::Null, "{path}");
    } else if DIFFERS.iter().any(|(differs, _)| *differs == path) {
        assert_eq!(std::mem::discriminant(answer), std::mem::discriminant(example), "{path}: {answer}");
    } else {
        assert_eq!(answer, example, "{path}");
    }
}
