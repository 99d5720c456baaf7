//! Random sequences of all operations, against a model of the life cycle and of the records around it.
//!
//! `PROPTEST_CASES=200 cargo test -p tests state_machine` tries more of them.

mod answers;
mod concrete;
mod draw;
mod end;
mod invariants;
mod model;
mod request;
mod step;
mod story;

use std::fmt::Write;

use draw::turns;
use model::{Model, Settings, settings};
use proptest::prelude::*;
use request::Request;
use serde_json::Value;
use step::{Step, Turn};

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
    fn whatever_is_asked_in_whatever_order_the_rules_hold(settings in settings(), turns in turns()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(run(&settings, &turns)).map_err(TestCaseError::fail)?;
    }
}

/// A stack, the model of it, and what was done.
struct Run {
    app: App,
    model: Model,
    log: String,
}

async fn run(settings: &Settings, turns: &[Turn]) -> Result<(), String> {
    let app = App::start_with(&settings.definition()).await;
    let mut run = Run { app, model: Model::new(settings), log: String::new() };
    let played = run.play(turns).await;
    played.map_err(|reason| format!("{reason}\n{settings:?}\n{}", run.log))
}

impl Run {
    async fn play(&mut self, turns: &[Turn]) -> Result<(), String> {
        for turn in turns {
            self.make(turn).await?;
        }
        self.end().await
    }

    /// Makes a step, of the service and of the model, and compares what comes of it.
    async fn make(&mut self, turn: &Turn) -> Result<(), String> {
        let turn = turn.concrete(&self.model);
        if matches!(turn.step, Step::Rotate) {
            self.app.rotate().await;
            writeln!(self.log, "# the keyring gets a new key").expect("a line");
        }
        if let Some(seconds) = turn.step.takes() {
            self.app.pass(seconds);
            writeln!(self.log, "# {seconds} seconds pass").expect("a line");
        }
        let request = turn.request(&self.model);
        let before = self.app.stack.inbox.messages(None).len();
        let outcome = self.model.apply(&turn);
        if let Some(request) = request {
            let answer = self.send(&request).await;
            if let (Ok(granted), 200) = (&outcome, answer.status) {
                self.model.learn(granted, answer.data());
            }
            answers::check(&self.model, &outcome, &answer)?;
        }
        self.app.settled().await;
        let mut messages = self.app.stack.inbox.messages(None);
        messages.reverse();
        self.model.receive(&messages[before..])?;
        invariants::check(&self.model, self.app.rows().await)
    }

    /// Sends a request, and logs it in a line that reads like curl.
    async fn send(&mut self, request: &Request) -> Answer {
        let Request { operation, body, is_get, known } = request;
        let answer = match (is_get, known) {
            (true, _) => {
                let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let fields = body.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
                let query: Vec<_> = fields.map(|(name, value)| (name.as_str(), text(value))).collect();
                let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
                self.app.get(operation, &query).await
            }
            (false, true) => self.app.post_as_known(operation, body.clone()).await,
            (false, false) => self.app.post(operation, body.clone()).await,
        };
        let (method, caller) =
            (if *is_get { "GET" } else { "POST" }, if *known { "" } else { " (a stranger)" });
        let told = if answer.code().is_empty() { answer.body.to_string() } else { answer.code().to_owned() };
        writeln!(self.log, "{method} {operation} {body}{caller} -> {} {told}", answer.status)
            .expect("a line");
        answer
    }
}
