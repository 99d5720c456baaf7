//! The drill: the keyring rotates again and again under customers who are in the middle of something, while functions
//! of every age answer them side by side.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
};

use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::sync::{Mutex, watch};

use crate::support::{
    app::{Answer, App, PASS_CODE, verification, wrong},
    proxy::Proxied,
    records::{by_code, by_pass_code, card, with},
    writing::ticket,
};

const CUSTOMERS: usize = 16;
/// Customers at once.
const AT_ONCE: usize = 4;
/// Requests of one customer.
const REQUESTS: usize = 9;
/// What a request takes. A customer is through within the life of a code, and a ticket is used within its own.
const SECONDS: i64 = 15;
/// The functions that run read a new key within five minutes, and write under it after ten.
const ROTATE_EVERY: i64 = 11 * 60;
const ROTATIONS: usize = 3;

/// The functions of a stack, and those that were started after each rotation.
struct Town {
    app: App,
    started: Mutex<Vec<Arc<Proxied>>>,
    asked: AtomicUsize,
    passed: AtomicI64,
    now: watch::Sender<i64>,
}

impl Town {
    /// Asks whichever function is next; meanwhile time passes for all of them.
    async fn post(&self, operation: &str, body: Value) -> Answer {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let asked = {
            let started = self.started.lock().await;
            self.app.pass(SECONDS);
            started.iter().for_each(|proxied| proxied.pass(SECONDS));
            let now = self.passed.fetch_add(SECONDS, Ordering::Relaxed) + SECONDS;
            self.now.send_replace(now);
            started.get(number % (started.len() + 1)).cloned()
        };
        match asked {
            Some(proxied) => proxied.send_as_stranger("POST", operation, body).await,
            None => self.app.post(operation, body).await,
        }
    }

    async fn granted(&self, operation: &str, body: Value) -> Answer {
        let answer = self.post(operation, body).await;
        assert_eq!(answer.status, 200, "{operation}: {answer:?}");
        answer
    }

    /// Registers, mistypes and types a code, forgets and changes a pass code, and is shown what was sealed before.
    async fn customer(&self, number: usize) {
        let address = format!("customer-{number}@example.com");
        let registration =
            with(by_pass_code(&address, PASS_CODE), &json!({ "authentication_code": card(number) }));
        self.granted("create", registration).await;
        let code = self.app.code(&address).await;
        let mistyped = self.post("verify", verification(&address, PASS_CODE, &wrong(&code))).await;
        assert_eq!(mistyped.code(), "VERIFICATION_REFUSED", "{mistyped:?}");
        let verified = self.granted("verify", verification(&address, PASS_CODE, &code)).await;
        assert_eq!(
            (verified.state(), &verified.data()["authentication_code"]),
            ("EFFECTIVE", &json!(card(number)))
        );
        self.granted("show", named(&by_pass_code(&address, PASS_CODE))).await;
        self.granted("forgot_pass_code", json!({ "identifier": address })).await;
        let sent = ticket(&self.app, &address).await;
        self.granted("change_pass_code", json!({ "token": sent, "pass_code": "another horse 2" })).await;
        self.granted("show", named(&by_pass_code(&address, "another horse 2"))).await;
        let shown = self.granted("show", named(&by_code(&card(number)))).await;
        assert_eq!(shown.data()["authentication_code"], card(number));
        let before = self.post("show", named(&by_pass_code(&address, PASS_CODE))).await;
        assert_eq!(before.status, 404, "{before:?}");
    }

    /// Rotates again and again, and starts a function that knows nothing but the keyring of then.
    async fn rotations(&self) {
        let mut now = self.now.subscribe();
        for due in (1..).map(|number| number * ROTATE_EVERY).take(ROTATIONS) {
            now.wait_for(|now| *now >= due).await.expect("customers");
            self.app.rotate().await;
            let mut started = self.started.lock().await;
            let new = Proxied::to(&self.app).await;
            started.push(Arc::new(new));
        }
    }
}

fn named(by: &Value) -> Value {
    json!({ "access_token_identifier": by })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_in_the_middle_of_everything_notice_nothing_of_three_rotations() {
    let app = App::start().await;
    let (asked, passed) = (AtomicUsize::new(0), AtomicI64::new(0));
    let town = Town { app, started: Mutex::default(), asked, passed, now: watch::Sender::new(0) };
    let customers = stream::iter(1..=CUSTOMERS).for_each_concurrent(AT_ONCE, |number| town.customer(number));
    tokio::join!(customers, town.rotations());
    assert_eq!(town.asked.load(Ordering::Relaxed), CUSTOMERS * REQUESTS);
    town.app.settled().await;
    assert!(town.app.stack.stream.failure_queue().is_empty());
    town.app.assert_consistent().await;
    let keyring = town.app.keyring().await;
    assert_eq!(keyring.as_object().expect("keys").len(), 2 + ROTATIONS, "the keys, and which is the newest");
    // And they did write under more than the first key.
    let tokens = town.app.rows_of("token").await;
    let key = |token: &BTreeMap<String, AttributeValue>| {
        token["pass_code"].as_m().expect("a pass code")["key"].as_s().expect("a key").clone()
    };
    let keys: BTreeSet<String> = tokens.iter().map(key).collect();
    assert!(keys.len() >= 2, "{keys:?}");
}
