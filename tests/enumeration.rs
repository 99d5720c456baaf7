//! The same for known and unknown: nobody learns from an answer who is a customer.

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, DEFINITION, PASS_CODE, verification},
    proxy::Proxied,
    records::{by_pass_code, with},
    writing::ticket,
};

/// An answer with what is random or counted in every answer taken out.
fn shape(mut answer: Answer) -> Value {
    let data = &mut answer.body["data"];
    for field in ["id", "number", "identifier"] {
        if data.get(field).is_some_and(|value| !value.is_null()) {
            data[field] = json!("…");
        }
    }
    json!([answer.status, answer.body])
}

#[tokio::test]
async fn create_answers_the_same_for_unknown_pending_and_known() {
    let app = App::start().await;
    app.effective("known@example.com").await;
    app.register("pending@example.com").await;
    app.settled().await;
    let create = async |address: &str| shape(app.register(address).await);
    // Once within the pause, once after it.
    for _ in 0..2 {
        let unknown = create("unknown@example.com").await;
        assert_eq!(create("pending@example.com").await, unknown);
        assert_eq!(create("known@example.com").await, unknown);
        app.pass(60);
    }
}

#[tokio::test]
async fn every_registration_gets_a_new_id_and_number() {
    let app = App::start().await;
    app.effective("known@example.com").await;
    let first = app.register("known@example.com").await;
    let second = app.register("known@example.com").await;
    assert_ne!(first.data()["id"], second.data()["id"]);
    assert_ne!(first.data()["number"], second.data()["number"]);
}

#[tokio::test]
async fn resets_answer_a_stranger_the_same_for_unknown_pending_known_and_resting() {
    let app = App::start().await;
    app.effective("known@example.com").await;
    app.register("pending@example.com").await;
    app.settled().await;
    app.pass(60);
    for operation in ["reset_verification_code", "reset_pass_code"] {
        for address in
            ["unknown@example.com", "pending@example.com", "known@example.com", "known@example.com"]
        {
            let answer = app.post(operation, json!({ "identifier": address })).await;
            let expected = json!({
                "id": null,
                "number": null,
                "life_cycle_state": null,
                "authentication_code": null,
                "identifier": address,
                "log_information": null,
            });
            assert_eq!((answer.status, answer.data()), (200, &expected), "{operation} {address}");
        }
    }
    // What really happened is in the mailboxes: one code each at the beginning, one reset each.
    assert_eq!(app.messages("known@example.com").await.len(), 2);
    assert_eq!(app.messages("pending@example.com").await.len(), 2);
    assert!(app.messages("unknown@example.com").await.is_empty());
}

#[tokio::test]
async fn verify_refuses_unknown_wrong_used_up_and_expired_alike() {
    let app = App::start().await;
    app.register("pending@example.com").await;
    app.effective("known@example.com").await;
    let code = app.code("pending@example.com").await;
    let verify = async |address: &str, pass_code: &str, code: &str| {
        let answer = app.post("verify", verification(address, pass_code, code)).await;
        (answer.status, answer.body)
    };
    let unknown = verify("unknown@example.com", PASS_CODE, "000000").await;
    assert_eq!(unknown.1["status"]["code"], "VERIFICATION_REFUSED");
    // A wrong code, with the right pass code and a wrong one, pending and known.
    assert_eq!(verify("pending@example.com", "not this 1", "x").await, unknown);
    assert_eq!(verify("known@example.com", "not this 1", "000000").await, unknown);
    // Wrong codes until they are used up, and after that.
    for _ in 0..6 {
        assert_eq!(verify("pending@example.com", PASS_CODE, "x").await, unknown);
    }
    assert_eq!(verify("pending@example.com", PASS_CODE, &code).await, unknown);
    app.register("late@example.com").await;
    let late = app.code("late@example.com").await;
    app.pass(15 * 60);
    assert_eq!(verify("late@example.com", PASS_CODE, &late).await, unknown);
}

#[tokio::test]
async fn what_stands_for_nothing_costs_as_much_as_what_is_done() {
    let app = App::start().await;
    let count = async |entity: &str| app.rows_of(entity).await.len();
    let rows = async || app.rows().await.len();
    let register = async || app.post("create", json!({ "identifier": "ada@example.com" })).await;
    register().await;
    app.settled().await;
    // A token, two claims, a message and a destination, what the source asked for, what left today, and when
    // the next may.
    assert_eq!(rows().await, 8);
    // Within the pause a registration changes nothing, and writes six rows all the same: what was not sent, what the
    // source asked for, and four that stand for nothing.
    register().await;
    assert_eq!((rows().await, count("cover").await), (13, 4));
    assert_eq!((count("token").await, count("message").await), (1, 2));
    // A reset of nobody's pass code writes what a reset writes: the destination too.
    app.post("reset_pass_code", json!({ "identifier": "nobody@example.com" })).await;
    assert_eq!((rows().await, count("cover").await), (17, 7));
}

/// Who proves to be a customer may have tokens made for their own record, and is told what is taken: so often.
#[tokio::test]
async fn who_is_told_that_an_identifier_is_taken_is_not_told_a_hundred_and_one_times() {
    let app = App::start_with(&DEFINITION.replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1)).await;
    app.register("known@example.com").await;
    let card = "card-0000-0000-0000-0007";
    let owner = json!({ "type": "PERSON", "last_name": "Lovelace" });
    let tokens = json!([{ "action": "ADD_NEW", "authentication_code": card }]);
    app.post_as_known(
        "accounts_receivable/create",
        json!({ "account_owner": owner, "access_tokens": tokens }),
    )
    .await;
    let guess = json!({
        "identifier": "known@example.com",
        "pass_code": PASS_CODE,
        "accounts_receivable_identifier": { "access_token_identifier": { "authentication_code": card } },
    });
    for _ in 0..100 {
        let told = app.post("create", guess.clone()).await;
        assert_eq!((told.status, told.code()), (409, "IDENTIFIER_TAKEN"));
    }
    let told = app.post("create", guess.clone()).await;
    assert_eq!((told.status, told.code()), (404, "ACCESS_TOKEN_NOT_FOUND"));
    assert_eq!(app.post_as_known("create", guess).await.status, 404);
    app.pass(60 * 60);
    assert_eq!(app.rows_of("token").await.len(), 2);
}

/// What `forgot_pass_code` answers to, on a stack where whoever has an e-mail address is EFFECTIVE at once and whoever
/// has a phone number is not.
async fn forgetful() -> (App, [&'static str; 6]) {
    let app = App::start_unverified().await;
    app.register("known@example.com").await;
    app.register("not-effective@example.com").await;
    let named = by_pass_code("not-effective@example.com", PASS_CODE);
    app.granted("set_as_not_effective", json!({ "access_token_identifier": named })).await;
    let attached = with(by_pass_code("attached@example.com", PASS_CODE), &json!({ "action": "ADD_NEW" }));
    app.account("Ada", json!([attached])).await;
    let pending = json!({ "classification_identifier": { "name": "Phone" }, "identifier": "+35799123456" });
    assert_eq!(app.granted("create", pending).await.state(), "PENDING_VERIFICATION");
    app.settled().await;
    let addresses = [
        "unknown@example.com",
        "known@example.com",
        // Resting, by now.
        "known@example.com",
        "not-effective@example.com",
        "attached@example.com",
        "+35799123456",
    ];
    (app, addresses)
}

#[tokio::test]
async fn forgot_pass_code_answers_the_same_for_whomever_with_the_same_calls() {
    let (app, addresses) = forgetful().await;
    let proxied = Proxied::to(&app).await;
    let before = app.rows().await.len();
    for (asked, address) in addresses.into_iter().enumerate() {
        let answer = proxied.post("forgot_pass_code", json!({ "identifier": address })).await;
        let empty = json!({ "status": { "code": "OK", "description": "", "message": "" }, "data": null });
        assert_eq!((answer.status, answer.body), (200, empty), "{address}");
        let calls = ["BatchGetItem", "GetItem", "BatchGetItem", "TransactWriteItems"];
        assert_eq!(proxied.calls(), calls, "{address}");
        // Four new rows for whomever, and what the source asked for; of who got a ticket one is over what stood there.
        let written = app.rows().await.len() - before;
        assert!((3 * (asked + 1)..=4 * (asked + 1) + 2).contains(&written), "{address} {written}");
    }
    let received = async |address: &str| app.messages(address).await.len();
    assert_eq!(received("known@example.com").await, 1);
    assert_eq!(received("unknown@example.com").await, 0);
    assert_eq!(received("not-effective@example.com").await, 0);
    // The one that brings the verification code.
    assert_eq!(received("+35799123456").await, 1);
}

#[tokio::test]
async fn forgot_pass_code_has_the_same_headers_for_whomever() {
    let (app, addresses) = forgetful().await;
    let url = format!("http://{}/access_tokens/forgot_pass_code", app.stack.api);
    let client = reqwest::Client::new();
    let mut all = Vec::new();
    for address in addresses {
        let body = json!({ "identifier": address }).to_string();
        let request = client.post(&url).header("content-type", "application/json").body(body);
        let response = request.send().await.expect("an answer");
        let mut headers = response.headers().clone();
        headers.remove("date");
        assert_eq!(headers.get("cache-control").expect("a header"), "no-store");
        all.push((response.status(), headers, response.text().await.expect("a body")));
    }
    assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
}

#[tokio::test]
async fn a_reset_ticket_is_refused_alike_whatever_is_wrong_with_it() {
    let (app, _) = forgetful().await;
    let used = async |ticket: &str| {
        app.post("change_pass_code", json!({ "token": ticket, "pass_code": "another horse 2" })).await
    };
    app.post("forgot_pass_code", json!({ "identifier": "known@example.com" })).await;
    let first = ticket(&app, "known@example.com").await;
    app.pass(5 * 60);
    app.post("forgot_pass_code", json!({ "identifier": "known@example.com" })).await;
    let second = ticket(&app, "known@example.com").await;
    let unknown = used("x").await;
    assert_eq!((unknown.status, unknown.code()), (401, "RESET_TICKET_REFUSED"));
    assert_eq!(used(&first).await, unknown, "replaced");
    assert_eq!(used(&second.to_lowercase()).await, unknown, "misspelled");
    assert_eq!(used(&second).await.status, 200);
    assert_eq!(used(&second).await, unknown, "used");
    app.pass(60);
    app.post("forgot_pass_code", json!({ "identifier": "known@example.com" })).await;
    let third = ticket(&app, "known@example.com").await;
    let proxied = Proxied::to(&app).await;
    app.pass(10 * 60);
    assert_eq!(used(&third).await, unknown, "expired");
    // And whether or not somebody has it.
    let body = json!({ "token": "x", "pass_code": "another horse 2" });
    proxied.post("change_pass_code", body).await;
    assert_eq!(proxied.calls(), ["GetItem", "GetItem"]);
    let body = json!({ "token": second, "pass_code": "another horse 2" });
    proxied.post("change_pass_code", body).await;
    assert_eq!(proxied.calls(), ["GetItem", "GetItem"]);
}
