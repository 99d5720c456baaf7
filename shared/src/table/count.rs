//! Counters: rows of one value or several, each of which is added to while it is under its limit.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{item::Item, key::Key};
use crate::base::timestamp::Timestamp;

/// The value of a counter that counts one thing.
pub(super) const COUNT: &str = "value";

/// Adds one to each of some values of a counter, while they are under their limits if they have any.
#[derive(Debug)]
pub(crate) struct CountWrite {
    pub(super) key: Key,
    values: Vec<Counted>,
    expires: Timestamp,
}

/// A value of a counter that one is added to, and what it must be below for that.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub value: String,
    pub limit: Option<u32>,
}

impl Counted {
    /// The value of a counter that counts one thing.
    pub(crate) fn one(limit: Option<u32>) -> Vec<Self> {
        vec![Self { value: COUNT.to_owned(), limit }]
    }
}

impl CountWrite {
    pub(super) const fn new(key: Key, values: Vec<Counted>, expires: Timestamp) -> Self {
        Self { key, values, expires }
    }

    /// `#v0`, `#v1`, …: the values by their places.
    fn places(&self) -> impl Iterator<Item = (usize, &Counted)> {
        self.values.iter().enumerate()
    }

    pub(super) fn update(&self) -> String {
        let added: String = self.places().map(|(place, _)| format!("#v{place} :one, ")).collect();
        format!("ADD {added}#version :one SET #entity = :counter, #expires = :expires")
    }

    pub(super) fn condition(&self) -> Option<String> {
        let limited = self.places().filter(|(_, counted)| counted.limit.is_some());
        let under = |(place, _)| format!("(attribute_not_exists(#v{place}) OR #v{place} < :l{place})");
        let conditions: Vec<String> = limited.map(under).collect();
        (!conditions.is_empty()).then(|| conditions.join(" AND "))
    }

    pub(super) fn names(&self) -> HashMap<String, String> {
        let name = |name: &str| (format!("#{name}"), name.to_owned());
        let values = self.places().map(|(place, counted)| (format!("#v{place}"), counted.value.clone()));
        ["version", "entity", "expires"].map(name).into_iter().chain(values).collect()
    }

    pub(super) fn values(&self) -> Item {
        let number = |value: i64| AttributeValue::N(value.to_string());
        let mut values = HashMap::from([
            (":one".to_owned(), number(1)),
            (":counter".to_owned(), AttributeValue::S("counter".to_owned())),
            (":expires".to_owned(), number(self.expires.seconds())),
        ]);
        let limit =
            |(place, counted): (usize, &Counted)| Some((format!(":l{place}"), number(counted.limit?.into())));
        values.extend(self.places().filter_map(limit));
        values
    }
}

/// That a counter of one thing is under a limit. One whose time is over counts nothing.
#[derive(Debug)]
pub(crate) struct CountCheck {
    pub(super) key: Key,
    pub(super) limit: u32,
}

impl CountCheck {
    pub(super) const CONDITION: &'static str =
        "attribute_not_exists(#value) OR #value < :limit OR #expires <= :now";

    pub(super) fn names() -> HashMap<String, String> {
        [("#value", COUNT), ("#expires", "expires")]
            .map(|(place, name)| (place.to_owned(), name.to_owned()))
            .into()
    }

    pub(super) fn values(limit: u32, now: Timestamp) -> Item {
        let number = |value: i64| AttributeValue::N(value.to_string());
        HashMap::from([
            (":limit".to_owned(), number(limit.into())),
            (":now".to_owned(), number(now.seconds())),
        ])
    }
}
