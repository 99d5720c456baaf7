//! The drill of the signing keys: they rotate again and again, and the keyring with them, while customers log in,
//! refresh, look and leave, and functions that were started before and after each rotation answer them side by side.

mod customer;

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::future::join_all;
use serde_json::{Value, json};
use shared::variables::SIGNING_KEYS;
use tokio::sync::{Mutex, RwLock, watch};

use crate::support::{
    app::{Answer, App},
    proxy::Proxied,
    rotating::Rotating,
};
use customer::Customer;

const CUSTOMERS: usize = 3;
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// How long functions go on with what they read before, and how soon they read again for a key that they do not know.
const READ_EVERY: i64 = 5 * MINUTE;
const READ_AGAIN_AFTER: i64 = MINUTE;
/// A new MAC key makes tokens after ten minutes, and a new key signs after three hours.
const SIGNS_AFTER: i64 = 3 * HOUR;

/// The functions of a stack, which run since before the first rotation, and others that were started since.
struct Town {
    app: App,
    started: Mutex<Vec<Arc<Proxied>>>,
    /// How many times customers went round.
    rounds: watch::Sender<usize>,
    is_over: watch::Sender<bool>,
    turn: AtomicUsize,
    /// Held by customers for what takes no time, and alone to let time pass.
    time: RwLock<()>,
    /// By which keys tokens were made: of session tokens, and of refresh tokens.
    seen: std::sync::Mutex<[BTreeSet<String>; 2]>,
}

/// What a request is in.
#[derive(Clone, Copy)]
enum In<'a> {
    Session(&'a str),
    /// None; a log-in shows the key of the app.
    Nothing,
}

impl Town {
    async fn start() -> Self {
        let town = Self {
            app: App::start().await,
            started: Mutex::default(),
            rounds: watch::Sender::new(0),
            is_over: watch::Sender::new(false),
            turn: AtomicUsize::new(0),
            time: RwLock::default(),
            seen: std::sync::Mutex::default(),
        };
        town.start_another().await;
        town
    }

    /// Whose turn it is; the next number is another function's.
    fn turn(&self) -> usize {
        self.turn.fetch_add(1, Ordering::Relaxed)
    }

    /// Asks the function of that number.
    async fn ask(&self, number: usize, shown: In<'_>, operation: &str, body: Value) -> Answer {
        let asked = {
            let started = self.started.lock().await;
            started.get(number % (started.len() + 1)).cloned()
        };
        let is_log_in = operation.ends_with("consumer_application_key/token");
        match (asked, shown) {
            (Some(proxied), In::Session(token)) => proxied.post_in(token, operation, body).await,
            (Some(proxied), In::Nothing) => proxied.send_as_stranger("POST", operation, body).await,
            (None, In::Session(token)) => self.app.post_in(token, operation, body).await,
            (None, In::Nothing) if is_log_in => {
                self.app.post_with_key(&self.app.stack.keys.consumer_application_key, operation, body).await
            }
            (None, In::Nothing) => self.app.post(operation, body).await,
        }
    }

    /// Waits until customers went round for a while.
    async fn flow(&self) {
        let now = *self.rounds.borrow();
        self.rounds.subscribe().wait_for(|rounds| *rounds >= now + CUSTOMERS).await.expect("customers");
    }

    /// Lets time pass for all functions, while no request is under way.
    async fn pass(&self, seconds: i64) {
        let _nobody_asks = self.time.write().await;
        self.app.pass(seconds);
        self.started.lock().await.iter().for_each(|proxied| proxied.pass(seconds));
    }

    async fn rotate(&self) {
        self.app.stack.rotate(self.secret()).await.expect("a rotation");
    }

    fn secret(&self) -> &str {
        &self.app.stack.variables[SIGNING_KEYS]
    }

    /// Starts a function that knows nothing but the keys of now.
    async fn start_another(&self) {
        let new = Arc::new(Proxied::to(&self.app).await);
        self.started.lock().await.push(new);
    }

    /// Four minutes in which functions of before know nothing of the last rotation.
    async fn minutes_of_both_ages(&self) {
        self.start_another().await;
        for _ in 0..2 {
            self.flow().await;
            self.pass(2 * MINUTE).await;
        }
    }

    async fn published(&self) -> Vec<Value> {
        let keys = self.app.get_as_stranger(".well-known/jwks.json", &[]).await.body;
        keys["keys"].as_array().expect("keys").iter().map(|key| key["kid"].clone()).collect()
    }

    /// What becomes of the keys while customers go round and round.
    async fn course(&self) {
        let [first] = &self.published().await[..] else { panic!("not one key") };
        self.flow().await;
        self.rotate().await;
        self.minutes_of_both_ages().await;
        // The new MAC key makes tokens; the key that signs is the old one still. Both secrets rotate, and at once.
        self.pass(10 * MINUTE).await;
        self.flow().await;
        tokio::join!(self.rotate(), self.app.rotate());
        self.minutes_of_both_ages().await;
        // To the new keys, by way of the hours in which tokens of the old one are good still.
        self.pass(SIGNS_AFTER - 25 * MINUTE).await;
        self.flow().await;
        self.pass(35 * MINUTE).await;
        self.flow().await;
        self.pass(HOUR).await;
        self.flow().await;
        self.pass(HOUR).await;
        self.flow().await;
        assert!(self.published().await.contains(first));
        self.rotate().await;
        assert!(!self.published().await.contains(first), "its last token is over");
        self.minutes_of_both_ages().await;
        self.late_rotation().await;
        // As it is scheduled, beyond the end of every session of before.
        for month in 1..=7 {
            self.pass(29 * DAY).await;
            self.flow().await;
            if month % 3 == 0 {
                self.rotate().await;
                self.minutes_of_both_ages().await;
            }
        }
        self.is_over.send_replace(true);
    }

    /// A rotation that broke off and ends hours later: its keys are used at once, by whoever was started since.
    async fn late_rotation(&self) {
        let version = self.app.stack.begin_rotation(self.secret()).expect("a rotation");
        let rotating = Rotating::of(&self.app).await;
        rotating.step_of(self.secret(), "createSecret", &version).await.expect("a step");
        self.pass(SIGNS_AFTER).await;
        self.flow().await;
        // Each function has read the keys a while ago, and will read them again when it meets one that it
        // does not know.
        self.pass(READ_EVERY).await;
        let functions = 1 + self.started.lock().await.len();
        join_all((0..functions).map(async |number| {
            self.ask(number, In::Nothing, "authentication/token/release", json!({ "token": "none" })).await;
            self.ask(number, In::Nothing, "show", json!({})).await;
        }))
        .await;
        self.pass(READ_AGAIN_AFTER).await;
        self.app.stack.go_on_rotating(self.secret(), &version).await.expect("a rotation");
        self.minutes_of_both_ages().await;
        self.pass(10 * MINUTE).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn customers_in_their_sessions_notice_nothing_of_rotations_of_the_signing_keys() {
    let town = Town::start().await;
    let customers = (1..=CUSTOMERS).map(async |number| {
        let mut customer = Customer::log_in(&town, number).await;
        while !*town.is_over.borrow() {
            customer.go_round().await;
            town.rounds.send_modify(|rounds| *rounds += 1);
        }
    });
    tokio::join!(join_all(customers), town.course());
    town.app.settled().await;
    assert!(town.app.stack.stream.failure_queue().is_empty());
    town.app.assert_consistent().await;
    // And tokens were made by more than the first keys.
    let [signing, mac] = &*town.seen.lock().expect("a lock");
    assert!(signing.len() >= 4 && mac.len() >= 4, "{signing:?} {mac:?}");
}
