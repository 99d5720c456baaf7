//! Filter patterns of CloudWatch Logs, as far as the template uses them: `{ $.a = "x" && ($.b = "y*" || $.b = "z") }`.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html>.
//! What is beyond that is refused, so that nobody believes it was tried.

use serde_json::Value;

/// Whether a line is counted.
pub fn matches(pattern: &str, line: &Value) -> bool {
    let inside = pattern.trim().strip_prefix('{').and_then(|pattern| pattern.strip_suffix('}'));
    let mut reader = Reader { rest: inside.expect("a pattern for JSON").trim(), line };
    let matches = reader.any();
    assert!(reader.rest.is_empty(), "{} is not understood in {pattern}", reader.rest);
    matches
}

struct Reader<'a> {
    rest: &'a str,
    line: &'a Value,
}

impl<'a> Reader<'a> {
    /// Takes a word, if it comes next.
    fn next_is(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest).trim_start();
        rest.is_some()
    }

    fn until(&mut self, end: char) -> &'a str {
        let (before, rest) = self.rest.split_once(end).unwrap_or_else(|| panic!("no {end} in {}", self.rest));
        self.rest = rest.trim_start();
        before
    }

    /// Both sides are always read.
    fn any(&mut self) -> bool {
        let mut matches = self.all();
        while self.next_is("||") {
            matches |= self.all();
        }
        matches
    }

    fn all(&mut self) -> bool {
        let mut matches = self.one();
        while self.next_is("&&") {
            matches &= self.one();
        }
        matches
    }

    fn one(&mut self) -> bool {
        if self.next_is("(") {
            let matches = self.any();
            assert!(self.next_is(")"), "no ) before {}", self.rest);
            return matches;
        }
        assert!(self.next_is("$."), "{} is no field", self.rest);
        let field = self.until('=').trim();
        assert!(self.next_is("\""), "{} is no text", self.rest);
        let wanted = self.until('"');
        self.line[field].as_str().is_some_and(|text| fits(text, wanted))
    }
}

/// `*` at the end stands for whatever comes.
fn fits(text: &str, wanted: &str) -> bool {
    match wanted.split_once('*') {
        Some((beginning, "")) => text.starts_with(beginning),
        Some(_) => panic!("{wanted} has a * within"),
        None => text == wanted,
    }
}
