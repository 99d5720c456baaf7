//! What a caller is told of a refusal: a stable code, a message for people, and what is wrong with each field.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::code::Code;
use crate::{
    base::{
        field_errors::{FieldError, FieldErrors},
        rule::Rule,
    },
    records::refusal::Refusal,
    table::TableError,
};

const NOT_DONE: &str = "something went wrong on our side; nothing was changed; try again";
const PERHAPS_DONE: &str =
    "something went wrong on our side; it may have been done all the same: look before you try again";

/// Every refusal in one place.
pub(crate) fn code(refusal: &Refusal) -> Code {
    match refusal {
        Refusal::MediaType => Code::UnsupportedMediaType,
        Refusal::TooLarge => Code::BodyTooLarge,
        Refusal::TooDeep => Code::BodyTooDeep,
        Refusal::NotJson => Code::BodyNotJson,
        Refusal::Fields(errors) if errors.of_values() => Code::InvalidValue,
        Refusal::Fields(_) => Code::InvalidField,
        Refusal::CallerNotKnown => Code::CallerNotKnown,
        Refusal::AccessTokenNotFound => Code::AccessTokenNotFound,
        Refusal::ClassificationNotFound => Code::ClassificationNotFound,
        Refusal::AccountsReceivableNotFound => Code::AccountsReceivableNotFound,
        Refusal::RewardsParticipantNotFound => Code::RewardsParticipantNotFound,
        Refusal::ResetTicketRefused => Code::ResetTicketRefused,
        Refusal::VerificationRefused => Code::VerificationRefused,
        Refusal::PassCodeNeeded => Code::PassCodeNeeded,
        Refusal::LifeCycleState(_) | Refusal::RecordState(_) => Code::LifeCycleStateNotAllowed,
        Refusal::NotOffered(_) | Refusal::BeginningsNotOffered | Refusal::UsersNotOffered => Code::NotOffered,
        Refusal::MayNotCreateTokens => Code::AccessTokenNotCreated,
        Refusal::NotOwned => Code::RewardsParticipantNotOwned,
        Refusal::AlreadyAssociated => Code::AlreadyAssociated,
        Refusal::NotAssociated => Code::NotAssociated,
        Refusal::AtLeastOneToken => Code::AtLeastOneAccessToken,
        Refusal::AtMostTokens(_) => Code::TooManyAccessTokens,
        Refusal::NameTaken => Code::NameTaken,
        Refusal::NoIdentifier => Code::NoIdentifier,
        Refusal::IdentifierTaken => Code::IdentifierTaken,
        Refusal::AuthenticationCodeTaken => Code::AuthenticationCodeTaken,
        Refusal::NoDestination => Code::NoDestination,
        Refusal::TooManyAttempts { .. } => Code::TooManyAttempts,
        Refusal::TooManyMessages { .. } => Code::TooManyMessages,
        Refusal::SessionRefused(_) => Code::SessionRefused,
        Refusal::RefreshSuperseded => Code::RefreshSuperseded,
        Refusal::CallerNotAllowed => Code::CallerNotAllowed,
        Refusal::ApplicationKeyRefused => Code::ApplicationKeyRefused,
        Refusal::ApplicationKeyNotAllowed => Code::ApplicationKeyNotAllowed,
        Refusal::LogInRefused => Code::LogInRefused,
        Refusal::Busy => Code::Busy,
        Refusal::Table(_) | Refusal::NoSigningKey => Code::Unavailable,
        Refusal::Keyring(_) | Refusal::NotSigned(_) | Refusal::Inconsistent(_) => Code::InternalError,
    }
}

/// The body of an answer that says no more than this.
pub(crate) fn envelope(code: &str, message: &str) -> Map<String, Value> {
    let status = json!({ "message": message, "description": "", "code": code });
    Map::from_iter([("status".to_owned(), status)])
}

/// The body of a refusal.
pub(crate) fn refused(refusal: &Refusal) -> Map<String, Value> {
    let mut body = envelope(code(refusal).as_str(), &message(refusal));
    if let Refusal::Fields(errors) = refusal {
        body.insert("errors".to_owned(), json!(FieldErrorAnswer::all(errors)));
    }
    body
}

/// The message for people. Of a fault of ours outside learns nothing but what was done.
fn message(refusal: &Refusal) -> String {
    if matches!(refusal, Refusal::Table(TableError::Commit(_))) {
        return PERHAPS_DONE.to_owned();
    }
    let is_ours = matches!(code(refusal), Code::Unavailable | Code::InternalError);
    if is_ours { NOT_DONE.to_owned() } else { refusal.to_string() }
}

/// One broken rule of one field, as answers show it.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FieldErrorAnswer<'a> {
    /// The path of the field: `access_tokens[0].pass_code`.
    field: &'a str,
    #[serde(flatten)]
    rule: &'a Rule,
    /// For people. Of what was sent it quotes nothing but a name in `fields_set`.
    message: String,
}

impl<'a> FieldErrorAnswer<'a> {
    fn all(errors: &'a FieldErrors) -> Vec<Self> {
        let answer = |error: &'a FieldError| Self {
            field: &error.field,
            rule: &error.rule,
            message: error.rule.to_string(),
        };
        errors.iter().map(answer).collect()
    }
}
