//! Counters: rows of one value or several, each of which is added to while it is under its limit.
//!
//! Many requests write the same counter, and DynamoDB cancels a transaction that meets another: so each is written by
//! itself, and in no transaction. What was counted stays counted, whatever becomes of the request.

use std::collections::HashMap;

use super::{
    item::{Item, numeral, text},
    key::Key,
    row::{Cover, Row},
};
use crate::base::{
    context::Context,
    timestamp::{HOUR, Timestamp},
};

/// The value of a counter that counts one thing.
pub(super) const COUNT: &str = "value";

/// Adds one to each of some values of a counter, while they are under their limits if they have any.
#[derive(Debug)]
pub(crate) struct CountWrite {
    pub(super) key: Key,
    entity: &'static str,
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
        Self { key, entity: "counter", values, expires }
    }

    /// A write of the same cost that counts nothing: what is refused in silence costs what is counted.
    pub(super) fn cover(context: &mut Context) -> Self {
        let (key, expires) = (Key::of_cover(context), context.now.plus(HOUR));
        Self { entity: Cover::ENTITY, ..Self::new(key, Counted::one(None), expires) }
    }

    /// Whether it may be refused: then it is taken before what it is for, and not counted after it.
    pub(super) fn is_limited(&self) -> bool {
        self.values.iter().any(|counted| counted.limit.is_some())
    }

    /// `#v0`, `#v1`, …: the values by their places.
    fn places(&self) -> impl Iterator<Item = (usize, &Counted)> {
        self.values.iter().enumerate()
    }

    pub(super) fn update(&self) -> String {
        let added: String = self.places().map(|(place, _)| format!("#v{place} :one, ")).collect();
        format!("ADD {added}#version :one SET #entity = :entity, #expires = :expires")
    }

    /// That its time is not over, and all are under their limits.
    pub(super) fn condition(&self) -> String {
        let limited = self.places().filter(|(_, counted)| counted.limit.is_some());
        let under = |(place, _)| format!("(attribute_not_exists(#v{place}) OR #v{place} < :l{place})");
        let is_live = "(attribute_not_exists(#expires) OR #expires > :now)".to_owned();
        std::iter::once(is_live).chain(limited.map(under)).collect::<Vec<_>>().join(" AND ")
    }

    pub(super) fn names(&self) -> HashMap<String, String> {
        let name = |name: &str| (format!("#{name}"), name.to_owned());
        let values = self.places().map(|(place, counted)| (format!("#v{place}"), counted.value.clone()));
        ["version", "entity", "expires"].map(name).into_iter().chain(values).collect()
    }

    pub(super) fn values(&self, now: Timestamp) -> Item {
        let mut values = HashMap::from([
            (":one".to_owned(), numeral(1)),
            (":entity".to_owned(), text(self.entity)),
            (":expires".to_owned(), numeral(self.expires.seconds())),
            (":now".to_owned(), numeral(now.seconds())),
        ]);
        let limit =
            |(place, counted): (usize, &Counted)| Some((format!(":l{place}"), numeral(counted.limit?)));
        values.extend(self.places().filter_map(limit));
        values
    }

    /// The counter as it begins.
    pub(super) fn first(&self) -> Item {
        let mut item = self.key.attributes();
        item.extend(self.values.iter().map(|counted| (counted.value.clone(), numeral(1))));
        item.insert("entity".to_owned(), text(self.entity));
        item.insert("version".to_owned(), numeral(1));
        item.insert("expires".to_owned(), numeral(self.expires.seconds()));
        item
    }
}

/// That a counter of one thing is under a limit. One whose time is over counts nothing.
pub(super) struct UnderLimit;

impl UnderLimit {
    pub(super) const CONDITION: &'static str =
        "attribute_not_exists(#value) OR #value < :limit OR #expires <= :now";

    pub(super) fn names() -> HashMap<String, String> {
        [("#value", COUNT), ("#expires", "expires")]
            .map(|(place, name)| (place.to_owned(), name.to_owned()))
            .into()
    }

    pub(super) fn values(limit: u32, now: Timestamp) -> Item {
        HashMap::from([(":limit".to_owned(), numeral(limit)), (":now".to_owned(), numeral(now.seconds()))])
    }
}
