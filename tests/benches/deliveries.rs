//! `cargo run -p tests --example deliveries`: ten thousand registrations at once, where SES takes 14 mails a second and
//! much goes wrong. Every message ends SENT or with a reason, and the counts add up; `-- 500` takes fewer.
//!
//! The functions, the table and its stream are the local stack's, and messages wait for their turn as on AWS: it takes
//! seventeen minutes. What goes wrong is drawn from a seed.

#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "what the tests need besides")]
mod support;

use std::{collections::BTreeMap, pin::pin, time::Duration};

use futures_util::future::{join_all, select};
use local::{
    Options,
    aws::{Fault, Provider},
};
use rand::{RngExt, SeedableRng, rngs::ChaCha20Rng};
use serde_json::json;
use support::app::{App, DEFINITION, text};

const MAILS_A_SECOND: u32 = 14;
/// So many registrations are asked for side by side.
const AT_ONCE: usize = 32;

/// What an address is like.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Good,
    /// SES refuses it for good.
    Refused,
    /// SES has an error of its own for it, always.
    Broken,
    /// The mail comes back.
    Bounces,
    /// Its reader complains.
    Complains,
}

impl Kind {
    fn drawn(rng: &mut ChaCha20Rng) -> Self {
        match rng.random_range(0..1000) {
            0..10 => Self::Refused,
            10..15 => Self::Broken,
            15..45 => Self::Bounces,
            45..50 => Self::Complains,
            _ => Self::Good,
        }
    }

    fn address(self, number: usize) -> String {
        match self {
            Self::Good => format!("customer{number}@example.com"),
            Self::Refused => format!("refused{number}@example.com"),
            Self::Broken => format!("broken{number}@example.com"),
            Self::Bounces => format!("bounce+{number}@simulator.amazonses.com"),
            Self::Complains => format!("complaint+{number}@simulator.amazonses.com"),
        }
    }
}

/// What this process holds in memory, in MiB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or_default() / 1024
}

async fn register(app: &App, count: usize, rng: &mut ChaCha20Rng) -> BTreeMap<&'static str, usize> {
    let mut asked = BTreeMap::new();
    let kinds: Vec<(usize, Kind)> = (0..count).map(|number| (number, Kind::drawn(rng))).collect();
    for some in kinds.chunks(AT_ONCE) {
        let register = async |&(number, kind): &(usize, Kind)| {
            let address = kind.address(number);
            match kind {
                Kind::Refused => app.stack.faults.for_address(&address, Some(Fault::Reject)),
                Kind::Broken => app.stack.faults.for_address(&address, Some(Fault::Fail)),
                Kind::Good | Kind::Bounces | Kind::Complains => {}
            }
            app.post_as_known("create", json!({ "identifier": address })).await.status
        };
        for status in join_all(some.iter().map(register)).await {
            *asked.entry(if status == 200 { "registered" } else { "refused" }).or_default() += 1;
        }
    }
    asked
}

/// Lets time pass, and now and then SES throttle, fail, or lose its answer, until the work is done. Returns the seconds
/// that it took, and the memory at each.
async fn while_much_goes_wrong(app: &App, mut rng: ChaCha20Rng, work: impl Future<Output = ()>) -> Vec<u64> {
    let mut held = Vec::new();
    let passing = async {
        let mut second = tokio::time::interval(Duration::from_secs(1));
        loop {
            second.tick().await;
            app.pass(1);
            held.push(memory());
            let faults = [Fault::Throttle, Fault::Fail, Fault::DropAfterAccept];
            if rng.random_range(0..3) == 0 {
                app.stack.faults.next(Provider::Ses, [faults[rng.random_range(0..faults.len())]]);
            }
        }
    };
    select(pin!(work), pin!(passing)).await;
    held
}

#[tokio::main]
async fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let options = Options { messages_per_second: MAILS_A_SECOND, ..Options::default() };
    let app = App::start_as(DEFINITION, options).await;
    app.stack.faults.most_per_second(Provider::Ses, MAILS_A_SECOND as usize);
    let mut asked = BTreeMap::new();
    let work = async {
        asked = register(&app, count, &mut rng).await;
        app.settled().await;
    };
    let held = while_much_goes_wrong(&app, ChaCha20Rng::seed_from_u64(2), work).await;

    let rows = app.rows_of("message").await;
    let mut ends: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in &rows {
        let reason = if text(row, "state") == "SENT" { String::new() } else { text(row, "reason") };
        *ends.entry((text(row, "state"), reason)).or_default() += 1;
    }
    let number = |row: &BTreeMap<String, aws_sdk_dynamodb::types::AttributeValue>, name: &str| {
        row.get(name).and_then(|value| value.as_n().ok()?.parse::<usize>().ok()).unwrap_or_default()
    };
    let put_off: usize = rows.iter().map(|row| number(row, "put_off")).sum();
    let tries: usize = rows.iter().map(|row| number(row, "tries")).sum::<usize>() - put_off;
    let counted: usize = app
        .rows_of("counter")
        .await
        .iter()
        .filter(|row| text(row, "pk").starts_with("COUNTER#SENT#"))
        .map(|row| number(row, "sent"))
        .sum();

    println!("| what | how many |\n|---|---:|");
    for (what, count) in asked {
        println!("| {what} | {count} |");
    }
    println!("| message rows | {} |", rows.len());
    for ((state, reason), count) in ends {
        println!("| {state}{}{reason} | {count} |", if reason.is_empty() { "" } else { ": " });
    }
    println!("| counted in the day's budget | {counted} |");
    println!("| mails that SES took | {} |", app.stack.inbox.messages(None).len());
    println!("| tries | {tries} |");
    println!("| put off | {put_off} |");
    println!("| records in the failure queue | {} |", app.stack.stream.failure_queue().len());
    println!("| seconds | {} |", held.len());
    let (least, most) =
        (held.iter().min().copied().unwrap_or_default(), held.iter().max().copied().unwrap_or_default());
    println!("| memory of the process, MiB, least and most while it delivered | {least}, {most} |");
}
