//! A customer of the drill: with a session of two hours, one that is refreshed, and a device that is known.

use serde_json::{Value, json};

use super::{DAY, In, MINUTE, Town};
use crate::support::{
    app::{Answer, PASS_CODE, told},
    records::by_pass_code,
    refreshing::attempt,
    sessions::{claims, header},
};

const LOG_IN: &str = "authentication/consumer_application_key/token";
const REFRESH: &str = "authentication/token/refresh";
const RELEASE: &str = "authentication/token/release";
const LIST: &str = "authentication/sessions/list";
const OVER: (u16, &str) = (401, "SESSION_REFUSED");

pub struct Customer<'a> {
    town: &'a Town,
    address: String,
    rounds: usize,
    /// A session token of two hours.
    plain: String,
    phone: Phone,
    /// What the last log-in on the device gave; what the first one did, and when.
    device: String,
    first_device: (i64, String),
    copied: Option<Copied>,
}

/// A session that is refreshed.
struct Phone {
    token: String,
    refresh_token: String,
    /// When it is over unless it is refreshed.
    ends: i64,
    /// The attempt for its refresh token, and the answer that was lost.
    lost: Option<(String, Answer)>,
}

/// A session whose refresh token somebody copied before the phone went on with it, and when it did.
struct Copied {
    copy: String,
    phone: Phone,
    at: i64,
}

fn field<'a>(answer: &'a Answer, field: &str) -> &'a str {
    answer.data()[field].as_str().unwrap_or_else(|| panic!("no {field}: {answer:?}"))
}

impl Phone {
    fn of(answer: &Answer, now: i64) -> Self {
        let ends = now + answer.data()["refresh_expires_in"].as_i64().expect("a number");
        let [token, refresh_token] = ["token", "refresh_token"].map(|name| field(answer, name).to_owned());
        Self { token, refresh_token, ends, lost: None }
    }
}

/// The id of the device that a device token is of.
fn device(token: &str) -> &str {
    token.split('.').nth(3).expect("an id")
}

impl<'a> Customer<'a> {
    pub async fn log_in(town: &'a Town, number: usize) -> Self {
        let address = format!("customer-{number}@example.com");
        town.app.effective(&address).await;
        let now = town.app.now();
        let body =
            json!({ "access_token_identifier": by_pass_code(&address, PASS_CODE), "device_name": "phone" });
        let plain = town.ask(number, In::Nothing, LOG_IN, body.clone()).await;
        let mut refreshed = body;
        refreshed["refresh"] = json!(true);
        let phone = Phone::of(&town.ask(number + 1, In::Nothing, LOG_IN, refreshed).await, now);
        let (plain, device) = (field(&plain, "token").to_owned(), field(&plain, "device_token").to_owned());
        let first_device = (now, device.clone());
        Self { town, address, rounds: 0, plain, phone, device, first_device, copied: None }
    }

    /// Does what there is to do, and half of a refresh.
    pub async fn go_round(&mut self) {
        self.rounds += 1;
        self.look().await;
        self.get_the_lost_answer().await;
        self.lose_an_answer().await;
        if self.rounds.is_multiple_of(2) {
            self.leave().await;
        } else {
            self.copy().await;
        }
    }

    /// Asks whichever function's turn it is.
    async fn ask(&self, shown: In<'_>, operation: &str, body: Value) -> Answer {
        self.town.ask(self.town.turn(), shown, operation, body).await
    }

    /// Logs in on the device, which is known.
    async fn log_in_on(&self, device_token: &str, refresh: bool) -> Answer {
        let body = json!({
            "access_token_identifier": by_pass_code(&self.address, PASS_CODE),
            "refresh": refresh,
            "device_name": "phone",
            "device_token": device_token,
        });
        let answer = self.ask(In::Nothing, LOG_IN, body).await;
        assert_eq!(device(field(&answer, "device_token")), device(device_token), "it is known no more");
        let mut seen = self.town.seen.lock().expect("a lock");
        seen[0].insert(header(field(&answer, "token"))["kid"].to_string());
        seen[1].insert(field(&answer, "device_token").split('.').nth(1).expect("a key").to_owned());
        answer
    }

    /// A session token is good until its end, whatever key signed it and whoever is asked.
    async fn look(&mut self) {
        let _now = self.town.time.read().await;
        let now = self.town.app.now();
        for token in [&self.plain, &self.phone.token] {
            let ends = claims(token)["exp"].as_i64().expect("a time");
            let answer = self.ask(In::Session(token), "show", json!({})).await;
            if now < ends {
                assert_eq!(
                    (answer.status, &answer.data()["identifier"]),
                    (200, &json!(self.address)),
                    "{answer:?}"
                );
            } else if now >= ends + MINUTE {
                assert_eq!(told(&answer), OVER);
            }
        }
        if now >= claims(&self.plain)["exp"].as_i64().expect("a time") {
            let answer = self.log_in_on(&self.device, false).await;
            field(&answer, "token").clone_into(&mut self.plain);
            field(&answer, "device_token").clone_into(&mut self.device);
        }
    }

    /// Sends the attempt again whose answer was lost, to one function and to another: both give the very same.
    async fn get_the_lost_answer(&mut self) {
        let Some((attempt, lost)) = self.phone.lost.take() else { return };
        let _now = self.town.time.read().await;
        let now = self.town.app.now();
        let turn = self.town.turn();
        for number in [turn, turn + 1] {
            let body = json!({ "refresh_token": self.phone.refresh_token, "attempt": attempt });
            let answer = self.town.ask(number, In::Nothing, REFRESH, body).await;
            if now >= self.phone.ends {
                assert_eq!(told(&answer), OVER);
                continue;
            }
            assert_eq!(field(&answer, "refresh_token"), field(&lost, "refresh_token"));
            let [again, first] = [&answer, &lost].map(|answer| field(answer, "token"));
            assert_eq!(claims(again), claims(first));
            // It may be signed with the next key by now.
            assert!(header(again) != header(first) || again == first);
        }
        if now < self.phone.ends {
            let ends = self.phone.ends;
            self.phone = Phone { ends, ..Phone::of(&lost, now) };
        }
    }

    /// Goes a step on, and gets no answer.
    async fn lose_an_answer(&mut self) {
        let _now = self.town.time.read().await;
        let now = self.town.app.now();
        let attempt = attempt();
        let body = json!({ "refresh_token": self.phone.refresh_token, "attempt": attempt });
        let answer = self.ask(In::Nothing, REFRESH, body).await;
        if now >= self.phone.ends {
            assert_eq!(told(&answer), OVER);
            self.phone = Phone::of(&self.log_in_on(&self.device, true).await, now);
            return;
        }
        let next = Phone::of(&answer, now);
        let listed = self.ask(In::Session(&next.token), LIST, json!({})).await;
        assert!(
            listed.data().as_array().expect("a list").iter().any(|one| one["is_current"] == true),
            "{listed:?}"
        );
        self.phone.ends = next.ends;
        self.phone.lost = Some((attempt, answer));
    }

    /// Opens a session on the device, and ends it, by its session token or its refresh token.
    async fn leave(&mut self) {
        let _now = self.town.time.read().await;
        // The first device token is as good as the last one, for as long as a session may last.
        let (made, first) = &self.first_device;
        let is_kept = self.town.app.now() < made + 180 * DAY;
        let shown = if self.rounds.is_multiple_of(4) && is_kept { first } else { &self.device };
        let opened = self.log_in_on(shown, true).await;
        let token = field(&opened, if self.rounds.is_multiple_of(3) { "token" } else { "refresh_token" });
        let released = self.ask(In::Nothing, RELEASE, json!({ "token": token })).await;
        assert_eq!((released.status, released.data()), (200, &json!({})));
        let shown = self.ask(In::Session(field(&opened, "token")), "show", json!({})).await;
        assert_eq!(told(&shown), OVER, "it was released");
        field(&opened, "device_token").clone_into(&mut self.device);
    }

    /// Whoever copied a refresh token ends the session for both, a minute after the phone went on; before,
    /// nothing ends.
    async fn copy(&mut self) {
        let _now = self.town.time.read().await;
        let now = self.town.app.now();
        let Some(copied) = &self.copied else {
            let opened = Phone::of(&self.log_in_on(&self.device, true).await, now);
            let body = json!({ "refresh_token": opened.refresh_token, "attempt": attempt() });
            let phone = Phone::of(&self.ask(In::Nothing, REFRESH, body).await, now);
            self.copied = Some(Copied { copy: opened.refresh_token, phone, at: now });
            return;
        };
        let by_copy = json!({ "refresh_token": copied.copy, "attempt": attempt() });
        let answer = self.ask(In::Nothing, REFRESH, by_copy).await;
        if now < copied.at + MINUTE {
            assert_eq!(told(&answer), (409, "REFRESH_SUPERSEDED"));
            return;
        }
        assert_eq!(told(&answer), OVER);
        let by_phone = json!({ "refresh_token": copied.phone.refresh_token, "attempt": attempt() });
        assert_eq!(told(&self.ask(In::Nothing, REFRESH, by_phone).await), OVER);
        self.copied = None;
    }
}
