//! Whatever one source asks for, in whatever order: so many messages leave in an hour and in a day, and no more.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use crate::support::{
    app::{App, PASS_CODE, START},
    one_time_passwords::offered,
    records::by_pass_code,
};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// Of the source, and of the source at one mailbox: few, so that a short run meets them.
const PER_HOUR: usize = 6;
const PER_DAY: usize = 9;
const TO_ONE_PER_HOUR: usize = 3;

/// Two customers, in several spellings, and somebody unknown with a phone.
const TO: [(&str, &str); 7] = [
    ("ada@example.com", "ada"),
    ("ADA+news@example.com", "ada"),
    ("ada+1+2@example.com", "ada"),
    ("e.v.e@gmail.com", "eve"),
    ("eve+x@googlemail.com", "eve"),
    ("+35799123456", "phone"),
    ("new@example.com", "new"),
];

/// And what their messages are counted as.
const OPERATIONS: [(&str, &str); 5] = [
    ("create", "registration"),
    ("reset_verification_code", "registration"),
    ("reset_pass_code", "reset"),
    ("forgot_pass_code", "reset"),
    ("send_one_time_password", "log_in"),
];

/// An operation, whom it is about, and how many seconds pass before.
type Asked = ((&'static str, &'static str), (&'static str, &'static str), i64);

fn asked() -> impl Strategy<Value = Vec<Asked>> {
    let one = (
        prop::sample::select(OPERATIONS.to_vec()),
        prop::sample::select(TO.to_vec()),
        prop_oneof![3 => Just(61), 3 => 0..400_i64, 1 => 0..5 * HOUR],
    );
    prop::collection::vec(one, 10..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn one_source_causes_no_more_messages_than_its_budget_whatever_it_asks_for(asked in asked()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(run(&asked)).map_err(TestCaseError::fail)?;
    }
}

/// How many left in each hour and day, and in each hour to each mailbox for each purpose.
#[derive(Default)]
struct Left {
    hours: BTreeMap<i64, usize>,
    days: BTreeMap<i64, usize>,
    to_one: BTreeMap<(i64, &'static str, &'static str), usize>,
}

async fn run(asked: &[Asked]) -> Result<(), String> {
    let of_source = format!("per_source = {{ hour = {PER_HOUR}, day = {PER_DAY} }}");
    let app = App::start_with(&offered().replace("per_source = { hour = 60, day = 300 }", &of_source)).await;
    // Known by a back office, whose messages are nobody's.
    for address in ["ada@example.com", "eve@gmail.com"] {
        app.granted("create", by_pass_code(address, PASS_CODE)).await;
        app.verify(address, &app.code(address).await).await;
    }
    app.settled().await;
    let mut sent = app.stack.inbox.messages(None).len();
    let (mut now, mut left) = (START, Left::default());
    for ((operation, purpose), (to, mailbox), seconds) in asked {
        app.pass(*seconds);
        now += seconds;
        let body = match *operation {
            "create" if to.starts_with('+') => {
                json!({ "identifier": to, "classification_identifier": { "name": "Phone" } })
            }
            _ => json!({ "identifier": to }),
        };
        let answer = app.post(operation, body).await;
        if ![200, 429].contains(&answer.status) {
            return Err(format!("{operation} {to}: {answer:?}"));
        }
        app.settled().await;
        let all = app.stack.inbox.messages(None).len();
        let about = format!("{operation} {to} at {now}, after {asked:?}");
        left.count(all - sent, now, mailbox, purpose, &about)?;
        sent = all;
    }
    Ok(())
}

impl Left {
    fn count(
        &mut self,
        more: usize,
        now: i64,
        mailbox: &'static str,
        purpose: &'static str,
        about: &str,
    ) -> Result<(), String> {
        let at_most = |found: &mut usize, most: usize, what: &str| {
            *found += more;
            if *found <= most { Ok(()) } else { Err(format!("{found} {what}: {about}")) }
        };
        let (hour, day) = (now / HOUR, now / DAY);
        at_most(self.hours.entry(hour).or_default(), PER_HOUR, "messages in an hour")?;
        at_most(self.days.entry(day).or_default(), PER_DAY, "messages in a day")?;
        // A window of an hour opens with the first message: a clock's hour may have the end of one and the next one.
        let to_one = self.to_one.entry((hour, mailbox, purpose)).or_default();
        at_most(to_one, 2 * TO_ONE_PER_HOUR, "messages to one mailbox in an hour")
    }
}
