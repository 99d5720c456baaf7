//! The role of each function: what it does to the table and the secrets it is allowed to do, and nothing that
//! it does not do.
//!
//! The emulator that tests run on enforces no roles, so each call of a long walk is held against the
//! template's policies.

mod behind;
mod rarely;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{
    app::{Answer, App, PASS_CODE, path, wrong},
    one_time_passwords::{MADE_UP, by_one_time_password, offered},
    proxy::{Call, Proxied},
    records::{by_code, by_pass_code, card, owner, with},
    refreshing::attempt,
    roles::{Role, Use},
    writing::{all, stack, ticket},
};

const ADA: &str = "ada@example.com";
const EVE: &str = "eve@example.com";
const LOG_IN: &str = "authentication/consumer_application_key/token";

/// What the walk met, by function.
#[derive(Default)]
struct Met {
    uses: BTreeMap<String, BTreeSet<Use>>,
    denied: BTreeSet<String>,
}

impl Met {
    /// Notes the uses of a function, and those that its role does not allow.
    fn note(&mut self, role: &Role, why: &str, uses: impl IntoIterator<Item = Use>) {
        for used in uses {
            if !role.allows(&used) {
                self.denied.insert(format!("{} for {why}: {used:?}", role.binary));
            }
            self.uses.entry(role.binary.clone()).or_default().insert(used);
        }
    }
}

struct Walk<'a> {
    proxied: Proxied,
    roles: &'a [Role],
    met: &'a mut Met,
}

impl<'a> Walk<'a> {
    async fn on(app: &App, roles: &'a [Role], met: &'a mut Met) -> Self {
        Self { proxied: Proxied::to(app).await, roles, met }
    }

    /// As a back office.
    async fn known(&mut self, operation: &str, body: Value) -> Answer {
        self.proxied.calls();
        // What it leads to is much for the stack of a test.
        let answer = Box::pin(self.proxied.post(operation, body)).await;
        self.note(&format!("POST {}", path(operation)));
        answer
    }

    /// As a customer's app.
    async fn post(&mut self, operation: &str, body: Value) -> Answer {
        self.proxied.calls();
        let answer = Box::pin(self.proxied.send_as_stranger("POST", operation, body)).await;
        self.note(&format!("POST {}", path(operation)));
        answer
    }

    async fn get(&mut self, operation: &str, query: &str) -> Answer {
        self.proxied.calls();
        let answer = Box::pin(self.proxied.get(operation, query)).await;
        self.note(&format!("GET {}", path(operation)));
        answer
    }

    fn note(&mut self, route: &str) {
        let role = self.roles.iter().find(|role| role.routes.contains(route)).expect(route);
        self.met.note(role, route, self.proxied.consumed().iter().flat_map(Call::uses));
    }

    /// The session token, and the refresh token.
    async fn logged_in(&mut self, named: Value, more: Value) -> (Value, Value) {
        let body =
            with(json!({ "access_token_identifier": named, "refresh": true, "device_name": "phone" }), &more);
        let answer = self.post(LOG_IN, body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        (answer.data()["token"].clone(), answer.data()["refresh_token"].clone())
    }
}

/// Whoever names a token in each way, right and wrong.
async fn proofs(walk: &mut Walk<'_>) {
    for operation in
        ["show", "update", "verify", LOG_IN, "set_as_effective", "set_as_not_effective", "delete"]
    {
        let more = if operation == "verify" { json!({ "verification_code": "000000" }) } else { json!({}) };
        for named in [
            by_pass_code(ADA, "not this 1"),
            by_pass_code(ADA, PASS_CODE),
            json!({ "identifier": ADA }),
            by_code(&card(7)),
            by_code(&card(1)),
        ] {
            let body = json!({ "access_token_identifier": named });
            walk.post(operation, with(body, &more)).await;
        }
    }
    // More than are looked at.
    for _ in 0..11 {
        walk.post("show", json!({ "access_token_identifier": by_pass_code(ADA, "not this 1") })).await;
    }
}

/// A back office names customers by what proves their tokens, right and wrong.
async fn named_by_tokens(walk: &mut Walk<'_>) {
    for operation in ["accounts_receivable/create", "accounts_receivable/update", "create"] {
        for named in [
            by_pass_code(EVE, "not this 1"),
            by_pass_code(EVE, PASS_CODE),
            by_code(&card(7)),
            by_code(&card(1)),
        ] {
            let account = json!({ "accounts_receivable_identifier": { "access_token_identifier": named } });
            let existing = json!([{ "action": "ADD_EXISTING", "access_token_identifier": named }]);
            let body = match operation {
                "create" => with(account, &by_code(&card(8))),
                "accounts_receivable/create" => {
                    json!({ "account_owner": owner(), "access_tokens": existing })
                }
                _ => account,
            };
            walk.known(operation, body).await;
        }
    }
}

/// A customer registers, loses answers, logs in in each way, and goes on.
async fn customers(app: &App, walk: &mut Walk<'_>) {
    let ada = by_pass_code(ADA, PASS_CODE);
    for _ in 0..2 {
        walk.post("create", ada.clone()).await;
    }
    let code = app.code(ADA).await;
    walk.post("reset_verification_code", json!({ "identifier": ADA })).await;
    for (pass_code, code) in
        [(PASS_CODE, &wrong(&code)), (PASS_CODE, &code), ("not this 1", &code), (PASS_CODE, &code)]
    {
        let named = by_pass_code(ADA, pass_code);
        walk.post("verify", json!({ "access_token_identifier": named, "verification_code": code })).await;
    }
    walk.post("create", by_pass_code(EVE, PASS_CODE)).await;
    let code = app.code(EVE).await;
    walk.logged_in(by_pass_code(EVE, PASS_CODE), json!({ "verification_code": code })).await;
    walk.post("create", ada.clone()).await;
    let (session, refresh) = walk.logged_in(ada.clone(), json!({})).await;
    for (operation, body) in [
        ("show", json!({})),
        ("update", json!({ "udf_string_1": "x" })),
        ("accounts_receivable/show", json!({})),
        ("rewards_participants/update", json!({})),
        ("authentication/sessions/list", json!({})),
        ("change_pass_code", json!({ "pass_code": PASS_CODE, "current_pass_code": "not this 1" })),
        ("change_pass_code", json!({ "pass_code": PASS_CODE, "current_pass_code": PASS_CODE })),
    ] {
        walk.post(operation, with(body, &json!({ "token": session }))).await;
    }
    tills(walk, &session, &code).await;
    let attempt = attempt();
    for _ in 0..2 {
        walk.post("authentication/token/refresh", json!({ "refresh_token": refresh, "attempt": attempt }))
            .await;
    }
    let named = json!({ "token": session, "session_id": "0".repeat(32) });
    walk.post("authentication/sessions/release", named).await;
    walk.post("authentication/sessions/release", json!({ "token": session, "all": true })).await;
    walk.post("authentication/token/release", json!({ "token": session })).await;
    let sent = walk.post("send_one_time_password", json!({ "identifier": ADA })).await;
    let request = sent.data()["request"].as_str().expect("a request").to_owned();
    for named in [by_one_time_password(ADA, &request, "000000"), by_one_time_password(ADA, MADE_UP, "000000")]
    {
        walk.post(LOG_IN, json!({ "access_token_identifier": named })).await;
    }
    let password = app.code(ADA).await;
    walk.logged_in(by_one_time_password(ADA, &request, &password), json!({})).await;
    walk.post("forgot_pass_code", json!({ "identifier": ADA })).await;
    let ticket = ticket(app, ADA).await;
    for ticket in ["no ticket", &ticket] {
        walk.post("change_pass_code", json!({ "token": ticket, "pass_code": "another horse 2" })).await;
    }
    for operation in
        ["forgot_pass_code", "reset_pass_code", "reset_verification_code", "send_one_time_password"]
    {
        walk.post(operation, json!({ "identifier": "nobody@example.com" })).await;
    }
}

/// A customer shows a code at a till, which gets it wrong and right.
async fn tills(walk: &mut Walk<'_>, session: &Value, verified_by: &str) {
    for operation in ["show", "update", "accounts_receivable/create", "create", "verify"] {
        let made = walk.post("generate_otp", json!({ "token": session })).await;
        for code in [json!("00000000"), made.data()["one_time_password"].clone()] {
            let shown = json!({ "access_token_identifier": { "one_time_password": code } });
            let existing = json!([with(shown.clone(), &json!({ "action": "ADD_EXISTING" }))]);
            let body = match operation {
                "accounts_receivable/create" => {
                    json!({ "account_owner": owner(), "access_tokens": existing })
                }
                "create" => with(json!({ "accounts_receivable_identifier": shown }), &by_code(&card(9))),
                "verify" => with(shown, &json!({ "verification_code": verified_by })),
                _ => shown,
            };
            walk.known(operation, body).await;
        }
    }
}

/// A pass code that is kept under an old key is kept under the new one, whoever reads it.
async fn outdated(app: &App, walk: &mut Walk<'_>) {
    app.rotate().await;
    walk.proxied.pass(15 * 60);
    // At EVE's too much was guessed by now.
    let named = by_pass_code("+35799000002", PASS_CODE);
    let shown = walk.post("show", json!({ "access_token_identifier": named })).await;
    assert_eq!(shown.status, 200, "{shown:?}");
}

async fn lists(walk: &mut Walk<'_>) {
    walk.get("get_not_associated", "number=5").await;
    walk.known("customers/find", json!({ "by": "NAME", "text": "Joined" })).await;
    walk.get("list", "accounts_receivable_identifier=%7B%22name%22:%22Joined%22%7D").await;
    walk.get("access_tokens/configuration/show", "").await;
}

#[tokio::test]
async fn each_function_is_allowed_what_it_does_to_the_table_and_no_action_beside() {
    let (roles, mut met) = (Role::all(), Met::default());
    let app = stack().await;
    let operations = Box::pin(all(&app)).await;
    let mut walk = Walk::on(&app, &roles, &mut met).await;
    for (operation, body, _) in operations {
        let answer = walk.known(operation, body).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
    }
    lists(&mut walk).await;
    let app = App::start_unverified().await;
    app.granted("create", by_pass_code(ADA, PASS_CODE)).await;
    app.holding(&card(1)).await;
    app.granted("create", by_pass_code(EVE, PASS_CODE)).await;
    let mut walk = Walk::on(&app, &roles, &mut met).await;
    Box::pin(proofs(&mut walk)).await;
    Box::pin(named_by_tokens(&mut walk)).await;
    Box::pin(rarely::owned(&app, &mut walk)).await;
    let app = App::start_with(&offered()).await;
    let mut walk = Walk::on(&app, &roles, &mut met).await;
    Box::pin(customers(&app, &mut walk)).await;
    Box::pin(rarely::customers(&app, &mut walk)).await;
    outdated(&app, &mut walk).await;
    behind::the_stream(&app, &roles, &mut met).await;
    behind::the_topic(&app, &roles, &mut met).await;
    behind::the_rotation(&app, &roles, &mut met).await;
    // The console asks for nothing: its page asks the API.
    let (pages, roles): (Vec<_>, Vec<_>) = roles.iter().partition(|role| role.binary == "console");
    assert!(pages.iter().all(|role| role.unused(&BTreeSet::new()).is_empty()));
    // Of the two that start with less, one has secrets alone, and the other neither table nor secret.
    for role in roles.iter().filter(|role| !["rotate", "announce"].contains(&role.binary.as_str())) {
        met.note(role, "its start", Use::at_start());
    }
    let authenticate = roles.iter().find(|role| role.binary == "authenticate").expect("a role");
    met.note(authenticate, "its start", Use::at_the_start_of_who_signs());
    assert!(met.denied.is_empty(), "{}", met.denied.iter().cloned().collect::<Vec<_>>().join("\n"));
    let none = BTreeSet::new();
    let uses = |role: &Role| met.uses.get(&role.binary).unwrap_or(&none);
    let idle: Vec<_> = roles.iter().flat_map(|role| role.unused(uses(role))).collect();
    assert!(idle.is_empty(), "allowed, and never done:\n{}", idle.join("\n"));
}
