//! `cargo run -p tests --example costs`: the DynamoDB calls of each operation, and what they consume.
//!
//! Each operation is asked once, with records around it as they usually are; DynamoDB itself says what each call
//! consumed. With `-- 1000000` the lists are read with so many access tokens in them, and customers are found among so
//! many, which takes some minutes and 5 GB to write.

mod costs_of_finding;
mod costs_of_lists;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "what the tests need besides")]
mod support;

use serde_json::{Value, json};
use support::{
    app::{App, PASS_CODE},
    one_time_passwords::{by_one_time_password, offered},
    proxy::{Call, Proxied},
};

/// The calls of one operation, in one line of the table.
fn line(name: &str, calls: &[Call]) {
    let units = |reads: bool| -> f64 {
        calls.iter().filter(|call| call.reads() == reads).fold(0.0, |sum, call| sum + call.units)
    };
    println!("| {name} | {} | {} | {} |", names(calls), units(true), units(false));
}

/// The names of some calls; of those that are made side by side, how many they are.
fn names(calls: &[Call]) -> String {
    let of_one_name = calls.chunk_by(|one, other| one.name == other.name && one.name == "Query");
    let name = |calls: &[Call]| match calls {
        [one] => one.name.clone(),
        several => format!("{} {}", several.len(), several[0].name),
    };
    of_one_name.map(name).collect::<Vec<_>>().join(", ")
}

struct Operations {
    app: App,
    proxied: Proxied,
}

impl Operations {
    async fn post(&self, name: &str, operation: &str, body: Value) -> Value {
        let answer = self.proxied.post(operation, body).await;
        assert_eq!(answer.status, 200, "{operation}: {answer:?}");
        line(name, &self.proxied.consumed());
        self.app.settled().await;
        answer.data().clone()
    }

    async fn get(&self, name: &str, operation: &str, query: &str) {
        let answer = self.proxied.get(operation, query).await;
        assert_eq!(answer.status, 200, "{operation}: {answer:?}");
        line(name, &self.proxied.consumed());
    }
}

/// A token by its authentication code, and one by its identifier.
fn by_code(code: &str) -> Value {
    json!({ "authentication_code": code })
}

fn by_identifier(identifier: &str) -> Value {
    json!({ "identifier": identifier, "pass_code": PASS_CODE })
}

fn card(number: u32) -> String {
    format!("card-0000-0000-0000-{number:04}")
}

#[tokio::main]
async fn main() {
    println!("| operation | calls | read units | write units |\n|---|---|---:|---:|");
    operations().await;
    println!("\n| list | access tokens in it | calls | read units |\n|---|---:|---|---:|");
    let most = std::env::args().nth(1).and_then(|argument| argument.parse().ok());
    for count in [1_000].into_iter().chain(most) {
        costs_of_lists::table(count).await;
    }
    println!("\n| searched for | customers | calls | read units |\n|---|---:|---|---:|");
    costs_of_finding::table(&[100, 10_000].into_iter().chain(most).collect::<Vec<_>>()).await;
}

/// Log-ins, and what comes of them: one at an app that names its device, and again on the same.
async fn log_ins(of: &Operations, address: &str) {
    let path = "authentication/consumer_application_key/token";
    let body =
        json!({ "access_token_identifier": by_identifier(address), "device_name": "phone", "refresh": true });
    let device = of.post("log in, by pass code", path, body.clone()).await["device_token"].clone();
    let mut again = body;
    again["device_token"] = device;
    let session = of.post("log in, on a known device", path, again).await;
    let attempt = "an attempt of 22 characters";
    let body = json!({ "refresh_token": session["refresh_token"], "attempt": attempt });
    of.post("refresh", "authentication/token/refresh", body).await;
    let asked =
        of.post("send_one_time_password", "send_one_time_password", json!({ "identifier": address })).await;
    let password = of.app.code(address).await;
    let named = by_one_time_password(address, asked["request"].as_str().expect("a request"), &password);
    let used = json!({ "access_token_identifier": named });
    of.post("log in, by one-time password", path, used.clone()).await;
    of.proxied.send_as_stranger("POST", path, used).await;
    line("log in, a wrong one-time password", &of.proxied.consumed());
    let identified = json!({ "access_token_identifier": by_identifier(address) });
    let code = of.post("generate_otp", "generate_otp", identified).await["one_time_password"].clone();
    let shown = json!({ "access_token_identifier": { "one_time_password": code } });
    of.post("show, by an identifying code", "show", shown.clone()).await;
    of.proxied.post("show", shown).await;
    line("show, a wrong identifying code", &of.proxied.consumed());
    let wrong =
        json!({ "access_token_identifier": { "identifier": address, "pass_code": "another horse 2" } });
    of.proxied.send_as_stranger("POST", path, wrong).await;
    line("log in, a wrong pass code", &of.proxied.consumed());
}

async fn operations() {
    let app = App::start_with(&offered()).await;
    // Who is to be written to again was last written to an hour ago.
    app.pass(-60 * 60);
    app.effective("bob@example.com").await;
    app.effective("eve@example.com").await;
    app.register("kim@example.com").await;
    app.settled().await;
    app.pass(60 * 60);
    let proxied = Proxied::to(&app).await;
    // Each kind of record takes a block of numbers first, once in a hundred times.
    proxied.post("create", json!({ "identifier": "first@example.com" })).await;
    let owner = json!({ "type": "PERSON", "last_name": "Lovelace", "email": "owner@example.com" });
    let first = proxied.post("accounts_receivable/create", json!({ "account_owner": owner })).await;
    let first = json!({ "id": first.data()["id"] });
    proxied.post("rewards_participants/create", json!({ "accounts_receivable_identifier": first })).await;
    proxied.consumed();
    let of = Operations { app, proxied };

    let ada = "ada@example.com";
    let body = json!({ "identifier": ada, "pass_code": PASS_CODE });
    of.post("create, a new customer", "create", body.clone()).await;
    of.post("create, within the pause", "create", body).await;
    let code = of.app.code(ada).await;
    let body = json!({ "access_token_identifier": by_identifier(ada), "verification_code": code });
    of.post("verify", "verify", body).await;
    let identified = json!({ "access_token_identifier": by_identifier(ada) });
    of.post("show", "show", identified.clone()).await;
    let body = json!({ "access_token_identifier": by_identifier(ada), "authentication_code": card(1) });
    of.post("update, with a new authentication code", "update", body).await;
    of.post("set_as_not_effective", "set_as_not_effective", identified.clone()).await;
    of.post("set_as_effective", "set_as_effective", identified).await;

    let owner = json!({ "type": "PERSON", "last_name": "Lovelace", "email": "ada.lovelace@example.com" });
    let adding = json!([{ "action": "ADD_EXISTING", "access_token_identifier": by_code(&card(1)) }]);
    let body = json!({ "account_owner": owner, "access_tokens": adding });
    let account =
        of.post("accounts_receivable/create, with a token", "accounts_receivable/create", body).await;
    let account = json!({ "number": account["number"] });
    let by_number = json!({ "accounts_receivable_identifier": account });
    of.post("accounts_receivable/show, by number", "accounts_receivable/show", by_number.clone()).await;
    let mut body = by_number.clone();
    body["name"] = json!("Ada Lovelace");
    of.post("accounts_receivable/update, its name", "accounts_receivable/update", body).await;
    let body = json!({ "accounts_receivable_identifier": account, "authentication_code": card(2) });
    of.post("create, for an account by number", "create", body).await;
    let mut body = by_number.clone();
    body["access_tokens"] = json!([{ "action": "ADD_NEW", "authentication_code": card(3) }]);
    of.post("accounts_receivable/update, a new token", "accounts_receivable/update", body).await;

    let mut body = by_number.clone();
    body["access_tokens"] =
        json!([{ "action": "ADD_EXISTING", "access_token_identifier": by_code(&card(1)) }]);
    let participant =
        of.post("rewards_participants/create, with a token", "rewards_participants/create", body).await;
    let participant = json!({ "rewards_participant_identifier": { "number": participant["number"] } });
    of.post("rewards_participants/show, by number", "rewards_participants/show", participant.clone()).await;
    let mut body = participant.clone();
    body["access_tokens"] = json!([{ "action": "REMOVE", "access_token_identifier": by_code(&card(1)) }]);
    of.post("rewards_participants/update, a token less", "rewards_participants/update", body).await;
    of.post("rewards_participants/terminate", "rewards_participants/terminate", participant).await;
    let identified = json!({ "access_token_identifier": by_code(&card(1)) });
    of.post("show, of a customer", "show", identified.clone()).await;
    let query = format!("accounts_receivable_identifier=%7B%22number%22:{}%7D", account["number"])
        .replace('"', "%22");
    of.get("list, by number", "list", &query).await;
    of.get("get_not_associated", "get_not_associated", "number=20").await;

    of.post("set_as_not_effective, of a customer", "set_as_not_effective", identified.clone()).await;
    of.post("delete, of a customer", "delete", identified).await;
    of.post("accounts_receivable/terminate", "accounts_receivable/terminate", by_number).await;
    log_ins(&of, "eve@example.com").await;
    of.post("reset_pass_code", "reset_pass_code", json!({ "identifier": "bob@example.com" })).await;
    let kim = json!({ "identifier": "kim@example.com" });
    of.post("reset_verification_code", "reset_verification_code", kim).await;
    let nobody = json!({ "identifier": "nobody@example.com" });
    of.post("reset_verification_code, of nobody", "reset_verification_code", nobody).await;
    of.post("forgot_pass_code", "forgot_pass_code", json!({ "identifier": "eve@example.com" })).await;
    let mail = of.app.messages("eve@example.com").await.pop().expect("a mail").text;
    let ticket = mail.split_whitespace().find(|word| word.len() == 32).expect("a ticket");
    of.post(
        "change_pass_code",
        "change_pass_code",
        json!({ "token": ticket, "pass_code": "another horse 2" }),
    )
    .await;
}
