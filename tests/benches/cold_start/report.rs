//! The table in Markdown, and the budgets of the service held against it.

use std::time::Duration;

const MIB: f64 = 1024.0 * 1024.0;

/// What was measured of one kind of invocation.
pub struct Row {
    pub name: &'static str,
    /// From the start of the process to its first poll, start by start.
    pub polls: Vec<Duration>,
    /// From the first event to its answer, start by start.
    pub first: Vec<Duration>,
    /// The same, in a process that has answered before.
    pub warm: Vec<Duration>,
    /// Processor time per warm invocation, and the argon2 hash in it.
    pub processor: Duration,
    pub argon2: Duration,
    /// Bytes: the most memory held; the binary; the binary zipped.
    pub memory: u64,
    pub binary: u64,
    pub zipped: u64,
}

impl Row {
    fn without_argon2(&self) -> f64 {
        milliseconds(self.processor) - milliseconds(self.argon2)
    }

    fn cells(&self, hello: &Self) -> Vec<String> {
        let times = |times: &[Duration]| format!("{:.1}", milliseconds(median(times)));
        let worst = |times: &[Duration]| {
            format!("{:.1}", milliseconds(times.iter().max().copied().unwrap_or_default()))
        };
        vec![
            self.name.to_owned(),
            times(&self.polls),
            worst(&self.polls),
            format!("{:.2}", self.over(hello)),
            times(&self.first),
            worst(&self.first),
            times(&self.warm),
            format!("{:.2}", milliseconds(self.processor)),
            format!("{:.2}", milliseconds(self.argon2)),
            format!("{:.1}", mib(self.memory)),
            format!("{:.1}", mib(self.binary)),
            format!("{:.1}", mib(self.zipped)),
        ]
    }

    /// How many times as long as another it takes to its first poll.
    fn over(&self, hello: &Self) -> f64 {
        milliseconds(median(&self.polls)) / milliseconds(median(&hello.polls))
    }
}

const HEADINGS: [&str; 12] = [
    "Times in ms, sizes in MiB",
    "to first poll",
    "worst",
    "× hello",
    "first answer",
    "worst",
    "warm",
    "CPU warm",
    "of it argon2",
    "peak memory",
    "binary",
    "zipped",
];

/// Prints the rows, of which the first is the yardstick.
pub fn print(rows: &[Row]) {
    let Some((hello, functions)) = rows.split_first() else { return };
    let mut lines = vec![HEADINGS.map(str::to_owned).to_vec()];
    lines.extend(rows.iter().map(|row| row.cells(hello)));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..HEADINGS.len()).map(width).collect();
    println!();
    for (number, line) in lines.iter().enumerate() {
        let cells = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        println!("| {} |", cells.collect::<Vec<_>>().join(" | "));
        if number == 0 {
            let rules = widths.iter().enumerate().map(|(column, width)| match column {
                0 => "-".repeat(*width),
                _ => format!("{}:", "-".repeat(width - 1)),
            });
            println!("| {} |", rules.collect::<Vec<_>>().join(" | "));
        }
    }
    println!();
    let most = |of: fn(&Row) -> f64| functions.iter().map(of).fold(0.0, f64::max);
    let over = functions.iter().map(|row| row.over(hello)).fold(0.0, f64::max);
    budget("start to first poll", over, "× hello", over <= 2.0, "at most 2");
    let memory = most(|row| mib(row.memory));
    budget("peak memory", memory, "MiB", memory < 40.0, "below 40");
    let zipped = most(|row| mib(row.zipped));
    budget("zipped binary", zipped, "MiB", zipped < 8.0, "below 8");
    let processor = most(Row::without_argon2);
    budget("CPU of a warm invocation without argon2", processor, "ms", processor < 1.0, "below 1");
}

fn budget(what: &str, most: f64, unit: &str, met: bool, limit: &str) {
    let verdict = if met { "met" } else { "MISSED" };
    println!("- {what}: {most:.2} {unit} at most, budget {limit}: {verdict}");
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "a table shows one digit behind the point")]
pub fn mib(bytes: u64) -> f64 {
    bytes as f64 / MIB
}

pub fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}
