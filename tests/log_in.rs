//! Log-in: only who proves an access token that is EFFECTIVE gets a session, and everybody else the same refusal.

mod devices;
mod verifying;

use serde_json::{Value, json};

use crate::support::{
    app::{App, DEFINITION, PASS_CODE, START, told},
    records::{by_code, by_pass_code, card},
    sessions::{NewScopes, claims, slip},
};

const ADA: &str = "ada@example.com";
const EVE: &str = "eve@example.com";
const LOG_IN: &str = "authentication/consumer_application_key/token";
const BACK_OFFICE: &str = "authentication/web_api_key/token";

fn named(identifier: &str, pass_code: &str) -> Value {
    json!({ "access_token_identifier": by_pass_code(identifier, pass_code) })
}

#[tokio::test]
async fn who_registered_and_verified_logs_in() {
    let app = App::start().await;
    let ada = app.effective(ADA).await;
    let answer = app.log_in(by_pass_code(ADA, PASS_CODE)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.data()["expires_in"], 7200);
    let claims = claims(answer.data()["token"].as_str().expect("a token"));
    assert_eq!(claims["sub"], ada.data()["id"]);
    assert_eq!(claims["usr"], ada.data()["number"]);
    assert_eq!(claims["iss"], format!("http://{}", app.stack.api));
    assert_eq!(claims["aud"], "company-zx");
    assert_eq!((&claims["iat"], &claims["exp"]), (&json!(START), &json!(START + 7200)));
    for claim in ["cii", "acr"] {
        assert!(claims.get(claim).is_none(), "{claim}: there is no account yet");
    }
    assert_eq!(
        (&claims["org"], &claims["oun"]),
        (&json!("Main Group"), &json!("48305F8849E3C18B227C5BE3A27BA6DF"))
    );
    assert!(!claims.to_string().contains("ada"), "no address, no name: {claims}");
}

#[tokio::test]
async fn a_session_token_names_the_account_behind_the_access_token_and_what_the_definition_adds() {
    let definition = DEFINITION.replace(
        "[log_in]\n",
        "[log_in]\nclaims = { brand = \"zx\" }\nclaims_of_fields = { tier = \"udf_string_1\", city = \"udf_string_2\" }\n",
    );
    let app = App::start_with(&definition).await;
    app.effective(ADA).await;
    let account = app
        .account(
            "Ada",
            json!([{ "action": "ADD_EXISTING", "access_token_identifier": by_pass_code(ADA, PASS_CODE) }]),
        )
        .await;
    let gold = json!({ "access_token_identifier": by_pass_code(ADA, PASS_CODE), "udf_string_1": "gold" });
    assert_eq!(app.post_as_known("update", gold).await.status, 200);
    let claims = claims(&app.logged_in(ADA, PASS_CODE).await);
    assert_eq!(claims["acr"], account.data()["id"]);
    assert_eq!(claims["cii"], account.data()["account_owner"]["id"]);
    assert_eq!((&claims["brand"], &claims["tier"], claims.get("city")), (&json!("zx"), &json!("gold"), None));
}

#[tokio::test]
async fn what_a_session_token_tells_others_no_customer_writes() {
    let definition =
        DEFINITION.replace("[log_in]\n", "[log_in]\nclaims_of_fields = { tier = \"udf_string_1\" }\n");
    let app = App::start_with(&definition).await;
    let new = json!({ "identifier": ADA, "pass_code": PASS_CODE, "udf_string_1": "gold" });
    let verified = json!({
        "access_token_identifier": by_pass_code(ADA, PASS_CODE), "verification_code": "000000", "udf_string_1": "gold",
    });
    app.effective(EVE).await;
    let session = app.logged_in(EVE, PASS_CODE).await;
    let proved = json!({ "access_token_identifier": by_pass_code(EVE, PASS_CODE), "udf_string_1": null });
    let own = app.post_in(&session, "update", json!({ "udf_string_1": "gold" })).await;
    for answer in [
        app.post("create", new).await,
        app.post("verify", verified).await,
        app.post("update", proved).await,
        own,
    ] {
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["field"]),
            (400, &json!("udf_string_1")),
            "{answer:?}"
        );
    }
    let noted = app.post_in(&session, "update", json!({ "udf_string_2": "x" })).await;
    assert_eq!(noted.status, 200, "the other fields are the customer's");
}

#[tokio::test]
async fn an_authentication_code_logs_in_too() {
    let app = App::start_unverified().await;
    app.holding(&card(1)).await;
    assert_eq!(app.log_in(by_code(&card(1))).await.status, 200);
}

#[tokio::test]
async fn unknown_wrong_pending_and_not_effective_are_refused_alike() {
    let app = App::start().await;
    app.effective(ADA).await;
    app.register("pending@example.com").await;
    app.effective("resting@example.com").await;
    let resting = named("resting@example.com", PASS_CODE);
    assert_eq!(app.post("set_as_not_effective", resting).await.status, 200);
    let mut refused = Vec::new();
    for (identifier, pass_code) in [
        ("unknown@example.com", PASS_CODE),
        (ADA, "another horse 2"),
        ("pending@example.com", PASS_CODE),
        ("pending@example.com", "another horse 2"),
        ("resting@example.com", PASS_CODE),
        ("resting@example.com", "another horse 2"),
    ] {
        refused.push(app.log_in(by_pass_code(identifier, pass_code)).await);
    }
    assert_eq!(told(&refused[0]), (403, "LOG_IN_REFUSED"));
    for answer in &refused {
        assert_eq!(answer, &refused[0]);
    }
    let counted = app.rows_of("counter").await;
    let values = |kind: &str| {
        let mut values: Vec<_> = counted
            .iter()
            .filter(|row| row["pk"].as_s().expect("a key").starts_with(kind))
            .map(|row| row["value"].as_n().expect("a number").clone())
            .collect();
        values.sort_unstable();
        values
    };
    assert_eq!(
        values("COUNTER#ATTEMPTS#"),
        ["1", "1", "2", "2"],
        "every refused log-in counts, whatever the reason"
    );
    assert_eq!(values("COUNTER#FAILURES#"), ["1", "1", "2", "2"]);
}

#[tokio::test]
async fn a_log_in_sends_nothing() {
    let app = App::start().await;
    app.effective(ADA).await;
    let before = app.messages(ADA).await.len();
    app.logged_in(ADA, PASS_CODE).await;
    app.log_in(by_pass_code(ADA, "another horse 2")).await;
    assert_eq!(app.messages(ADA).await.len(), before);
}

#[tokio::test]
async fn after_ten_wrong_pass_codes_from_one_source_the_right_one_is_refused_for_an_hour() {
    let app = App::start().await;
    app.effective(ADA).await;
    for _ in 0..10 {
        assert_eq!(app.log_in(by_pass_code(ADA, "another horse 2")).await.status, 403);
    }
    assert_eq!(told(&app.log_in(by_pass_code(ADA, PASS_CODE)).await), (403, "LOG_IN_REFUSED"));
    app.pass(3600);
    assert_eq!(app.log_in(by_pass_code(ADA, PASS_CODE)).await.status, 200);
}

#[tokio::test]
async fn an_applications_key_is_needed_and_must_be_good_and_of_the_right_class() {
    let app = App::start().await;
    app.effective(ADA).await;
    let body = named(ADA, PASS_CODE);
    let consumer = app.stack.keys.consumer_application_key.clone();
    let systemic = app.stack.keys.systemic_key.clone();
    let slip = slip(&consumer);
    for (key, operation, status, code) in [
        (systemic.as_str(), LOG_IN, 403, "APPLICATION_KEY_NOT_ALLOWED"),
        (consumer.as_str(), BACK_OFFICE, 403, "APPLICATION_KEY_NOT_ALLOWED"),
        (slip.as_str(), LOG_IN, 401, "APPLICATION_KEY_REFUSED"),
        ("nobody", LOG_IN, 401, "APPLICATION_KEY_REFUSED"),
        ("", LOG_IN, 400, "INVALID_FIELD"),
    ] {
        let sent = if operation == LOG_IN { body.clone() } else { json!({}) };
        assert_eq!(told(&app.post_with_key(key, operation, sent).await), (status, code), "{key}");
    }
    assert_eq!(told(&app.post(LOG_IN, body.clone()).await), (401, "APPLICATION_KEY_REFUSED"));
    // A key that was made for another table is spelled well, and there is none like it.
    let other = App::start().await.stack.keys.consumer_application_key.clone();
    assert_eq!(
        told(&app.post_with_key(&other, LOG_IN, body.clone()).await),
        (401, "APPLICATION_KEY_REFUSED")
    );
    assert_eq!(told(&app.post_in("abc", LOG_IN, body).await), (400, "INVALID_FIELD"), "Bearer is not Basic");
}

#[tokio::test]
async fn a_key_that_was_revoked_opens_no_session_and_ends_those_that_it_opened() {
    let app = App::start().await;
    let (id, key) = app.key(NewScopes::All).await;
    let opened = app.post_with_key(&key, BACK_OFFICE, json!({})).await;
    let session = opened.data()["token"].as_str().expect("a token").to_owned();
    let account = json!({ "account_owner": { "type": "PERSON", "last_name": "Lovelace" } });
    assert_eq!(app.post_in(&session, "accounts_receivable/create", account.clone()).await.status, 200);
    app.revoke(&id).await;
    let refused = app.post_with_key(&key, BACK_OFFICE, json!({})).await;
    assert_eq!(told(&refused), (401, "APPLICATION_KEY_REFUSED"));
    let refused = app.post_in(&session, "accounts_receivable/create", account).await;
    assert_eq!(told(&refused), (401, "SESSION_REFUSED"));
}

#[tokio::test]
async fn a_key_that_is_bound_to_a_network_opens_nothing_from_elsewhere() {
    let app = App::start().await;
    let (_, key) = app.key(NewScopes::AllFrom("127.0.0.2/32")).await;
    let refused = app.post_with_key(&key, BACK_OFFICE, json!({})).await;
    assert_eq!(told(&refused), (401, "APPLICATION_KEY_REFUSED"), "from 127.0.0.1");
    let (_, key) = app.key(NewScopes::AllFrom("127.0.0.0/24")).await;
    assert_eq!(app.post_with_key(&key, BACK_OFFICE, json!({})).await.status, 200);
}

#[tokio::test]
async fn a_body_that_proves_nothing_or_two_things_is_refused_by_the_name_of_the_field() {
    let app = App::start().await;
    let key = &app.stack.keys.consumer_application_key;
    for (body, field) in [
        (json!({}), "access_token_identifier"),
        (json!({ "access_token_identifier": {} }), "access_token_identifier"),
        (
            json!({ "access_token_identifier": { "identifier": ADA, "authentication_code": card(1) } }),
            "access_token_identifier",
        ),
        (json!({ "access_token_identifier": by_code(&card(1)), "units": "x" }), "units"),
    ] {
        let answer = app.post_with_key(key, LOG_IN, body.clone()).await;
        assert_eq!(told(&answer), (400, "INVALID_FIELD"), "{body}");
        let errors = answer.body["errors"].as_array().expect("errors");
        assert!(errors[0]["field"].as_str().is_some_and(|path| path.starts_with(field)), "{answer:?}");
    }
}

#[tokio::test]
async fn the_unit_must_be_the_definitions() {
    let app = App::start().await;
    app.effective(ADA).await;
    let key = &app.stack.keys.consumer_application_key;
    for (unit, status) in [("Company ZX", 200), ("ZX", 200), ("Company Y", 422)] {
        let mut body = named(ADA, PASS_CODE);
        body["unit"] = json!(unit);
        let answer = app.post_with_key(key, LOG_IN, body).await;
        assert_eq!(answer.status, status, "{unit} {answer:?}");
    }
}

#[tokio::test]
async fn users_of_the_vendor_are_told_which_operation_there_is() {
    let app = App::start().await;
    let answer = app.post("authentication/token", json!({ "username": "eve", "password": "x" })).await;
    assert_eq!(told(&answer), (403, "NOT_OFFERED"));
    assert!(answer.message().contains("authentication/web_api_key/token"), "{answer:?}");
}

#[tokio::test]
async fn where_the_keys_are_is_found_from_the_issuer_alone() {
    let app = App::start().await;
    app.effective(ADA).await;
    let issuer = format!("http://{}", app.stack.api);
    let document = app.get_as_stranger(".well-known/openid-configuration", &[]).await;
    assert_eq!(document.body["issuer"], issuer);
    let jwks_uri = document.body["jwks_uri"].as_str().expect("an address");
    let keys: Value = reqwest::get(jwks_uri).await.expect("an answer").json().await.expect("JSON");
    let [key] = &keys["keys"].as_array().expect("keys")[..] else { panic!("not one key: {keys}") };
    assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&json!("RSA"), &json!("RS256"), &json!("sig")));
    assert_eq!(key["n"].as_str().map(str::len), Some(342), "2048 bits");
    let header = crate::support::sessions::header(&app.logged_in(ADA, PASS_CODE).await);
    assert_eq!(header, json!({ "typ": "at+jwt", "alg": "RS256", "kid": key["kid"] }));
}
