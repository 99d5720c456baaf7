//! By what a customer logs in: what proves an access token elsewhere too, or a one-time password, which
//! nothing else takes.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{AccessTokenIdentifier, Credentials};
use crate::{
    base::{
        field_errors::FieldErrors,
        id::Id,
        rule::Rule,
        schema::one_of,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, PLAIN, plain_text},
    },
    codes::pass_code,
};

/// `access_token_identifier` of a log-in: an authentication code, or an identifier with its pass code or with
/// a one-time password.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = one_of(&["authentication_code", "identifier"]))]
#[schemars(example = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1" }))]
pub(crate) struct LogInIdentifier {
    /// Identifies and authenticates in one.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    authentication_code: Option<Secret>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    identifier: Option<String>,
    /// Goes with `identifier`.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 1")]
    pass_code: Option<Secret>,
    /// What was sent. Goes with `identifier` and `request`, in the place of `pass_code`.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "042917")]
    one_time_password: Option<Secret>,
    /// What `send_one_time_password` answered when it sent that.
    request: Option<Id>,
}

impl LogInIdentifier {
    pub(crate) const fn is_by_one_time_password(&self) -> bool {
        self.one_time_password.is_some()
    }

    pub(crate) const fn pass_code(&self) -> Option<&Secret> {
        self.pass_code.as_ref()
    }

    pub(crate) fn credentials(self) -> Result<Credentials, FieldErrors> {
        let Self { authentication_code, identifier, pass_code, one_time_password, request } = self;
        let mut errors = FieldErrors::default();
        let mut wrong = |field, rule| {
            errors.push(FieldErrors::field(field, rule));
        };
        match (&one_time_password, &request) {
            (Some(_), None) => wrong("request", Rule::Needed { why: " with one_time_password" }),
            (None, Some(_)) => wrong("request", Rule::GoesWith { with: "one_time_password" }),
            (Some(_), Some(_)) | (None, None) => {}
        }
        if one_time_password.is_some() && pass_code.is_some() {
            let one_of = ["pass_code", "one_time_password"].map(str::to_owned).to_vec();
            wrong("pass_code", Rule::ExactlyOneOf { one_of });
        }
        if one_time_password.is_some() && identifier.is_none() && authentication_code.is_some() {
            wrong("one_time_password", Rule::GoesWith { with: "identifier, not with authentication_code" });
        }
        let password = errors.optional(one_time_password, |password| {
            let plain = plain_text(password.reveal(), MAXIMUM_LENGTH);
            plain.map(|()| password).map_err(FieldErrors::unusable("one_time_password"))
        });
        let named = AccessTokenIdentifier {
            authentication_code,
            identifier,
            pass_code,
            ..AccessTokenIdentifier::default()
        };
        let named = errors.collect(Credentials::parse(&named, None));
        let (Some(named), true) = (named, errors.is_empty()) else { return Err(errors) };
        Ok(match (named, password.zip(request)) {
            (Credentials::Identifier { normalised, .. }, Some((password, request))) => {
                Credentials::OneTimePassword { normalised, request, password }
            }
            (named, _) => named,
        })
    }
}
