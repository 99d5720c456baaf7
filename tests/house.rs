//! House rules: who may name what, who stands on which floor, what the docs point at, and how long a file may grow.

mod floors;
mod imports;
mod links;

use std::{
    fs,
    path::{Path, PathBuf},
};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Every source file of ours, by its path from the root.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in ["functions", "shared", "infra/local", "infra/owner", "tests"] {
        collect(&Path::new(ROOT).join(folder), &mut files);
    }
    assert!(files.len() > 50, "{}", files.len());
    let name = |file: &PathBuf| file.strip_prefix(ROOT).expect("below the root").display().to_string();
    files.iter().map(|file| (name(file), fs::read_to_string(file).expect("a source"))).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The files of the service (not of the local stack or the tests) that name something.
fn naming(what: &str) -> Vec<String> {
    let service = |name: &str| name.starts_with("shared/src/") || name.starts_with("functions/");
    let mut names: Vec<_> = sources()
        .into_iter()
        .filter(|(name, text)| service(name) && text.contains(what))
        .map(|(name, _)| name)
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn only_the_table_names_dynamodb() {
    let all = naming("aws_sdk_dynamodb");
    let others: Vec<_> = all.iter().filter(|name| !name.starts_with("shared/src/table")).collect();
    // Service is made with a client of its own, in unit tests.
    assert_eq!(others, ["shared/src/steps/service.rs"]);
}

#[test]
fn only_delivery_names_ses_and_sns() {
    for name in naming("aws_sdk_sesv2").iter().chain(&naming("aws_sdk_sns")) {
        // Aws borrows the types of a configuration.
        assert!(name.starts_with("shared/src/delivery") || name == "shared/src/base/aws.rs", "{name}");
    }
}

#[test]
fn only_variables_reads_the_environment() {
    assert_eq!(naming("env::var"), ["shared/src/base/variables.rs"]);
}

#[test]
fn only_one_function_reads_the_clock() {
    assert_eq!(naming("now_utc"), ["shared/src/base/timestamp.rs"]);
    assert!(naming("Instant::now").is_empty());
    assert!(naming("SystemTime").is_empty());
}

#[test]
fn only_the_context_asks_the_system_for_randomness() {
    assert_eq!(naming("SysRng"), ["shared/src/base/context.rs"]);
}

/// So none gets into a log by `?answer`: codes, tokens and identifiers stand in them in clear.
#[test]
fn no_answer_has_a_debug() {
    let has_one: Vec<_> = naming("Debug").into_iter().filter(|name| name.contains("http/answer/")).collect();
    assert_eq!(has_one, Vec::<String>::new());
}

#[test]
fn only_http_knows_status_codes_and_matches_every_refusal() {
    for name in naming("StatusCode") {
        // Whoever asks the console for a file asks the service nothing.
        assert!(name.starts_with("shared/src/http") || name == "functions/console/src/page.rs", "{name}");
    }
    for file in ["status", "code", "code/status"] {
        let file = Path::new(ROOT).join(format!("shared/src/http/{file}.rs"));
        assert!(!fs::read_to_string(file).expect("a source").contains("_ =>"));
    }
}

#[test]
fn every_main_of_a_function_is_wiring_under_30_lines() {
    let is_main = |name: &str| name.starts_with("functions/") && name.ends_with("/main.rs");
    let mains: Vec<_> = sources().into_iter().filter(|(name, _)| is_main(name)).collect();
    assert_eq!(mains.len(), 12);
    for (name, text) in mains {
        assert!(text.lines().count() < 30, "{name}");
    }
}

#[test]
fn every_file_says_what_it_is_for_and_stays_under_300_lines() {
    for (name, text) in sources() {
        assert!(text.starts_with("//! "), "{name} does not begin with what it is for");
        assert!(text.lines().count() <= 300, "{name} has {} lines", text.lines().count());
    }
}
