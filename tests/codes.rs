//! Codes: every operation answers every error code that it declares, and no other. Each is raised by a request; what
//! none can raise, no operation declares.

mod faults;
mod front_door;
mod keyring;
mod log_in;
mod records;
mod sessions;
mod settings;
mod tokens;

use std::collections::BTreeSet;

use serde_json::Value;
use shared::Scope;
use tokio::task::JoinSet;

use crate::support::app::{Answer, App};

const SIGNS: &str =
    "a key that was read as a good one signs; but what signs may say no, and that would be our fault";

/// What no request can raise, and why it is declared all the same: an operation and a code.
const NEVER: [(&str, &str, &str); 4] = [
    (
        "access_tokens/forgot_pass_code",
        "INTERNAL_ERROR",
        "all that commit declare it; but this one opens and derives nothing that stands in a row, only what it makes",
    ),
    ("access_tokens/send_one_time_password", "INTERNAL_ERROR", "the same"),
    ("authentication/web_api_key/token", "INTERNAL_ERROR", SIGNS),
    ("authentication/token/refresh", "INTERNAL_ERROR", SIGNS),
];

/// A request as a known caller sends it, and the code that it gets: the operation, the code, the body. Where the
/// parameters stand in the query, each field of the body is one.
type Row = (&'static str, &'static str, Value);

/// What was asked for, the code that it should get, and what it got.
struct Seen {
    operation: String,
    code: &'static str,
    answer: Answer,
}

impl Seen {
    fn new(operation: &str, code: &'static str, answer: Answer) -> Self {
        Self { operation: operation.to_owned(), code, answer }
    }

    fn wrong(&self) -> Option<String> {
        let Self { operation, code, answer } = self;
        (answer.code() != *code).then(|| format!("{operation} should answer {code}: {answer:?}"))
    }
}

/// What a caller shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Nothing,
    SessionIfAny,
    Session,
    Key,
}

/// An operation as it is declared.
struct Declared {
    /// Its path: `access_tokens/create`.
    operation: String,
    takes_a_body: bool,
    shows: Shows,
    /// What a back office needs for it.
    scope: Scope,
    may_need_a_key: bool,
    codes: Vec<&'static str>,
}

fn declared() -> Vec<Declared> {
    let operations = shared::described_operations();
    let declared = operations.iter().map(|operation| Declared {
        operation: operation.route().split_once(" /").expect("a route").1.to_owned(),
        takes_a_body: operation.takes_a_body(),
        shows: match operation {
            _ if operation.key_class().is_some() => Shows::Key,
            _ if operation.needs_a_session() => Shows::Session,
            _ if operation.takes_a_session() => Shows::SessionIfAny,
            _ => Shows::Nothing,
        },
        scope: operation.scope(),
        may_need_a_key: operation.may_need_a_key(),
        codes: operation.codes(),
    });
    declared.collect()
}

fn takes_a_body(operation: &str) -> bool {
    declared().iter().any(|declared| declared.operation == operation && declared.takes_a_body)
}

/// The parameters of a query: texts as they are, all else as JSON.
fn query(fields: &Value) -> Vec<(&str, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields = fields.as_object().expect("an object").iter();
    fields.map(|(name, value)| (name.as_str(), text(value))).collect()
}

/// Asks as a known caller.
async fn ask(app: &App, operation: &str, body: &Value) -> Answer {
    if takes_a_body(operation) {
        return app.post_as_known(operation, body.clone()).await;
    }
    let query = query(body);
    let query: Vec<_> = query.iter().map(|(name, text)| (*name, text.as_str())).collect();
    app.get(operation, &query).await
}

async fn ask_all(app: &App, rows: Vec<Row>) -> Vec<Seen> {
    let mut seen = Vec::with_capacity(rows.len());
    for (operation, code, body) in rows {
        seen.push(Seen::new(operation, code, ask(app, operation, &body).await));
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_every_code_that_it_declares_and_no_other() {
    // Side by side, each on a stack of its own.
    let mut tables = JoinSet::new();
    tables.spawn(front_door::seen());
    tables.spawn(faults::seen());
    tables.spawn(keyring::seen());
    tables.spawn(log_in::seen());
    tables.spawn(sessions::seen());
    tables.spawn(tokens::seen());
    tables.spawn(tokens::seen_where_tokens_are_verified());
    tables.spawn(records::seen());
    tables.spawn(records::seen_where_tokens_are_verified());
    tables.spawn(settings::seen_where_tokens_are_limited());
    tables.spawn(settings::seen_where_no_tokens_are_created());
    let seen: Vec<Seen> = tables.join_all().await.into_iter().flatten().collect();
    let wrong: Vec<_> = seen.iter().filter_map(Seen::wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let declared = declared();
    let declared: BTreeSet<_> = declared
        .iter()
        .flat_map(|one| one.codes.iter().map(|code| (one.operation.as_str(), *code)))
        .collect();
    let seen: BTreeSet<_> = seen.iter().map(|seen| (seen.operation.as_str(), seen.answer.code())).collect();
    let never: BTreeSet<_> = NEVER.iter().map(|(operation, code, _)| (*operation, *code)).collect();
    let missing: Vec<_> = declared.difference(&seen).filter(|pair| !never.contains(*pair)).collect();
    assert!(missing.is_empty(), "declared, and no request raises it: {missing:#?}");
    let undeclared: Vec<_> = seen.difference(&declared).collect();
    assert!(undeclared.is_empty(), "answered, and not declared: {undeclared:#?}");
    let stale: Vec<_> =
        never.iter().filter(|pair| !declared.contains(*pair) || seen.contains(*pair)).collect();
    assert!(stale.is_empty(), "no exception any more: {stale:#?}");
}
