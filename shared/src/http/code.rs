//! The codes of refusals: what an application compares.

mod status;

use std::fmt;

use schemars::JsonSchema;

/// Why a request was refused. A code never changes its name or its meaning.
///
/// What stands at each code is printed in docs/ERRORS.md: first when it is answered, then what an application does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Code {
    /// The body is not sent as `content-type: application/json`.
    ///
    /// Mend the request.
    UnsupportedMediaType,
    /// The body has more than 64 KiB.
    ///
    /// Mend the request.
    BodyTooLarge,
    /// The body has objects or lists in each other more than 16 deep.
    ///
    /// Mend the request.
    BodyTooDeep,
    /// The body is not one JSON object.
    ///
    /// Mend the request.
    BodyNotJson,
    /// A field is missing, unknown, given twice, of the wrong type, or does not go with another one. `errors` says
    /// which, and why.
    ///
    /// Mend the request; an app that is in use should never see it.
    InvalidField,
    /// The value of a field breaks a rule. `errors` names every such field, the rule and its numbers.
    ///
    /// Show the customer what is wrong with each field, and let them type again.
    InvalidValue,
    /// The operation, or this way to name a customer record, is not for strangers: it needs a session.
    ///
    /// Log in, and send the session token as `token` or as `Authorization: Bearer`.
    CallerNotKnown,
    /// The session token, or the refresh token, is none, or is over; or the session was ended: released, or by a change
    /// of what proves the customer, or with the key of the back office that opened it, or because two held one refresh
    /// token.
    ///
    /// Log in again.
    SessionRefused,
    /// The refresh token was used a moment ago, with another attempt: by another tab of the app, or the request came
    /// late. The session goes on.
    ///
    /// Read the store again: the next refresh token is in it by now. Send none that is not the last one.
    RefreshSuperseded,
    /// The session does not allow this: that of a customer is for what is theirs, that of a back office for what the
    /// scopes of its key say.
    ///
    /// Do not offer it; or ask the owner of the service for a key with that scope.
    CallerNotAllowed,
    /// The request brings no key of an application; or there is none like it, or it ended or was revoked, or it is not
    /// good from this network.
    ///
    /// Send the key as the user name of HTTP Basic, with an empty password; ask the owner of the service for a new one.
    ApplicationKeyRefused,
    /// A key of this class may not do this: customers log in with an app's key, a back office with its own.
    ///
    /// Use the operation that is for the key, or the key that is for the operation.
    ApplicationKeyNotAllowed,
    /// Nobody can be logged in with that: nobody is identified by it; or the pass code is wrong, or was guessed too
    /// often in this hour; or the one-time password is wrong, used, over, or of another request, or was guessed too
    /// often; or the access token is not EFFECTIVE.
    ///
    /// Let the customer type again, and offer "I have a code" and "I forgot my pass code", always both.
    LogInRefused,
    /// Nobody is identified by that; or the pass code is wrong; or it was guessed too often in this hour.
    ///
    /// Let the customer type again, and offer "I forgot my pass code".
    AccessTokenNotFound,
    /// No accounts receivable is identified by that.
    ///
    /// Correct what names it.
    AccountsReceivableNotFound,
    /// No rewards participant is identified by that.
    ///
    /// Correct what names it.
    RewardsParticipantNotFound,
    /// The definition has no such classification.
    ///
    /// Ask `configuration/classifications/list` which there are.
    ClassificationNotFound,
    /// The reset ticket is none, or was used, replaced by a newer one, or not used within ten minutes.
    ///
    /// Have a new one sent with `forgot_pass_code`.
    ResetTicketRefused,
    /// The verification code is wrong, expired or used up; or nobody waits for one by that name and pass code.
    ///
    /// Let the customer type again, and offer to send a new code with `reset_verification_code`.
    VerificationRefused,
    /// The verification code is right, but the access token has no pass code yet. The code still works.
    ///
    /// Let the customer choose a pass code, and send both again.
    PassCodeNeeded,
    /// The access token or the customer record is in a state in which this is not possible; the message names it.
    ///
    /// Show the record again: somebody else may have changed it.
    LifeCycleStateNotAllowed,
    /// The definition, or a parameter of the stack, does not offer this.
    ///
    /// Do not show it to customers.
    NotOffered,
    /// The definition allows no access tokens to be created for such a customer record.
    ///
    /// Attach an access token that exists (ADD_EXISTING).
    AccessTokenNotCreated,
    /// The rewards participant is owned by another accounts receivable than the one that was named.
    ///
    /// Name the right one, or the rewards participant alone.
    RewardsParticipantNotOwned,
    /// The access token belongs to a customer record already.
    ///
    /// Remove it there first.
    AlreadyAssociated,
    /// The access token does not belong to this customer record.
    ///
    /// Show the record again: somebody else may have changed it.
    NotAssociated,
    /// An accounts receivable must have at least one access token, by the definition.
    ///
    /// Add another one in the same request, or keep this one.
    AtLeastOneAccessToken,
    /// An accounts receivable may have no more access tokens, by the definition.
    ///
    /// Remove one in the same request.
    TooManyAccessTokens,
    /// Another accounts receivable has this name, in this or in a spelling that looks the same.
    ///
    /// Choose another name.
    NameTaken,
    /// The access token has no identifier, and so no pass code.
    ///
    /// Do not offer it for such access tokens.
    NoIdentifier,
    /// Another access token has this identifier. Where a code is sent to new customers, this is not told to strangers.
    ///
    /// Let the customer log in, or offer "I forgot my pass code".
    IdentifierTaken,
    /// Another access token has this authentication code.
    ///
    /// Bring another one.
    AuthenticationCodeTaken,
    /// There is no e-mail address or phone number that the message could be sent to.
    ///
    /// Give the customer record an address, or the access token an identifier that is one.
    NoDestination,
    /// Too many guesses came from this address in this hour.
    ///
    /// Wait, an hour at most; do not repeat the request by itself.
    TooManyAttempts,
    /// Too many messages went to this destination lately, or were asked for from this address.
    ///
    /// Wait: a minute after a message, or an hour, or a day after ten of them; do not repeat the request by itself.
    TooManyMessages,
    /// Others changed the same records again and again meanwhile. Nothing was done.
    ///
    /// Send the request again.
    Busy,
    /// A part of the service cannot be reached. The message says whether it may have been done all the same.
    ///
    /// If it may have been done, look first; else send the request again, waiting longer each time.
    Unavailable,
    /// A fault of the service; its log says which.
    ///
    /// Tell the owner of the service.
    InternalError,
    /// The path is served, but no operation is behind it: the API and the functions are of different releases.
    ///
    /// Tell the owner of the service.
    NoSuchOperation,
}

impl Code {
    /// All of them, in the order in which they are described.
    pub const ALL: [Self; 39] = [
        Self::UnsupportedMediaType,
        Self::BodyTooLarge,
        Self::BodyTooDeep,
        Self::BodyNotJson,
        Self::InvalidField,
        Self::InvalidValue,
        Self::CallerNotKnown,
        Self::SessionRefused,
        Self::RefreshSuperseded,
        Self::CallerNotAllowed,
        Self::ApplicationKeyRefused,
        Self::ApplicationKeyNotAllowed,
        Self::LogInRefused,
        Self::AccessTokenNotFound,
        Self::AccountsReceivableNotFound,
        Self::RewardsParticipantNotFound,
        Self::ClassificationNotFound,
        Self::ResetTicketRefused,
        Self::VerificationRefused,
        Self::PassCodeNeeded,
        Self::LifeCycleStateNotAllowed,
        Self::NotOffered,
        Self::AccessTokenNotCreated,
        Self::RewardsParticipantNotOwned,
        Self::AlreadyAssociated,
        Self::NotAssociated,
        Self::AtLeastOneAccessToken,
        Self::TooManyAccessTokens,
        Self::NameTaken,
        Self::NoIdentifier,
        Self::IdentifierTaken,
        Self::AuthenticationCodeTaken,
        Self::NoDestination,
        Self::TooManyAttempts,
        Self::TooManyMessages,
        Self::Busy,
        Self::Unavailable,
        Self::InternalError,
        Self::NoSuchOperation,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::BodyTooLarge => "BODY_TOO_LARGE",
            Self::BodyTooDeep => "BODY_TOO_DEEP",
            Self::BodyNotJson => "BODY_NOT_JSON",
            Self::InvalidField => "INVALID_FIELD",
            Self::InvalidValue => "INVALID_VALUE",
            Self::CallerNotKnown => "CALLER_NOT_KNOWN",
            Self::SessionRefused => "SESSION_REFUSED",
            Self::RefreshSuperseded => "REFRESH_SUPERSEDED",
            Self::CallerNotAllowed => "CALLER_NOT_ALLOWED",
            Self::ApplicationKeyRefused => "APPLICATION_KEY_REFUSED",
            Self::ApplicationKeyNotAllowed => "APPLICATION_KEY_NOT_ALLOWED",
            Self::LogInRefused => "LOG_IN_REFUSED",
            Self::AccessTokenNotFound => "ACCESS_TOKEN_NOT_FOUND",
            Self::AccountsReceivableNotFound => "ACCOUNTS_RECEIVABLE_NOT_FOUND",
            Self::RewardsParticipantNotFound => "REWARDS_PARTICIPANT_NOT_FOUND",
            Self::ClassificationNotFound => "CLASSIFICATION_NOT_FOUND",
            Self::ResetTicketRefused => "RESET_TICKET_REFUSED",
            Self::VerificationRefused => "VERIFICATION_REFUSED",
            Self::PassCodeNeeded => "PASS_CODE_NEEDED",
            Self::LifeCycleStateNotAllowed => "LIFE_CYCLE_STATE_NOT_ALLOWED",
            Self::NotOffered => "NOT_OFFERED",
            Self::AccessTokenNotCreated => "ACCESS_TOKEN_NOT_CREATED",
            Self::RewardsParticipantNotOwned => "REWARDS_PARTICIPANT_NOT_OWNED",
            Self::AlreadyAssociated => "ALREADY_ASSOCIATED",
            Self::NotAssociated => "NOT_ASSOCIATED",
            Self::AtLeastOneAccessToken => "AT_LEAST_ONE_ACCESS_TOKEN",
            Self::TooManyAccessTokens => "TOO_MANY_ACCESS_TOKENS",
            Self::NameTaken => "NAME_TAKEN",
            Self::NoIdentifier => "NO_IDENTIFIER",
            Self::IdentifierTaken => "IDENTIFIER_TAKEN",
            Self::AuthenticationCodeTaken => "AUTHENTICATION_CODE_TAKEN",
            Self::NoDestination => "NO_DESTINATION",
            Self::TooManyAttempts => "TOO_MANY_ATTEMPTS",
            Self::TooManyMessages => "TOO_MANY_MESSAGES",
            Self::Busy => "BUSY",
            Self::Unavailable => "UNAVAILABLE",
            Self::InternalError => "INTERNAL_ERROR",
            Self::NoSuchOperation => "NO_SUCH_OPERATION",
        }
    }

    /// Whether only a request with a body is refused with it.
    pub const fn is_of_a_body(self) -> bool {
        matches!(
            self,
            Self::UnsupportedMediaType | Self::BodyTooLarge | Self::BodyTooDeep | Self::BodyNotJson
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
