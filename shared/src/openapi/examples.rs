//! An example of each refusal, as an application gets it.

use serde_json::Value;

use crate::{
    base::{field_errors::FieldErrors, rule::Rule, state::State},
    http::{
        code::Code,
        status::{envelope, refused},
    },
    keyring::NotAccepted,
    records::refusal::Refusal,
    table::TableError,
};

/// The body of a refusal with that code.
pub(super) fn example(code: Code) -> Value {
    let body = refusal(code)
        .map_or_else(|| envelope(code.as_str(), "there is no such operation"), |refusal| refused(&refusal));
    body.into()
}

/// A refusal that is answered with that code; none where no operation was run.
pub(super) fn refusal(code: Code) -> Option<Refusal> {
    Some(match code {
        Code::UnsupportedMediaType => Refusal::MediaType,
        Code::BodyTooLarge => Refusal::TooLarge,
        Code::BodyTooDeep => Refusal::TooDeep,
        Code::BodyNotJson => Refusal::NotJson,
        Code::InvalidField => {
            let meant = Some("identifier".to_owned());
            Refusal::Fields(FieldErrors::field("identifer", Rule::UnknownField { meant }))
        }
        Code::InvalidValue => Refusal::Fields(FieldErrors::value("pass_code")(Rule::TooShort { minimum: 8 })),
        Code::CallerNotKnown => Refusal::CallerNotKnown,
        Code::SessionRefused => Refusal::SessionRefused(NotAccepted::Expired),
        Code::RefreshSuperseded => Refusal::RefreshSuperseded,
        Code::CallerNotAllowed => Refusal::CallerNotAllowed,
        Code::ApplicationKeyRefused => Refusal::ApplicationKeyRefused,
        Code::ApplicationKeyNotAllowed => Refusal::ApplicationKeyNotAllowed,
        Code::LogInRefused => Refusal::LogInRefused,
        Code::AccessTokenNotFound => Refusal::AccessTokenNotFound,
        Code::AccountsReceivableNotFound => Refusal::AccountsReceivableNotFound,
        Code::RewardsParticipantNotFound => Refusal::RewardsParticipantNotFound,
        Code::ClassificationNotFound => Refusal::ClassificationNotFound,
        Code::ResetTicketRefused => Refusal::ResetTicketRefused,
        Code::VerificationRefused => Refusal::VerificationRefused,
        Code::PassCodeNeeded => Refusal::PassCodeNeeded,
        Code::LifeCycleStateNotAllowed => Refusal::LifeCycleState(State::NotEffective),
        Code::NotOffered => Refusal::NotOffered("pass_code.forgot_template"),
        Code::AccessTokenNotCreated => Refusal::MayNotCreateTokens,
        Code::RewardsParticipantNotOwned => Refusal::NotOwned,
        Code::AlreadyAssociated => Refusal::AlreadyAssociated,
        Code::NotAssociated => Refusal::NotAssociated,
        Code::AtLeastOneAccessToken => Refusal::AtLeastOneToken,
        Code::TooManyAccessTokens => Refusal::AtMostTokens(20),
        Code::NameTaken => Refusal::NameTaken,
        Code::NoIdentifier => Refusal::NoIdentifier,
        Code::IdentifierTaken => Refusal::IdentifierTaken,
        Code::AuthenticationCodeTaken => Refusal::AuthenticationCodeTaken,
        Code::NoDestination => Refusal::NoDestination,
        Code::TooManyAttempts => Refusal::TooManyAttempts { retry_after_seconds: 1800 },
        Code::TooManyMessages => Refusal::TooManyMessages { retry_after_seconds: 60 },
        Code::Busy => Refusal::Busy,
        Code::Unavailable => Refusal::Table(TableError::Commit(String::new())),
        Code::InternalError => Refusal::Inconsistent(String::new()),
        Code::NoSuchOperation => return None,
    })
}

/// An example of each rule that a field can break.
pub(super) fn rules() -> Vec<Rule> {
    let text = |text: &str| text.to_owned();
    vec![
        Rule::Missing,
        Rule::UnknownField { meant: Some(text("identifier")) },
        Rule::WrongType { expected: text("a string") },
        Rule::List,
        Rule::GivenTwice,
        Rule::ExactlyOneOf { one_of: vec![text("id"), text("number"), text("name")] },
        Rule::Needed { why: " with an identifier" },
        Rule::GoesWith { with: "an identifier" },
        Rule::Generated,
        Rule::CannotBeCleared,
        Rule::NothingToRemove,
        Rule::NotInTheAnswer { name: text("pass_code") },
        Rule::NotANext,
        Rule::NotAnObjectAsText,
        Rule::SpelledLikeANumber,
        Rule::TooMany { maximum: 8 },
        Rule::PageTooLarge { minimum: 1, maximum: 40 },
        Rule::TooShort { minimum: 8 },
        Rule::TooLong { maximum: 254 },
        Rule::TooManyBytes { maximum: 256 },
        Rule::TooFewLetters { minimum: 1 },
        Rule::TooFewDigits { minimum: 1 },
        Rule::TooFewSpecials { minimum: 1 },
        Rule::ControlCharacter,
        Rule::InvisibleCharacter,
        Rule::NotAnEmailAddress,
        Rule::NotAscii,
        Rule::NotAPhoneNumber,
        Rule::CountryNotServed,
        Rule::NotAMobileNumber,
        Rule::NotANumber,
        Rule::Common,
        Rule::Repeated,
        Rule::Sequence,
        Rule::SameAsIdentifier,
        Rule::AroundIdentifier,
        Rule::AroundContextWord,
        Rule::NotMasked,
        Rule::TooLargeOrTooSmall,
        Rule::NotADate,
        Rule::NotBetween { minimum: 1, maximum: 12 },
        Rule::NotAnAmount,
        Rule::NotACountry,
        Rule::NotALanguage,
        Rule::NotInTheDefinition,
        Rule::NotInTheAddress,
        Rule::AttemptNotNew,
        Rule::NotABasicKey,
    ]
}
