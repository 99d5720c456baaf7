//! What is wrong with the fields of a request: all of it at once, each by the path of its field.

use std::fmt;

use super::rule::{Broken, Rule};

/// One broken rule of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The path of the field: `access_tokens[0].pass_code`.
    pub field: String,
    pub rule: Rule,
    /// Whether the field is right as such and its value breaks a rule. Otherwise the field is missing, unknown, of the
    /// wrong type or not to be combined.
    pub of_value: bool,
}

/// Of more an answer does not speak: somebody who sends thousands of wrong fields gets no megabyte back.
const MOST: usize = 64;

/// The broken rules of a request, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    /// A field that is missing, unknown, of the wrong type or not to be combined.
    pub fn field(field: impl Into<String>, rule: Rule) -> Self {
        Self(vec![FieldError { field: field.into(), rule, of_value: false }])
    }

    /// A field that is none, with the known one that was probably meant.
    pub(crate) fn unknown<'a>(path: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let name = path.rsplit('.').next().unwrap_or_default();
        let alike = known.map(|known| (strsim::jaro(name, known), known)).filter(|(alike, _)| *alike > 0.75);
        let meant = alike.max_by(|(one, _), (other, _)| one.total_cmp(other));
        Self::field(path, Rule::UnknownField { meant: meant.map(|(_, known)| known.to_owned()) })
    }

    /// Fields whose values break rules, for `map_err`.
    pub fn value<B: Into<Broken>>(field: &str) -> impl Fn(B) -> Self {
        Self::of(field, true)
    }

    /// The same where a value makes a field unusable, whatever the definition says.
    pub fn unusable<B: Into<Broken>>(field: &str) -> impl Fn(B) -> Self {
        Self::of(field, false)
    }

    fn of<B: Into<Broken>>(field: &str, of_value: bool) -> impl Fn(B) -> Self {
        move |broken| {
            let rules = broken.into().rules().into_iter();
            Self(rules.map(|rule| FieldError { field: field.to_owned(), rule, of_value }).collect())
        }
    }

    /// Takes what was checked, or remembers what is wrong with it.
    pub fn collect<T>(&mut self, checked: Result<T, Self>) -> Option<T> {
        match checked {
            Ok(value) => Some(value),
            Err(errors) => {
                self.push(errors);
                None
            }
        }
    }

    /// The same of a value that need not be there.
    pub fn optional<T, U>(
        &mut self,
        value: Option<T>,
        check: impl FnOnce(T) -> Result<U, Self>,
    ) -> Option<U> {
        self.collect(value.map(check).transpose()).flatten()
    }

    /// Remembers what is wrong.
    pub fn push(&mut self, Self(errors): Self) {
        self.0.extend(errors);
        self.0.truncate(MOST);
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fails where something was wrong.
    pub fn none(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The same errors, of fields that stand in another one. `place` itself is meant where a path is empty.
    pub fn within(self, place: &str) -> Self {
        let within = |error: FieldError| FieldError { field: below(place, &error.field), ..error };
        Self(self.0.into_iter().map(within).collect())
    }

    /// Whether some value breaks a rule, and not only fields are missing, unknown or not to be combined.
    pub fn of_values(&self) -> bool {
        self.0.iter().any(|error| error.of_value)
    }

    pub fn iter(&self) -> impl Iterator<Item = &FieldError> {
        self.0.iter()
    }
}

/// The path of a field that stands in another one.
pub(crate) fn below(within: &str, field: &str) -> String {
    match (within, field) {
        (within, "") => within.to_owned(),
        ("", field) => field.to_owned(),
        (within, place) if place.starts_with('[') => format!("{within}{place}"),
        (within, field) => format!("{within}.{field}"),
    }
}

/// For people: every field with what is wrong with it.
impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, FieldError { field, rule, .. }) in self.0.iter().enumerate() {
            let before = if index == 0 { "" } else { "; " };
            write!(f, "{before}{field}: {rule}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FieldErrors {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_does_not_grow_with_the_number_of_wrong_fields() {
        let mut errors = FieldErrors::default();
        for field in 0..1_000 {
            errors.push(FieldErrors::field(field.to_string(), Rule::Missing));
        }
        assert_eq!(errors.iter().count(), MOST);
    }

    #[test]
    fn all_that_is_wrong_is_remembered_by_the_path_of_its_field() {
        let mut errors = FieldErrors::default();
        assert_eq!(errors.collect(Ok(7)), Some(7));
        let short = Err::<(), _>(Rule::TooShort { minimum: 8 });
        errors.collect(short.map_err(FieldErrors::value("pass_code")));
        assert!(errors.of_values());
        errors.push(FieldErrors::field("", Rule::Missing));
        let errors = errors.none().expect_err("errors").within("access_tokens[0]");
        assert_eq!(
            errors.to_string(),
            "access_tokens[0].pass_code: must have at least 8 characters; access_tokens[0]: is missing"
        );
    }
}
