//! What the docs point at: a file that moved leaves no link behind.

use std::{fs, path::Path};

use super::ROOT;

const FOLDERS: [&str; 3] = ["", "docs", "docs/decisions"];

/// The targets of the links of a text, without those of the web and without what follows `#`.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#']).next())
        .filter(|target| !target.is_empty() && !target.starts_with("http"))
}

#[test]
fn every_link_of_the_docs_leads_to_something() {
    let mut count = 0;
    let mut dead = Vec::new();
    for folder in FOLDERS.map(|folder| Path::new(ROOT).join(folder)) {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let file = entry.expect("an entry").path();
            if file.extension().is_none_or(|extension| extension != "md") {
                continue;
            }
            for target in targets(&fs::read_to_string(&file).expect("a text")) {
                count += 1;
                if !folder.join(target).exists() {
                    dead.push(format!("{} -> {target}", file.display()));
                }
            }
        }
    }
    assert!(count > 100, "{count} links");
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}
