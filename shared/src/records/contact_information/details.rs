//! Contact information as it is sent, merged and kept.
//!
//! What is sent has the shape of what is kept, but for what goes by several names or spellings: a country
//! is sent by one of its names and kept as two letters (`kept.rs`). So an update is a
//! merge of the two (RFC 7386): absent is untouched, null is cleared, on every level.

use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value, json};

use super::{
    check::{self, FIELD, LONGEST_TEXT},
    company_profile::CompanyProfile,
    demographics::Demographics,
    kept,
};
use crate::{
    base::{
        field_errors::FieldErrors,
        id::Id,
        identifier::Identifier,
        rule::Rule,
        text_rules::{MAXIMUM_LENGTH, PLAIN},
        typed::typed,
    },
    definition::Definition,
};

const LONGEST_NAME: usize = 100;

/// Contact information as a row keeps it: its id, which nobody sends, and what was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ContactInformation {
    pub id: Id,
    pub details: Details,
}

/// A person has a last name and a company a company name; either may have all the rest.
// The OpenAPI description shows what is sent, which is not always what is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContactInformation", transform = named)]
#[schemars(example = json!({ "type": "PERSON", "first_name": "Ada", "last_name": "Lovelace" }))]
pub(crate) struct Details {
    pub r#type: Kind,
    #[serde(default, deserialize_with = "given_or_default")]
    #[schemars(with = "Option<State>")]
    pub life_cycle_state: State,
    #[schemars(length(min = 1, max = LONGEST_NAME), regex(pattern = PLAIN))]
    pub first_name: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_NAME), regex(pattern = PLAIN))]
    pub middle_name: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_NAME), regex(pattern = PLAIN))]
    pub last_name: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_NAME), regex(pattern = PLAIN))]
    pub title: Option<String>,
    #[schemars(length(min = 1, max = LONGEST_TEXT), regex(pattern = PLAIN))]
    pub company_name: Option<String>,
    /// Where e-mails to this customer go.
    // The Web API's tables have no address.
    #[schemars(with = "Option<String>", length(max = MAXIMUM_LENGTH), example = "ada@example.com")]
    pub email: Option<Identifier>,
    /// Where text messages to this customer go, in E.164.
    #[schemars(with = "Option<String>", length(max = MAXIMUM_LENGTH), example = "+35799123456")]
    pub phone: Option<Identifier>,
    pub demographics: Option<Demographics>,
    pub company_profile: Option<CompanyProfile>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub(crate) enum Kind {
    #[default]
    Person,
    Company,
}

/// MARKETING: somebody to write to; FINANCIAL: somebody with an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub(crate) enum State {
    Marketing,
    #[default]
    Financial,
}

impl ContactInformation {
    /// What was sent as `account_owner`, under a new id.
    pub(crate) fn parse(id: Id, given: Value, definition: &Definition) -> Result<Self, FieldErrors> {
        Ok(Self { id, details: Details::merged(Value::Object(Map::new()), given, definition)? })
    }

    /// With the fields of `patch` changed.
    pub(crate) fn patched(&self, patch: Value, definition: &Definition) -> Result<Self, FieldErrors> {
        let kept = serde_json::to_value(&self.details).unwrap_or_default();
        Ok(Self { id: self.id.clone(), details: Details::merged(kept, patch, definition)? })
    }

    /// A person's last and first name, as answers have it; a company's company name.
    pub(crate) fn name(&self) -> String {
        let Details { first_name, last_name, .. } = &self.details;
        self.called([last_name, first_name])
    }

    /// A person's first and last name, as they are written to; a company's company name.
    pub(crate) fn name_in_messages(&self) -> String {
        let Details { first_name, last_name, .. } = &self.details;
        self.called([first_name, last_name])
    }

    fn called(&self, person: [&Option<String>; 2]) -> String {
        match self.details.r#type {
            Kind::Person => person.map(Option::as_deref).into_iter().flatten().collect::<Vec<_>>().join(" "),
            Kind::Company => self.details.company_name.clone().unwrap_or_default(),
        }
    }
}

impl Details {
    fn merged(mut kept: Value, mut sent: Value, definition: &Definition) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        // What cannot be kept is null from here on, so that all the rest is looked at too.
        errors.collect(kept::keep(&mut sent, definition));
        merge(&mut kept, sent);
        let details = errors.collect(typed::<Self>(kept, FIELD));
        errors.collect(details.as_ref().map_or(Ok(()), Self::check));
        details.filter(|_| errors.is_empty()).ok_or(errors)
    }

    fn check(&self) -> Result<(), FieldErrors> {
        let names = [
            ("first_name", &self.first_name),
            ("middle_name", &self.middle_name),
            ("last_name", &self.last_name),
            ("title", &self.title),
        ];
        let mut errors = FieldErrors::default();
        errors.collect(check::texts(FIELD, LONGEST_NAME, names));
        errors.collect(check::texts(FIELD, LONGEST_TEXT, [("company_name", &self.company_name)]));
        let (needed, given, why) = match self.r#type {
            Kind::Person => ("last_name", &self.last_name, " for a PERSON"),
            Kind::Company => ("company_name", &self.company_name, " for a COMPANY"),
        };
        if given.is_none() {
            let needed = FieldErrors::field(format!("{FIELD}.{needed}"), Rule::Needed { why });
            errors.push(needed);
        }
        if let Some(demographics) = &self.demographics {
            errors.collect(demographics.check(&format!("{FIELD}.demographics")));
        }
        if let Some(company_profile) = &self.company_profile {
            errors.collect(company_profile.check(&format!("{FIELD}.company_profile")));
        }
        errors.none()
    }
}

/// Nulls stay where they are put, and are read as absent: so that an unknown field is met even if it is null.
pub(super) fn merge(kept: &mut Value, sent: Value) {
    match (kept, sent) {
        (Value::Object(kept), Value::Object(sent)) => {
            for (field, value) in sent {
                merge(kept.entry(field).or_insert(Value::Null), value);
            }
        }
        (kept, sent) => *kept = sent,
    }
}

/// What each type must have, for the OpenAPI description.
fn named(schema: &mut Schema) {
    let needs = |kind: &str, field: &str| {
        json!({
            "required": [field],
            "properties": { "type": { "const": kind }, field: { "type": "string" } },
        })
    };
    let kinds = [needs("PERSON", "last_name"), needs("COMPANY", "company_name")];
    schema.insert("oneOf".to_owned(), kinds.into_iter().collect());
}

/// Null is absent here too.
fn given_or_default<'de, D: Deserializer<'de>>(deserializer: D) -> Result<State, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
