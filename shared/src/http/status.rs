//! What a caller is told of a refusal: an honest status, a stable code, a message for people.

use std::borrow::Cow;

use lambda_http::http::StatusCode;

use crate::{refusal::Refusal, table::TableError};

pub struct Told {
    pub status: StatusCode,
    /// Stable: applications compare it.
    pub code: &'static str,
    pub message: Cow<'static, str>,
}

/// Each status of a refusal, and what it tells a caller.
const REFUSALS: [(StatusCode, &str); 11] = [
    (
        StatusCode::BAD_REQUEST,
        "A body or a field that cannot be read, is missing, unknown or not to be combined.",
    ),
    (StatusCode::UNAUTHORIZED, "A caller whom nobody vouches for, or a reset ticket that is none."),
    (StatusCode::FORBIDDEN, "The definition does not offer or allow it."),
    (StatusCode::NOT_FOUND, "Nothing is known by that name."),
    (StatusCode::CONFLICT, "Not while things are as they are: a state, or something that is taken."),
    (StatusCode::PAYLOAD_TOO_LARGE, "A body of more than 64 KiB."),
    (StatusCode::UNSUPPORTED_MEDIA_TYPE, "A body that is not sent as JSON."),
    (StatusCode::UNPROCESSABLE_ENTITY, "A value that breaks a rule, or a verification that is refused."),
    (StatusCode::TOO_MANY_REQUESTS, "Too many tries or messages: later again."),
    (StatusCode::INTERNAL_SERVER_ERROR, "A fault of the service."),
    (StatusCode::SERVICE_UNAVAILABLE, "Too busy, or a part is not to be reached: again."),
];

/// What a request may be refused with, for the OpenAPI description; some need a body.
pub fn refusals(has_body: bool) -> impl Iterator<Item = (u16, &'static str)> {
    let of_bodies = [StatusCode::PAYLOAD_TOO_LARGE, StatusCode::UNSUPPORTED_MEDIA_TYPE];
    let met = move |status: &StatusCode| has_body || !of_bodies.contains(status);
    REFUSALS.into_iter().filter(move |(status, _)| met(status)).map(|(status, what)| (status.as_u16(), what))
}

/// Every refusal in one place. The last ones are faults of ours: outside learns that, and no more.
pub fn told(refusal: &Refusal) -> Told {
    let (status, code) = match refusal {
        Refusal::MediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE"),
        Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "BODY_TOO_LARGE"),
        Refusal::TooDeep => (StatusCode::BAD_REQUEST, "BODY_TOO_DEEP"),
        Refusal::NotJson => (StatusCode::BAD_REQUEST, "BODY_NOT_JSON"),
        Refusal::Field { .. } => (StatusCode::BAD_REQUEST, "INVALID_FIELD"),
        Refusal::Value { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "INVALID_VALUE"),
        Refusal::CallerNotKnown => (StatusCode::UNAUTHORIZED, "CALLER_NOT_KNOWN"),
        Refusal::NotFound => (StatusCode::NOT_FOUND, "ACCESS_TOKEN_NOT_FOUND"),
        Refusal::ClassificationNotFound => (StatusCode::NOT_FOUND, "CLASSIFICATION_NOT_FOUND"),
        Refusal::AccountsReceivableNotFound => (StatusCode::NOT_FOUND, "ACCOUNTS_RECEIVABLE_NOT_FOUND"),
        Refusal::RewardsParticipantNotFound => (StatusCode::NOT_FOUND, "REWARDS_PARTICIPANT_NOT_FOUND"),
        Refusal::ResetTicketRefused => (StatusCode::UNAUTHORIZED, "RESET_TICKET_REFUSED"),
        Refusal::VerificationRefused => (StatusCode::UNPROCESSABLE_ENTITY, "VERIFICATION_REFUSED"),
        Refusal::PassCodeNeeded => (StatusCode::UNPROCESSABLE_ENTITY, "PASS_CODE_NEEDED"),
        Refusal::LifeCycleState(_) | Refusal::RecordState(_) => {
            (StatusCode::CONFLICT, "LIFE_CYCLE_STATE_NOT_ALLOWED")
        }
        Refusal::NotOffered => (StatusCode::FORBIDDEN, "NOT_OFFERED"),
        Refusal::MayNotCreateTokens => (StatusCode::FORBIDDEN, "ACCESS_TOKEN_NOT_CREATED"),
        Refusal::NotOwned => (StatusCode::CONFLICT, "REWARDS_PARTICIPANT_NOT_OWNED"),
        Refusal::AlreadyAssociated => (StatusCode::CONFLICT, "ALREADY_ASSOCIATED"),
        Refusal::NotAssociated => (StatusCode::CONFLICT, "NOT_ASSOCIATED"),
        Refusal::AtLeastOneToken => (StatusCode::CONFLICT, "AT_LEAST_ONE_ACCESS_TOKEN"),
        Refusal::AtMostTokens(_) => (StatusCode::CONFLICT, "TOO_MANY_ACCESS_TOKENS"),
        Refusal::NameTaken => (StatusCode::CONFLICT, "NAME_TAKEN"),
        Refusal::NoIdentifier => (StatusCode::CONFLICT, "NO_IDENTIFIER"),
        Refusal::IdentifierTaken => (StatusCode::CONFLICT, "IDENTIFIER_TAKEN"),
        Refusal::AuthenticationCodeTaken => (StatusCode::CONFLICT, "AUTHENTICATION_CODE_TAKEN"),
        Refusal::NoDestination => (StatusCode::UNPROCESSABLE_ENTITY, "NO_DESTINATION"),
        Refusal::TooManyAttempts => (StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_ATTEMPTS"),
        Refusal::TooManyMessages => (StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_MESSAGES"),
        Refusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, "BUSY"),
        Refusal::Table(TableError::Commit(_)) => {
            return ours(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", PERHAPS_DONE);
        }
        Refusal::Table(TableError::Call(_) | TableError::Row { .. }) => {
            return ours(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", NOT_DONE);
        }
        Refusal::Keyring(_) | Refusal::Inconsistent(_) => {
            return ours(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", NOT_DONE);
        }
    };
    debug_assert!(REFUSALS.iter().any(|(known, _)| *known == status), "REFUSALS lacks {status}");
    Told { status, code, message: refusal.to_string().into() }
}

const NOT_DONE: &str = "something went wrong on our side; nothing was changed; try again";
const PERHAPS_DONE: &str =
    "something went wrong on our side; it may have been done all the same: look before you try again";

const fn ours(status: StatusCode, code: &'static str, message: &'static str) -> Told {
    Told { status, code, message: Cow::Borrowed(message) }
}
