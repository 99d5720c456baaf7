//! The first answer of a function whose cloud is where AWS is: behind TLS, and some way off.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

use local::Stack;

use crate::{
    STARTS,
    function::Function,
    network::Network,
    node::Node,
    report::{median, milliseconds},
    subjects::{NODE, SUBJECTS, Subject},
    tls::Authority,
    variables_of,
};

/// In milliseconds. TLS alone; as far as AWS is within a region; and as long as its answers may take there.
const ROUND_TRIPS: [u64; 3] = [0, 1, 5];
const MEASURED: [&str; 4] =
    ["create, e-mail and pass code", "create, e-mail alone", "show, nobody's token", "authenticate, by card"];
/// Until a function has seen that its connections are closed.
const SETTLES_WITHIN: Duration = Duration::from_millis(20);
/// No event of this part is one of another's.
const FIRST_NUMBER: u32 = 1_000_000;

/// What is measured at one distance.
pub struct Row {
    round_trip: u64,
    name: String,
    polls: Vec<Duration>,
    /// With the table's connection that was opened before the first poll.
    warmed: Vec<Duration>,
    /// Where it is opened for the first event.
    not_warmed: Vec<Duration>,
}

/// How a function is started, and what it is handed.
struct Candidate<'a> {
    name: String,
    subject: &'a Subject,
    binary: PathBuf,
    arguments: Vec<&'a str>,
}

pub async fn measure(
    binaries: &BTreeMap<String, PathBuf>,
    stack: &Stack,
    node: Result<&Node, &String>,
) -> Vec<Row> {
    let candidates = candidates(binaries, node);
    let authority = Authority::new();
    let bundle = tempfile::NamedTempFile::new().expect("a file");
    fs::write(bundle.path(), &authority.bundle).expect("a written file");
    let (dynamodb, aws) = (authority.before(stack.dynamodb).await, authority.before(stack.aws).await);
    let mut numbers = FIRST_NUMBER..;
    let mut rows = Vec::new();
    for round_trip in ROUND_TRIPS {
        let network = Network::new(Duration::from_millis(round_trip));
        let over = |end_point| format!("https://{}", network.to(end_point));
        let mut far = stack.variables.clone();
        far.insert("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), over(dynamodb));
        far.insert("AWS_ENDPOINT_URL_SECRETS_MANAGER".to_owned(), over(aws));
        for trusted_by in ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"] {
            far.insert(trusted_by.to_owned(), bundle.path().display().to_string());
        }
        let variables: Vec<_> =
            candidates.iter().map(|candidate| variables_of(candidate.subject.binary, &far)).collect();
        let mut measured: Vec<_> = candidates.iter().map(|candidate| candidate.row(round_trip)).collect();
        for round in 0..=STARTS {
            for ((candidate, variables), row) in candidates.iter().zip(&variables).zip(&mut measured) {
                for warmed in [true, false] {
                    let mut function =
                        Function::start(&candidate.binary, &candidate.arguments, variables).await;
                    let poll = function.ready().await;
                    if !warmed {
                        network.cut();
                        tokio::time::sleep(SETTLES_WITHIN).await;
                    }
                    let event = (candidate.subject.event)(numbers.next().expect("numbers without end"));
                    let first = candidate.subject.invoke(&mut function, event).await;
                    network.cut();
                    // The first round only fills the system's caches.
                    if round > 0 {
                        row.polls.push(poll);
                        if warmed { &mut row.warmed } else { &mut row.not_warmed }.push(first);
                    }
                }
            }
        }
        rows.extend(measured);
    }
    rows
}

fn candidates<'a>(
    binaries: &BTreeMap<String, PathBuf>,
    node: Result<&'a Node, &String>,
) -> Vec<Candidate<'a>> {
    let measured = SUBJECTS.iter().filter(|subject| MEASURED.contains(&subject.name));
    let mut candidates: Vec<_> = measured
        .map(|subject| Candidate {
            name: subject.name.to_owned(),
            subject,
            binary: binaries[subject.binary].clone(),
            arguments: Vec::new(),
        })
        .collect();
    match node {
        Ok(node) => candidates.push(Candidate {
            name: format!("{}, Node {}", NODE.name, node.version),
            subject: &NODE,
            binary: node.binary.clone(),
            arguments: vec!["--no-warnings", &node.script],
        }),
        Err(reason) => println!("\nNOT MEASURED: the function in Node, {reason}"),
    }
    candidates
}

impl Candidate<'_> {
    fn row(&self, round_trip: u64) -> Row {
        let [polls, warmed, not_warmed] = [const { Vec::new() }; 3];
        Row { round_trip, name: self.name.clone(), polls, warmed, not_warmed }
    }
}

pub fn print(rows: &[Row]) {
    println!(
        "\n| round trip, ms | times in ms | to first poll | first answer, connected before | connected for it |"
    );
    println!("| ---: | --- | ---: | ---: | ---: |");
    for row in rows {
        let [polls, warmed, not_warmed] =
            [&row.polls, &row.warmed, &row.not_warmed].map(|times| milliseconds(median(times)));
        println!("| {} | {} | {polls:.1} | {warmed:.1} | {not_warmed:.1} |", row.round_trip, row.name);
    }
}
