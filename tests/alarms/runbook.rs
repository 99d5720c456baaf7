//! The runbook: each alarm has a page there, each page an alarm.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::alarms::Alarm;

const RUNBOOK: &str = include_str!("../../docs/RUNBOOK.md");

/// What a page says, in this order.
const PARTS: [&str; 4] = ["**It means**", "**Look**", "**Do**", "**Customers**"];

/// The pages of alarms, by what leads to them.
fn pages() -> BTreeMap<String, &'static str> {
    let (_, pages) = RUNBOOK.split_once("\n## Alarms\n").expect("the alarms");
    let (pages, _) = pages.split_once("\n## ").expect("what comes after them");
    let pages = pages.split("\n### ").skip(1).map(|page| {
        let (heading, page) = page.split_once('\n').expect("a page");
        (heading.to_lowercase().replace(' ', "-"), page)
    });
    pages.collect()
}

#[test]
fn every_alarm_names_its_page_and_every_page_has_its_alarm() {
    let pages = pages();
    let mut named = BTreeSet::new();
    for alarm in Alarm::all() {
        let (_, page) = alarm.description.split_once(". docs/RUNBOOK.md#").expect("a page at the end");
        let text = pages.get(page).unwrap_or_else(|| panic!("there is no page {page}"));
        assert!(text.contains(&format!("`{}`", alarm.name)), "{page} names no {}", alarm.name);
        assert!(named.insert(page.to_owned()), "{page} is of two alarms");
    }
    assert_eq!(named, pages.into_keys().collect());
}

#[test]
fn every_page_says_what_it_means_what_to_look_at_what_to_do_and_what_to_tell_customers() {
    for (name, page) in pages() {
        let mut places = Vec::new();
        for part in PARTS {
            places.push(page.find(part).unwrap_or_else(|| panic!("{name} has no {part}")));
        }
        assert!(places.is_sorted(), "{name}");
    }
}
