//! Metric math of CloudWatch, as far as the template uses it: `IF(a > 2, 100 * a / b, 0)`, `SUM(METRICS())`,
//! `MAX(METRICS())`.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html>. Of one moment, in
//! which a metric without a value is left out.

use std::collections::BTreeMap;

/// What an expression is where metrics, by their ids, have these values. None where one of them has none.
pub fn value(expression: &str, metrics: &BTreeMap<String, f64>) -> Option<f64> {
    let mut reader = Reader { rest: expression.trim(), metrics };
    let value = reader.compared();
    assert!(reader.rest.is_empty(), "{} is not understood in {expression}", reader.rest);
    value
}

struct Reader<'a> {
    rest: &'a str,
    metrics: &'a BTreeMap<String, f64>,
}

impl Reader<'_> {
    /// Takes a word, if it comes next.
    fn next_is(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest).trim_start();
        rest.is_some()
    }

    fn must_be(&mut self, word: &str) {
        assert!(self.next_is(word), "no {word} before {}", self.rest);
    }

    /// Both sides are always read.
    fn compared(&mut self) -> Option<f64> {
        let left = self.product();
        if !self.next_is(">") {
            return left;
        }
        let right = self.product();
        Some(f64::from(u8::from(left? > right?)))
    }

    fn product(&mut self) -> Option<f64> {
        let mut product = self.one();
        loop {
            let (times, by) = (self.next_is("*"), self.next_is("/"));
            if !times && !by {
                return product;
            }
            let other = self.one();
            product = product.zip(other).map(|(left, right)| if times { left * right } else { left / right });
        }
    }

    fn one(&mut self) -> Option<f64> {
        if self.next_is("SUM(METRICS())") {
            return Some(self.metrics.values().sum()).filter(|_| !self.metrics.is_empty());
        }
        if self.next_is("MAX(METRICS())") {
            return self.metrics.values().copied().reduce(f64::max);
        }
        if self.next_is("IF(") {
            let condition = self.compared();
            self.must_be(",");
            let then = self.compared();
            self.must_be(",");
            let or_else = self.compared();
            self.must_be(")");
            return if condition? == 0.0 { or_else } else { then };
        }
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        assert!(!word.is_empty(), "{} is not understood", self.rest);
        self.rest = rest.trim_start();
        word.parse().ok().or_else(|| self.metrics.get(word).copied())
    }
}
