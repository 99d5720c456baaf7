//! The status that goes with each code.

use lambda_http::http::StatusCode;

use super::Code;

impl Code {
    pub const fn status(self) -> StatusCode {
        match self {
            Self::BodyTooDeep | Self::BodyNotJson | Self::InvalidField => StatusCode::BAD_REQUEST,
            Self::CallerNotKnown
            | Self::SessionRefused
            | Self::ApplicationKeyRefused
            | Self::ResetTicketRefused => StatusCode::UNAUTHORIZED,
            Self::CallerNotAllowed
            | Self::ApplicationKeyNotAllowed
            | Self::LogInRefused
            | Self::NotOffered
            | Self::AccessTokenNotCreated => StatusCode::FORBIDDEN,
            Self::AccessTokenNotFound
            | Self::AccountsReceivableNotFound
            | Self::RewardsParticipantNotFound
            | Self::ClassificationNotFound
            | Self::NoSuchOperation => StatusCode::NOT_FOUND,
            Self::RefreshSuperseded
            | Self::LifeCycleStateNotAllowed
            | Self::RewardsParticipantNotOwned
            | Self::AlreadyAssociated
            | Self::NotAssociated
            | Self::AtLeastOneAccessToken
            | Self::TooManyAccessTokens
            | Self::NameTaken
            | Self::NoIdentifier
            | Self::IdentifierTaken
            | Self::AuthenticationCodeTaken => StatusCode::CONFLICT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::InvalidValue | Self::VerificationRefused | Self::PassCodeNeeded | Self::NoDestination => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::TooManyAttempts | Self::TooManyMessages => StatusCode::TOO_MANY_REQUESTS,
            Self::InternalError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Busy | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
