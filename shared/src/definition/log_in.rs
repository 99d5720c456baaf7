//! What session tokens say besides whose they are.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::fault::{Faults, fault};
use crate::{
    base::{field_errors::FieldErrors, rule::Rule},
    codes::pass_code::ForeignKind,
};

/// Claims that mean something already, here or to those who check session tokens.
const TAKEN: [&str; 18] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "sid",
    "client_id",
    "scope",
    "usr",
    "org",
    "oun",
    "cii",
    "acr",
    "azp",
    "cnf",
    "act",
];
/// A session token goes with every request.
const MOST_CLAIMS: usize = 10;
const LONGEST_CLAIM: usize = 64;
/// More would take a log-in its time.
const MOST_KINDS: usize = 3;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LogIn {
    /// `aud` of session tokens: what your other APIs ask for, in ASCII without blanks. It outlives keys and apps.
    #[schemars(length(min = 1, max = LONGEST_CLAIM), example = "company-zx")]
    pub audience: String,
    /// Claims that are the same for all customers: names and texts, of 64 bytes at most. With
    /// `claims_of_fields` there are 10 at most, and none that has a meaning already, like `sub` or `exp`.
    #[schemars(example = json!({ "brand": "zx" }))]
    pub claims: BTreeMap<String, String>,
    /// Claims that a customer's session token has from user-defined fields, `udf_string_1` to
    /// `udf_string_8`: names and fields. Only a back office may write such a field from then on; what
    /// customers wrote into it before is in their tokens, too. So take a field that none was let write.
    #[schemars(example = json!({ "tier": "udf_string_1" }))]
    pub claims_of_fields: BTreeMap<String, String>,
    /// The kinds of hashes that imported pass codes have, none of them twice. A log-in makes each of them, so
    /// that the time tells nobody apart: take a kind out when most have logged in; the others ask for a
    /// ticket then.
    #[schemars(with = "Vec<String>", length(max = MOST_KINDS), example = ["bcrypt 10", "firebase ln=14 r=8"])]
    pub imported_hashes: Vec<ForeignKind>,
}

impl Default for LogIn {
    fn default() -> Self {
        let (claims, claims_of_fields) = (BTreeMap::new(), BTreeMap::new());
        let audience = "access-tokens".to_owned();
        Self { audience, claims, claims_of_fields, imported_hashes: Vec::new() }
    }
}

impl LogIn {
    /// That nobody but a back office sends a field that a session token tells others of: what is signed, the owner
    /// said.
    pub(crate) fn check_sent(
        &self,
        fields: &Map<String, Value>,
        by_back_office: bool,
    ) -> Result<(), FieldErrors> {
        if by_back_office {
            return Ok(());
        }
        let mut errors = FieldErrors::default();
        for field in self.claims_of_fields.values().filter(|field| fields.contains_key(*field)) {
            let with = "the session of a back office";
            errors.push(FieldErrors::field(field, Rule::GoesWith { with }));
        }
        errors.none()
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        let mut found = |part: &str, reason: String| {
            faults.collect(fault::<()>("log_in", part, reason));
        };
        if self.audience.is_empty() || self.audience.len() > LONGEST_CLAIM || !is_plain(&self.audience) {
            found("audience", format!("must be 1 to {LONGEST_CLAIM} characters of ASCII without blanks"));
        }
        let (kinds, most) = (self.imported_hashes.len(), MOST_KINDS);
        if kinds > most {
            let reason = format!("holds {kinds}; a log-in makes each of them, and {most} at most");
            found("imported_hashes", reason);
        }
        if self
            .imported_hashes
            .iter()
            .enumerate()
            .any(|(place, kind)| self.imported_hashes[..place].contains(kind))
        {
            found("imported_hashes", "holds one twice".to_owned());
        }
        let count = self.claims.len() + self.claims_of_fields.len();
        if count > MOST_CLAIMS {
            found("claims", format!("with claims_of_fields there are {count}, {MOST_CLAIMS} at most"));
        }
        for (key, claims) in [("claims", &self.claims), ("claims_of_fields", &self.claims_of_fields)] {
            for (name, value) in claims {
                let key = format!("{key}.{name}");
                if TAKEN.contains(&name.as_str()) {
                    found(&key, "is a claim that has a meaning already".to_owned());
                }
                if name.is_empty() || name.len() > LONGEST_CLAIM || !is_plain(name) {
                    found(&key, "is no name of a claim".to_owned());
                }
                if value.len() > LONGEST_CLAIM {
                    found(&key, format!("has more than {LONGEST_CLAIM} bytes"));
                }
            }
        }
        for (name, field) in &self.claims_of_fields {
            let key = format!("claims_of_fields.{name}");
            if self.claims.contains_key(name) {
                found(&key, "is among claims too".to_owned());
            }
            if !is_text_field(field) {
                found(&key, format!("`{field}` is none of udf_string_1 to udf_string_8"));
            }
        }
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_text_field(field: &str) -> bool {
    let number = field.strip_prefix("udf_string_").and_then(|number| number.parse::<u8>().ok());
    number.is_some_and(|number| (1..=8).contains(&number) && field.len() == "udf_string_1".len())
}
