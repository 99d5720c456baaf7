//! Random sequences of all operations, against a model of the life cycle and of the records around it.
//!
//! `PROPTEST_CASES=200 cargo test -p tests state_machine` tries more of them.

mod answers;
mod concrete;
mod invariants;
mod model;
mod request;
mod step;

use std::fmt::Write;

use model::{Model, Settings, settings};
use proptest::prelude::*;
use request::Request;
use serde_json::{Value, json};
use step::{Step, steps};

use crate::support::app::{Answer, App};

/// As many as take a few seconds, unless somebody asks for more. A sequence that fails is printed, to become a test
/// with a name; no file keeps it.
fn cases() -> ProptestConfig {
    let config =
        ProptestConfig { max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { ProptestConfig { cases: 24, ..config } }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn whatever_is_asked_in_whatever_order_the_rules_hold(settings in settings(), steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(run(&settings, &steps)).map_err(TestCaseError::fail)?;
    }
}

async fn run(settings: &Settings, steps: &[Step]) -> Result<(), String> {
    let app = App::start_with(&settings.definition()).await;
    let mut model = Model::new(settings);
    let mut log = String::new();
    for step in steps {
        let step = step.concrete(&model);
        let made = make(&app, &mut model, &step, &mut log).await;
        made.map_err(|reason| format!("{reason}\n{settings:?}\n{log}"))?;
    }
    who_can_be_identified(&app, &model).await.map_err(|reason| format!("{reason}\n{settings:?}\n{log}"))
}

/// Makes a step, of the service and of the model, and compares what comes of it.
async fn make(app: &App, model: &mut Model, step: &Step, log: &mut String) -> Result<(), String> {
    if let Step::Pass { seconds } = step {
        app.pass(*seconds);
        writeln!(log, "# {seconds} seconds pass").expect("a line");
    }
    let request = step.request(model);
    let before = app.stack.inbox.messages(None).len();
    let outcome = model.apply(step);
    if let Some(request) = request {
        let answer = send(app, &request, log).await;
        if let (Ok(granted), 200) = (&outcome, answer.status) {
            model.learn(granted, answer.data());
        }
        answers::check(model, &outcome, &answer)?;
    }
    app.settled().await;
    let mut messages = app.stack.inbox.messages(None);
    messages.reverse();
    model.receive(&messages[before..])?;
    invariants::check(model, app.rows().await)
}

/// Sends a request, and logs it in a line that reads like curl.
async fn send(app: &App, request: &Request, log: &mut String) -> Answer {
    let Request { operation, body, is_get, known } = request;
    let answer = match (is_get, known) {
        (true, _) => {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let fields = body.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
            let query: Vec<_> = fields.map(|(name, value)| (name.as_str(), text(value))).collect();
            let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
            app.get(operation, &query).await
        }
        (false, true) => app.post_as_known(operation, body.clone()).await,
        (false, false) => app.post(operation, body.clone()).await,
    };
    let (method, caller) = (if *is_get { "GET" } else { "POST" }, if *known { "" } else { " (a stranger)" });
    let told = if answer.code().is_empty() { answer.body.to_string() } else { answer.code().to_owned() };
    writeln!(log, "{method} {operation} {body}{caller} -> {} {told}", answer.status).expect("a line");
    answer
}

/// At the end every token is found by what it has, and by its last pass code.
async fn who_can_be_identified(app: &App, model: &Model) -> Result<(), String> {
    // An hour later, whoever guessed too often may try again.
    app.pass(60 * 60);
    for token in &model.tokens {
        let by_code = token.code.map(|code| json!({ "authentication_code": code }));
        let by_pass_code = token
            .identifier
            .zip(token.pass_code.as_ref())
            .map(|(identifier, pass_code)| json!({ "identifier": identifier, "pass_code": pass_code }));
        for identifier in [by_code, by_pass_code].into_iter().flatten() {
            let shown = app.post("show", json!({ "access_token_identifier": identifier })).await;
            if shown.data()["number"] != token.number.as_str() {
                return Err(format!("{identifier} does not find {token:?}: {shown:?}"));
            }
        }
    }
    Ok(())
}
