//! What every operation answers where the table cannot be read, and where others are always quicker.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{Seen, query, takes_a_body};
use crate::support::{
    app::{Answer, App, path},
    identifying_codes::{by_identifying_code, made},
    proxy::Proxied,
    records::{by_code, card, with},
    refreshing::attempt,
    writing::{all, assigned, stack},
};

/// How often the flow tries to commit.
const ROUNDS: usize = 40;

/// An operation and a body.
type Request = (String, Value);

fn request(operation: &str, body: Value) -> Request {
    (path(operation).trim_start_matches('/').to_owned(), body)
}

/// Requests that commit something, of every operation that can: those that only read end what was shown at a till.
async fn committing(app: &App) -> Vec<Request> {
    let mut requests: Vec<_> =
        all(app).await.into_iter().map(|(operation, body, _)| request(operation, body)).collect();
    app.holding(&card(31)).await;
    let held = json!({ "access_token_identifier": by_code(&card(31)) });
    app.account("Busy", json!([assigned("ADD_NEW", &card(32))])).await;
    app.participant("Busy", json!([assigned("ADD_EXISTING", &card(32))])).await;
    let owned = json!({ "access_token_identifier": by_code(&card(32)) });
    let code = made(&app.granted("generate_otp", owned).await);
    let shown = json!({ "access_token_identifier": by_identifying_code(&code) });
    let account = json!({ "accounts_receivable_identifier": shown });
    let participant = json!({ "rewards_participant_identifier": shown });
    requests.extend([
        request("show", shown),
        request("verify", with(held.clone(), &json!({ "verification_code": "000000" }))),
        request("reset_verification_code", json!({ "identifier": "nobody@example.com" })),
        request("list", account.clone()),
        request("accounts_receivable/show", account),
        request("rewards_participants/show", participant),
        request("authentication/consumer_application_key/token", held),
        request("authentication/web_api_key/token", json!({})),
        request("authentication/token/release", json!({ "token": app.back_office().await })),
        request("authentication/token/refresh", refresh(app).await),
        request(
            "authentication/sessions/release",
            json!({ "token": app.customer().await, "session_id": "0".repeat(32) }),
        ),
    ]);
    requests
}

/// A refresh of a new session.
async fn refresh(app: &App) -> Value {
    let body = json!({ "access_token_identifier": by_code(&card(31)), "refresh": true });
    let key = &app.stack.keys.consumer_application_key;
    let answer = app.post_with_key(key, "authentication/consumer_application_key/token", body).await;
    json!({ "refresh_token": answer.data()["refresh_token"], "attempt": attempt() })
}

/// Asks as a known caller, past the local gateway.
async fn ask(proxied: &Proxied, (operation, body): &Request) -> Answer {
    if takes_a_body(operation) {
        return proxied.post(operation, body.clone()).await;
    }
    let url = reqwest::Url::parse_with_params("http://localhost", query(body)).expect("a URL");
    proxied.get(operation, url.query().unwrap_or_default()).await
}

/// An error of DynamoDB's that the SDK does not repeat.
pub fn error(kind: &str) -> Value {
    json!({
        "__type": format!("com.amazonaws.dynamodb.v20120810#{kind}"),
        "message": "no",
        "CancellationReasons": [{ "Code": "ConditionalCheckFailed", "Message": "no" }],
    })
}

pub async fn seen() -> Vec<Seen> {
    let app = stack().await;
    let committing = committing(&app).await;
    let proxied = Proxied::to(&app).await;
    let mut seen = busy(&proxied, &committing).await;
    let mut reading = committing;
    reading.push(request("get_not_associated", json!({ "number": 5 })));
    reading.push(request("access_tokens/messages/list", json!({ "number": "ACT0000000000" })));
    reading.push(request("customers/find", json!({ "by": "NAME", "text": "Ada" })));
    reading.push(request(".well-known/jwks.json", json!({})));
    reading.push(request("authentication/sessions/list", json!({ "token": app.customer().await })));
    for request in &reading {
        for call in ["BatchGetItem", "GetItem", "Query"] {
            proxied.refuse(call, 400, error("ResourceNotFoundException"));
        }
        seen.push(Seen::new(&request.0, "UNAVAILABLE", ask(&proxied, request).await));
        proxied.forgive();
    }
    seen
}

/// All at once: between two rounds each waits for a while.
async fn busy(proxied: &Proxied, requests: &[Request]) -> Vec<Seen> {
    for _ in 0..ROUNDS * requests.len() {
        proxied.refuse("TransactWriteItems", 400, error("TransactionCanceledException"));
        proxied.refuse("DeleteItem", 400, error("TransactionConflictException"));
        for call in ["PutItem", "UpdateItem"] {
            proxied.refuse(call, 400, error("ConditionalCheckFailedException"));
        }
    }
    let answers = join_all(requests.iter().map(|request| ask(proxied, request))).await;
    proxied.forgive();
    requests
        .iter()
        .zip(answers)
        .map(|((operation, _), answer)| Seen::new(operation, "BUSY", answer))
        .collect()
}
