//! `cargo run -p tests --example sends`: how long mails wait for their turn, simulated second by second.
//!
//! Registrations come at random, a tenth of a day's in its busiest hour; or all of them within a minute, as
//! after a push message. Mails leave at the pace of the account. Nothing of the service runs here: it is what
//! the pace alone does.

use std::collections::VecDeque;

use rand::{RngExt, SeedableRng, rngs::ChaCha20Rng};

const HOUR: usize = 3_600;
/// Of a day's registrations, in its busiest hour.
const BUSIEST: f64 = 0.1;
/// Who asks for another code, or a ticket: so many mails more.
const MORE: f64 = 1.3;
/// How long a code lives, in seconds.
const LIFE: usize = 15 * 60;

/// How many come in a second where so many do on average (Knuth's way to draw from a Poisson distribution).
fn drawn(average: f64, rng: &mut ChaCha20Rng) -> usize {
    let (least, mut product, mut count) = ((-average).exp(), 1.0, 0);
    loop {
        product *= rng.random::<f64>();
        if product <= least {
            return count;
        }
        count += 1;
    }
}

/// How long each mail waited, in seconds; none where its code died before.
fn waits(comes: impl Fn(usize, &mut ChaCha20Rng) -> usize, a_second: usize) -> Vec<Option<usize>> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (mut queue, mut waited) = (VecDeque::new(), Vec::new());
    let mut second = 0;
    while second < HOUR || !queue.is_empty() {
        if second < HOUR {
            queue.extend(std::iter::repeat_n(second, comes(second, &mut rng)));
        }
        let mut left = 0;
        while left < a_second {
            let Some(came) = queue.pop_front() else { break };
            let wait = second - came;
            // What is dead is FAILED at once, and takes no turn.
            if wait < LIFE {
                left += 1;
                waited.push(Some(wait));
            } else {
                waited.push(None);
            }
        }
        second += 1;
    }
    waited
}

fn line(name: &str, a_second: usize, waited: &[Option<usize>]) {
    let mut sent: Vec<usize> = waited.iter().copied().flatten().collect();
    sent.sort_unstable();
    let at = |part: usize| sent.get((sent.len() * part / 100).min(sent.len().saturating_sub(1))).copied();
    let [half, most, longest] = [50, 99, 100].map(|part| at(part).unwrap_or_default());
    let dead = waited.len() - sent.len();
    println!("| {name} | {a_second} | {} | {half} | {most} | {longest} | {dead} |", waited.len());
}

fn main() {
    println!(
        "| registrations | mails a second | mails | half wait at most, s | 99 % | the longest | codes that died |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for a_day in [10_000.0, 100_000.0, 400_000.0, 1_000_000.0, 3_000_000.0] {
        for a_second in [14, 50, 200] {
            let average = a_day * BUSIEST * MORE / 3600.0;
            let waited = waits(|_, rng| drawn(average, rng), a_second);
            line(&format!("the busiest hour of {a_day} a day"), a_second, &waited);
        }
    }
    for at_once in [1_000, 10_000, 50_000] {
        for a_second in [14, 50, 200] {
            let waited = waits(|second, _| if second < 60 { at_once / 60 } else { 0 }, a_second);
            line(&format!("{at_once} within a minute"), a_second, &waited);
        }
    }
}
