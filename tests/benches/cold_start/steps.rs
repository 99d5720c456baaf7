//! Where the time to the first poll goes, step by step.

use std::{collections::BTreeMap, path::Path, time::Duration};

use crate::{
    STARTS,
    function::Function,
    report::{median, milliseconds},
};

/// The steps, each of which does what those before it do and one thing more.
const STEPS: [(&str, &[&str]); 6] = [
    ("process, Lambda runtime, a binary of full size", &["1"]),
    ("log", &["2"]),
    ("configuration with its certificates", &["3"]),
    ("DynamoDB client", &["4"]),
    ("definition", &["5"]),
    ("keyring, asked for on loopback meanwhile", &[]),
];

/// Measures a function that does nothing, then each step, in turn.
pub async fn measure(hello: &Path, start: &Path, variables: &BTreeMap<String, String>) -> Vec<Step> {
    let mut steps = vec![Step { name: "process, Lambda runtime, hello", polls: Vec::new() }];
    steps.extend(STEPS.iter().map(|(name, _)| Step { name, polls: Vec::new() }));
    for _ in 0..STARTS {
        let mut of_hello = Function::start(hello, &[], variables).await;
        steps[0].polls.push(of_hello.ready().await);
        for (step, (_, arguments)) in steps[1..].iter_mut().zip(STEPS) {
            let mut function = Function::start(start, arguments, variables).await;
            step.polls.push(function.ready().await);
        }
    }
    steps
}

pub struct Step {
    name: &'static str,
    polls: Vec<Duration>,
}

/// Prints how long it takes up to each step, and what the step adds.
pub fn print(steps: &[Step]) {
    println!("\n| start of `create`, ms up to | to first poll | more |");
    println!("| --- | ---: | ---: |");
    let mut before = 0.0;
    for step in steps {
        let now = milliseconds(median(&step.polls));
        println!("| {} | {now:.2} | {:.2} |", step.name, now - before);
        before = now;
    }
}
