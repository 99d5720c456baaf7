//! User-defined fields: eight texts, four numbers and four dates that an owner gives a meaning.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::base::{
    field_errors::FieldErrors,
    rule::Rule,
    text_rules::{PLAIN, plain_text},
    timestamp::{self, DATE},
    typed::typed,
};

/// Longer texts are refused.
const MAXIMUM_LENGTH: usize = 255;

/// DynamoDB keeps numbers from 1e-130 to almost 1e126, whatever their sign, and 0. A little less is taken, since a
/// number may be rounded as it is read.
const LEAST: f64 = 1e-129;
const MOST: f64 = 1e125;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserDefinedFields {
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub udf_string_1: Option<String>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub udf_string_2: Option<String>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub udf_string_3: Option<String>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub udf_string_4: Option<String>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub udf_string_5: Option<String>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub udf_string_6: Option<String>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub udf_string_7: Option<String>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub udf_string_8: Option<String>,
    #[schemars(range(min = -MOST, max = MOST))]
    pub udf_float_1: Option<f64>,
    #[schemars(range(min = -MOST, max = MOST))]
    pub udf_float_2: Option<f64>,
    #[schemars(range(min = -MOST, max = MOST))]
    pub udf_float_3: Option<f64>,
    #[schemars(range(min = -MOST, max = MOST))]
    pub udf_float_4: Option<f64>,
    #[schemars(regex(pattern = DATE))]
    pub udf_date_1: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub udf_date_2: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub udf_date_3: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub udf_date_4: Option<String>,
}

impl UserDefinedFields {
    /// The fields with what was sent in their place: absent = untouched, null = cleared.
    pub fn patched(&self, sent: Map<String, Value>) -> Result<Self, FieldErrors> {
        let mut fields = serde_json::to_value(self).unwrap_or_default();
        if let Some(fields) = fields.as_object_mut() {
            fields.extend(sent);
        }
        let fields: Self = typed(fields, "")?;
        fields.check()?;
        Ok(fields)
    }

    /// Texts of 255 characters at most without control characters; numbers that the table can keep; dates as
    /// `yyyy-MM-ddTHH:mm:ss`.
    fn check(&self) -> Result<(), FieldErrors> {
        let strings = [
            ("udf_string_1", &self.udf_string_1),
            ("udf_string_2", &self.udf_string_2),
            ("udf_string_3", &self.udf_string_3),
            ("udf_string_4", &self.udf_string_4),
            ("udf_string_5", &self.udf_string_5),
            ("udf_string_6", &self.udf_string_6),
            ("udf_string_7", &self.udf_string_7),
            ("udf_string_8", &self.udf_string_8),
        ];
        let mut errors = FieldErrors::default();
        for (field, text) in strings {
            let checked = text.as_deref().map_or(Ok(()), |text| plain_text(text, MAXIMUM_LENGTH));
            errors.collect(checked.map_err(FieldErrors::value(field)));
        }
        let floats = [
            ("udf_float_1", self.udf_float_1),
            ("udf_float_2", self.udf_float_2),
            ("udf_float_3", self.udf_float_3),
            ("udf_float_4", self.udf_float_4),
        ];
        for (field, float) in floats {
            if float.is_some_and(|float| float != 0.0 && !(LEAST..=MOST).contains(&float.abs())) {
                errors.push(FieldErrors::value(field)(Rule::TooLargeOrTooSmall));
            }
        }
        let dates = [
            ("udf_date_1", &self.udf_date_1),
            ("udf_date_2", &self.udf_date_2),
            ("udf_date_3", &self.udf_date_3),
            ("udf_date_4", &self.udf_date_4),
        ];
        for (field, date) in dates {
            if date.as_deref().is_some_and(|date| !timestamp::is_date(date)) {
                errors.push(FieldErrors::value(field)(Rule::NotADate));
            }
        }
        errors.none()
    }
}
