//! What refresh tokens promise, whoever holds them: a phone whose answers are lost, its tabs, and a thief.

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::base::context::Context;

const START: Timestamp = Timestamp::from_seconds(1_000);
/// Answers and requests are under way for less than that.
const LATE: i64 = MAY_COME_LATE - 1;

fn session() -> Session {
    let Context { now, mut rng, .. } = Context::fixed(START.seconds());
    let opened = Session {
        id: Id::random(&mut rng),
        application: Id::nobody(),
        application_key: String::new(),
        device_name: None,
        authenticated: now,
        generation: 0,
        refreshing: None,
        expires: now,
    };
    opened.refreshed_by(key())
}

fn token(number: u32) -> RefreshToken {
    RefreshToken { key: key(), access_token: Id::nobody(), session: Id::nobody(), number }
}

fn key() -> KeyId {
    serde_json::from_str("\"1\"").expect("an id")
}

/// What the service has of a session, as long as it is not over.
struct Server {
    row: Option<Session>,
    now: Timestamp,
}

/// What a device keeps: the refresh token, by its number, and the attempt for it, once one was made.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Kept {
    number: u32,
    attempt: Option<u32>,
}

#[derive(Debug, PartialEq)]
enum Told {
    Next(u32),
    Superseded,
    Over,
}

impl Server {
    fn new() -> Self {
        Self { row: Some(session()), now: START }
    }

    fn ask(&mut self, number: u32, attempt: u32) -> Told {
        let Some(row) = self.row.take() else { return Told::Over };
        let refreshed = row.refresh(&token(number), &attempt.to_string(), self.now).expect("it is refreshed");
        let of = |row: &Session| Told::Next(row.refreshing.as_ref().expect("it is refreshed").number);
        let (row, told) = match refreshed {
            Refreshed::Stepped(next) => {
                let told = of(&next);
                (Some(next), told)
            }
            Refreshed::Again => {
                let told = of(&row);
                (Some(row), told)
            }
            Refreshed::Superseded => (Some(row), Told::Superseded),
            Refreshed::AttemptNotNew => panic!("attempts are never used twice here"),
            Refreshed::Copied => (None, Told::Over),
        };
        self.row = row;
        told
    }
}

/// A device, of which nothing is left but what it keeps when the app is killed.
#[derive(Default)]
struct Device {
    kept: Kept,
    made: u32,
}

impl Device {
    /// An attempt is made up and kept before anything is sent.
    fn about_to_ask(&mut self, own: u32) -> (u32, u32) {
        let attempt = self.kept.attempt.unwrap_or_else(|| {
            self.made += 1;
            self.made * 10 + own
        });
        self.kept.attempt = Some(attempt);
        (self.kept.number, attempt)
    }

    fn told(&mut self, told: &Told) {
        if let Told::Next(number) = told
            && *number > self.kept.number
        {
            self.kept = Kept { number: *number, attempt: None };
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// A tab sends what is kept; the answer arrives, or not.
    Ask {
        arrives: bool,
    },
    /// Another tab reads the store at the same moment, and makes an attempt of its own up; the first one has
    /// its answer.
    TwoTabs,
    /// A request that is under way for a while comes once more.
    ComesLate,
    Pass(i64),
    /// The table is put back to how it was some steps before.
    Restore(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any::<bool>().prop_map(|arrives| Step::Ask { arrives }),
        1 => Just(Step::TwoTabs),
        2 => Just(Step::ComesLate),
        2 => (0..LATE).prop_map(Step::Pass),
        2 => (0..20 * DAY).prop_map(Step::Pass),
        1 => (1..6_usize).prop_map(Step::Restore),
    ]
}

proptest! {
    /// Lost answers, requests that come late or twice, tabs, an app that is killed, a table that is restored:
    /// as long as the attempt is kept, the session goes on.
    #[test]
    fn no_device_that_keeps_its_attempt_loses_its_session(steps in vec(step(), 1..60)) {
        let (mut server, mut device) = (Server::new(), Device::default());
        let mut before = vec![server.row.clone()];
        let mut steps_of_a_minute = 0;
        // What was sent lately, and when: it may come again.
        let mut sent = Vec::<((u32, u32), Timestamp)>::new();
        for step in steps {
            match step {
                Step::Ask { .. } | Step::TwoTabs if steps_of_a_minute == REMEMBERED => {}
                Step::Ask { arrives } => {
                    steps_of_a_minute += 1;
                    let asked = device.about_to_ask(0);
                    sent.push((asked, server.now));
                    let told = server.ask(asked.0, asked.1);
                    prop_assert_ne!(&told, &Told::Over);
                    if arrives {
                        device.told(&told);
                    }
                }
                Step::TwoTabs => {
                    steps_of_a_minute += 1;
                    let mut other = Device { kept: device.kept, made: device.made };
                    for (tab, own) in [(&mut device, 0), (&mut other, 1)] {
                        let asked = tab.about_to_ask(own);
                        sent.push((asked, server.now));
                        let told = server.ask(asked.0, asked.1);
                        prop_assert_ne!(&told, &Told::Over);
                        tab.told(&told);
                    }
                }
                Step::ComesLate => {
                    sent.retain(|(_, at)| server.now < at.plus(LATE));
                    if let Some(((number, attempt), _)) = sent.first().copied() {
                        prop_assert_ne!(server.ask(number, attempt), Told::Over);
                    }
                }
                Step::Pass(seconds) => {
                    server.now = server.now.plus(seconds);
                    steps_of_a_minute = if seconds >= LATE { 0 } else { steps_of_a_minute };
                }
                Step::Restore(ago) => server.row = before[before.len().saturating_sub(ago)].clone(),
            }
            before.push(server.row.clone());
        }
    }

    /// Each asks with attempts of its own, whoever is first and however often: not both get on, and whoever
    /// comes second is found when they ask a minute after the other one went on.
    #[test]
    fn of_two_that_hold_one_refresh_token_not_both_get_on(
        steps_before in 0..5_u32,
        with_attempt: bool,
        turns in vec((any::<bool>(), prop_oneof![0..2 * MAY_COME_LATE, 0..20 * DAY]), 1..60),
    ) {
        let (mut server, mut phone) = (Server::new(), Device::default());
        for _ in 0..steps_before {
            let (number, attempt) = phone.about_to_ask(1);
            let told = server.ask(number, attempt);
            phone.told(&told);
        }
        if with_attempt {
            phone.about_to_ask(1);
        }
        let mut thief = Device { kept: phone.kept, made: 0 };
        let copied = phone.kept.attempt;
        let mut got_on = [false; 2];
        let mut refused = [None::<Timestamp>; 2];
        for (is_thief, seconds) in turns {
            server.now = server.now.plus(seconds);
            let (device, own) = if is_thief { (&mut thief, 2) } else { (&mut phone, 1) };
            let (number, attempt) = device.about_to_ask(own);
            let told = server.ask(number, attempt);
            device.told(&told);
            if matches!(told, Told::Next(_)) && Some(attempt) != copied {
                got_on[usize::from(is_thief)] = true;
            }
            prop_assert_ne!(got_on, [true, true]);
            if told == Told::Superseded {
                let first = refused[usize::from(is_thief)].get_or_insert(server.now);
                prop_assert!(server.now < first.plus(2 * MAY_COME_LATE), "nobody is put off for long");
            } else {
                refused[usize::from(is_thief)] = None;
            }
        }
    }
}

#[test]
fn a_session_that_is_refreshed_ends_after_30_idle_days_and_after_180_whatever_happens() {
    let mut session = session();
    assert_eq!(session.expires, START.plus(IDLE));
    let mut now = START;
    for number in 0..7 {
        now = now.plus(29 * DAY);
        let Some(Refreshed::Stepped(next)) = session.refresh(&token(number), &number.to_string(), now) else {
            panic!("no step");
        };
        session = next;
        assert_eq!(session.expires, now.plus(IDLE).min(START.plus(LONGEST)));
    }
}

#[test]
fn another_attempt_is_too_late_for_a_minute_and_then_a_copy() {
    let Some(Refreshed::Stepped(next)) = session().refresh(&token(0), "a", START) else { panic!("no step") };
    let with = |attempt, seconds| next.refresh(&token(0), attempt, START.plus(seconds)).expect("refreshed");
    assert_eq!(with("b", 59), Refreshed::Superseded);
    assert_eq!(with("b", 60), Refreshed::Copied);
    assert_eq!(with("a", 100 * DAY), Refreshed::Again);
    assert_eq!(next.refresh(&token(1), "a", START), Some(Refreshed::AttemptNotNew));
    let of_another_key = RefreshToken { key: serde_json::from_str("\"2\"").expect("an id"), ..token(1) };
    assert_eq!(next.refresh(&of_another_key, "b", START), None);
    let session = Session { refreshing: None, ..next };
    assert_eq!(session.refresh(&token(1), "b", START), None);
}

#[test]
fn what_was_replaced_a_minute_ago_or_four_steps_before_is_a_copy_however_the_session_goes_on() {
    let mut session = session();
    for number in 0..5 {
        let now = START.plus(10 * i64::from(number));
        let Some(Refreshed::Stepped(next)) = session.refresh(&token(number), &number.to_string(), now) else {
            panic!("no step")
        };
        session = next;
    }
    let with = |number, seconds| session.refresh(&token(number), "another", START.plus(seconds));
    assert_eq!(with(0, 41), Some(Refreshed::Copied), "it is not remembered");
    assert_eq!([with(1, 69), with(4, 99)], [Some(Refreshed::Superseded), Some(Refreshed::Superseded)]);
    assert_eq!([with(1, 70), with(4, 100)], [Some(Refreshed::Copied), Some(Refreshed::Copied)]);
    let again = |seconds| session.refresh(&token(1), "1", START.plus(seconds));
    assert_eq!(again(79), Some(Refreshed::Superseded), "it was sent until the next step");
    assert_eq!(again(80), Some(Refreshed::Copied), "whoever copied the attempt too is found");
}
