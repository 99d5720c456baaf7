//! A line of an import: what an access token shall be, against the definition.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    base::{
        field_errors::FieldErrors,
        id::{Id, Number, Numbered},
        identifier::Identifier,
        language::Language,
        rule::Rule,
        state::State,
        timestamp::Timestamp,
        typed::typed,
    },
    codes::pass_code::{FirebaseKey, ForeignHash, ForeignKind, PassCodeHash},
    definition::{ClassificationIdentifier, Definition},
    keyring::Keyring,
    records::user_defined_fields::UserDefinedFields,
    steps::registration::{card_masked_number, customers_language},
};

const EFFECTIVE: &str = State::Effective.as_str();
const NOT_EFFECTIVE: &str = State::NotEffective.as_str();

/// Why a line is not imported. It quotes no value but what kind of hash there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Empty, where it is the line as a whole.
    pub field: String,
    pub reason: String,
}

impl Rejected {
    pub(super) fn new(field: &str, reason: impl Into<String>) -> Self {
        Self { field: field.to_owned(), reason: reason.into() }
    }

    fn of(errors: &FieldErrors) -> Vec<Self> {
        errors.iter().map(|error| Self::new(&error.field, error.rule.to_string())).collect()
    }
}

/// The fields of a line, beside the user-defined ones.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    identifier: String,
    classification: Option<String>,
    pass_code_hash: Option<String>,
    state: Option<String>,
    number: Option<String>,
    created_date: Option<String>,
    verified_date: Option<String>,
    card_masked_number: Option<String>,
    language: Option<String>,
}

/// The hash of a pass code, as a line brings it.
pub(super) enum Brought {
    Foreign(ForeignHash),
    /// Of another stack, whose key the keyring has.
    Ours(PassCodeHash),
}

/// A line that met the rules.
pub(super) struct ImportLine {
    pub identifier: Identifier,
    pub classification: Option<Id>,
    pub hash: Option<Brought>,
    pub is_effective: bool,
    /// Drawn where none is given.
    pub number: Option<Number>,
    pub created: Option<Timestamp>,
    pub verified: Option<Timestamp>,
    pub card_masked_number: Option<String>,
    pub language: Option<Language>,
    pub user_defined_fields: UserDefinedFields,
}

impl ImportLine {
    /// What is wrong is said all at once.
    pub(super) fn parse(
        fields: Map<String, Value>,
        definition: &Definition,
        firebase: Option<&FirebaseKey>,
        keyring: &Keyring,
    ) -> Result<Self, Vec<Rejected>> {
        let filled = fields.into_iter().filter(|(_, value)| !value.is_null());
        let (udf, own): (Map<_, _>, Map<_, _>) = filled.partition(|(name, _)| name.starts_with("udf_"));
        let mut errors = FieldErrors::default();
        let user_defined_fields = errors.collect(UserDefinedFields::default().patched(udf));
        let Some(fields) = errors.collect(typed::<Fields>(own.into(), "")) else {
            return Err(Rejected::of(&errors));
        };
        let mut rejected = Vec::new();
        let classification = fields.classification.map(|named| {
            let known = [
                ClassificationIdentifier::AlternativeCode(named.clone()),
                ClassificationIdentifier::Name(named.clone()),
                ClassificationIdentifier::Id(named),
            ];
            known.iter().find_map(|named| definition.classification(named)).map(|known| known.id.clone())
        });
        if classification == Some(None) {
            rejected.push(Rejected::new("classification", "is none of the definition"));
        }
        let classification = classification.flatten();
        let rules = &definition.settings(classification.as_ref()).identifier;
        let identifier = Identifier::parse(&fields.identifier, rules);
        let identifier = errors.collect(identifier.map_err(FieldErrors::value("identifier")));
        let card_masked_number = errors.optional(fields.card_masked_number.as_deref(), card_masked_number);
        let language = errors.optional(fields.language.as_deref(), customers_language);
        let number = fields.number.map(|number| {
            Number::parse(Numbered::AccessToken, &number)
                .ok_or_else(|| Rejected::new("number", "is none of an access token, like ACT0000000177"))
        });
        let is_effective = match fields.state.as_deref() {
            Some(EFFECTIVE) | None => Ok(true),
            Some(NOT_EFFECTIVE) => Ok(false),
            Some(_) => Err(Rejected::new("state", format!("must be {EFFECTIVE} or {NOT_EFFECTIVE}"))),
        };
        let hash = fields.pass_code_hash.map(|text| hash(&text, definition, firebase, keyring));
        let mut date = |name: &str, text: Option<String>| {
            errors.optional(text, |text| text.parse().map_err(|_| FieldErrors::field(name, Rule::NotADate)))
        };
        let created = date("created_date", fields.created_date);
        let verified = date("verified_date", fields.verified_date);
        rejected.extend(Rejected::of(&errors));
        let mut or_reject = |error| rejected.push(error);
        let number = number.transpose().map_err(&mut or_reject).ok().flatten();
        let is_effective = is_effective.map_err(&mut or_reject).unwrap_or_default();
        let hash = hash.transpose().map_err(&mut or_reject).ok().flatten();
        match (identifier, user_defined_fields) {
            (Some(identifier), Some(user_defined_fields)) if rejected.is_empty() => Ok(Self {
                identifier,
                classification,
                hash,
                is_effective,
                number,
                created,
                verified,
                card_masked_number,
                language,
                user_defined_fields,
            }),
            (_, _) => Err(rejected),
        }
    }
}

/// A hash that log-ins are ready for.
fn hash(
    text: &str,
    definition: &Definition,
    firebase: Option<&FirebaseKey>,
    keyring: &Keyring,
) -> Result<Brought, Rejected> {
    let rejected = |reason: String| Rejected::new("pass_code_hash", reason);
    let expected = |kind: ForeignKind| {
        let is_expected = definition.log_in().imported_hashes.contains(&kind);
        let reason = || {
            rejected(format!(
                "is `{kind}`, which is not in log_in.imported_hashes of the definition: write it there, and deploy \
                 that first"
            ))
        };
        if is_expected { Ok(()) } else { Err(reason()) }
    };
    if PassCodeHash::is_carried(text) {
        let ours = PassCodeHash::brought(text, keyring).map_err(|error| rejected(error.to_string()))?;
        ours.foreign_kind().map_or(Ok(()), expected)?;
        return Ok(Brought::Ours(ours));
    }
    let foreign = ForeignHash::parse(text, firebase).map_err(|error| rejected(error.to_string()))?;
    expected(foreign.kind())?;
    Ok(Brought::Foreign(foreign))
}
