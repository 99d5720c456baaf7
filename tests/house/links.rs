//! What the docs point at: a file that moved, or a heading that has other words now, leaves no link behind.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use super::ROOT;

/// What others wrote, and what is made here.
const NOT_OURS: [&str; 3] = [".git", "node_modules", "target"];

/// Every page of the repository, with its text but for the code that it shows.
fn pages() -> BTreeMap<PathBuf, String> {
    let (mut folders, mut pages) = (vec![fs::canonicalize(ROOT).expect("the root")], BTreeMap::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let is_ours = !NOT_OURS.iter().any(|other| path.ends_with(other));
            if path.is_dir() && is_ours {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path).expect("a text");
                pages.insert(path, text.split("```").step_by(2).collect());
            }
        }
    }
    pages
}

/// The targets of the links of a text, without those of the web: a file, and what follows `#`.
fn targets(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|target| !target.starts_with("http"))
        .map(|target| target.split_once('#').map_or((target, None), |(file, heading)| (file, Some(heading))))
}

/// What leads to the headings of a text, as GitHub makes it: small letters, digits and hyphens.
fn headings(text: &str) -> BTreeSet<String> {
    let heading = |line: &str| {
        let words = line.strip_prefix('#')?.trim_start_matches('#').trim().to_lowercase();
        let kept = words.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        Some(kept.map(|c| if c == ' ' { '-' } else { c }).collect())
    };
    text.lines().filter_map(heading).collect()
}

#[test]
fn every_link_of_the_docs_leads_to_a_file_and_a_heading_that_are_there() {
    let pages = pages();
    let (mut count, mut dead) = (0, Vec::new());
    for (page, text) in &pages {
        for (file, heading) in targets(text) {
            count += 1;
            let path = if file.is_empty() { page.clone() } else { page.with_file_name("").join(file) };
            let led = fs::canonicalize(&path).ok();
            let is_there = match (led, heading) {
                (Some(_), None) => true,
                (Some(path), Some(heading)) => {
                    pages.get(&path).is_some_and(|text| headings(text).contains(heading))
                }
                (None, _) => false,
            };
            if !is_there {
                let page = page.strip_prefix(Path::new(ROOT).canonicalize().expect("the root"));
                let heading = heading.map(|heading| format!("#{heading}")).unwrap_or_default();
                dead.push(format!("{} -> {file}{heading}", page.unwrap_or(Path::new("")).display()));
            }
        }
    }
    assert!(count > 400, "{count} links");
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}
