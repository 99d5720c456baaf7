//! Why an operation was refused, in the words of the domain. Status codes are `http`'s affair.

use crate::{
    base::{field_errors::FieldErrors, state::State},
    keyring::{KeyringError, NotAccepted, NotSigned},
    table::TableError,
};

/// What a caller is told, and, for the last ones, only that something went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("the body must be JSON, sent as `content-type: application/json`")]
    MediaType,
    #[error("the body has more than 64 KiB")]
    TooLarge,
    #[error("the body has objects or lists in each other more than 16 deep")]
    TooDeep,
    #[error("the body must be one JSON object")]
    NotJson,
    /// Fields that are missing, unknown or not to be combined, or whose values break rules.
    #[error(transparent)]
    Fields(#[from] FieldErrors),
    #[error("this is not for strangers: log in, and send the session token")]
    CallerNotKnown,
    #[error("the token is refused: {0}")]
    SessionRefused(NotAccepted),
    #[error("the refresh token was used just now: read the next one from where the app keeps it")]
    RefreshSuperseded,
    #[error("the session does not allow this")]
    CallerNotAllowed,
    #[error("no access token is identified by that")]
    AccessTokenNotFound,
    #[error("no accounts receivable is identified by that")]
    AccountsReceivableNotFound,
    #[error("no rewards participant is identified by that")]
    RewardsParticipantNotFound,
    #[error("there is no such classification")]
    ClassificationNotFound,
    /// The one answer for an unknown token, a wrong pass code, and a wrong, used-up or expired code.
    #[error("the access token cannot be verified with that")]
    VerificationRefused,
    #[error("the code is right, but the access token has no pass code yet: send one in pass_code")]
    PassCodeNeeded,
    #[error("not allowed while the access token is {0}")]
    LifeCycleState(State),
    /// The same for a customer record.
    #[error("not allowed while the {0}")]
    RecordState(RecordState),
    #[error("the definition allows no access tokens to be created for such a customer record")]
    MayNotCreateTokens,
    #[error("the rewards participant is owned by another accounts receivable")]
    NotOwned,
    #[error("the access token belongs to another customer record: remove it there first")]
    AlreadyAssociated,
    #[error("the access token does not belong to this customer record")]
    NotAssociated,
    #[error("an accounts receivable must have at least one access token")]
    AtLeastOneToken,
    #[error("an accounts receivable may have at most {0} access tokens")]
    AtMostTokens(usize),
    #[error("another accounts receivable has this name")]
    NameTaken,
    #[error("the definition does not offer this: it has no {0}")]
    NotOffered(&'static str),
    #[error("this stack finds nothing by how it begins: its parameter FindBy is EXACT")]
    BeginningsNotOffered,
    #[error("the token is no reset ticket, or was used, replaced or not used in time")]
    ResetTicketRefused,
    #[error("the access token has no identifier, and so no pass code")]
    NoIdentifier,
    #[error("another access token has this identifier")]
    IdentifierTaken,
    #[error("another access token has this authentication code")]
    AuthenticationCodeTaken,
    #[error("the access token has no e-mail address or phone number to send to")]
    NoDestination,
    #[error("too many guesses from this address; try again later")]
    TooManyAttempts { retry_after_seconds: i64 },
    #[error("too many messages were asked for; try again later")]
    TooManyMessages { retry_after_seconds: i64 },
    #[error("no key of an application that is good now was sent: send it as the user name of HTTP Basic")]
    ApplicationKeyRefused,
    #[error("keys of this class may not do this")]
    ApplicationKeyNotAllowed,
    /// The one answer for an unknown token, a wrong proof, and a token that is not EFFECTIVE.
    #[error("nobody can be logged in with that")]
    LogInRefused,
    #[error(
        "users have no pass codes here: a back office logs in at authentication/web_api_key/token, with a key"
    )]
    UsersNotOffered,
    /// Others changed the same rows again and again meanwhile.
    #[error("other requests changed the same records meanwhile; try again")]
    Busy,
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The first rotation has made none yet, or this function does not know of it.
    #[error("there is no key yet that signs session tokens: the first rotation makes one")]
    NoSigningKey,
    #[error(transparent)]
    NotSigned(#[from] NotSigned),
    /// A row names a template that the definition no longer has, or the like.
    #[error("{0}")]
    Inconsistent(String),
}

/// A state of customer records that stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordState {
    #[error("accounts receivable is TERMINATED")]
    AccountTerminated,
    #[error("accounts receivable owns a rewards participant that is EFFECTIVE")]
    OwnsEffectiveParticipant,
    #[error("rewards participant is TERMINATED")]
    ParticipantTerminated,
    #[error("access token belongs to a rewards participant that is EFFECTIVE")]
    BelongsToEffectiveParticipant,
}

impl Refusal {
    /// Whether the fault is the service's, not the caller's: nobody is told anything else then.
    pub const fn is_ours(&self) -> bool {
        matches!(
            self,
            Self::Busy
                | Self::Table(_)
                | Self::Keyring(_)
                | Self::NoSigningKey
                | Self::NotSigned(_)
                | Self::Inconsistent(_)
        )
    }

    /// Whether it is what somebody is told who proves nothing, whatever the reason.
    pub const fn is_of_no_proof(&self) -> bool {
        matches!(self, Self::AccessTokenNotFound | Self::VerificationRefused | Self::LogInRefused)
    }

    /// Whether a key is missing that a secret may have by now.
    pub const fn is_of_a_missing_key(&self) -> bool {
        matches!(
            self,
            Self::Keyring(KeyringError::UnknownKey(_))
                | Self::SessionRefused(NotAccepted::UnknownKey)
                | Self::NoSigningKey
        )
    }

    /// A row names another one that is not there.
    pub(crate) fn linked_row_missing() -> Self {
        Self::Inconsistent("a row that another one names is not there".to_owned())
    }

    /// In how many seconds it may be tried again, where that is known.
    pub const fn retry_after(&self) -> Option<i64> {
        if let Self::TooManyAttempts { retry_after_seconds: seconds }
        | Self::TooManyMessages { retry_after_seconds: seconds } = self
        {
            return Some(*seconds);
        }
        if matches!(self, Self::RefreshSuperseded) {
            return Some(1);
        }
        None
    }

    /// The same refusal, of a field that stands in another one.
    pub fn within(self, place: &str) -> Self {
        if let Self::Fields(errors) = self { errors.within(place).into() } else { self }
    }

    /// Takes what was checked, or remembers what is wrong with its fields; any other refusal ends the request.
    pub fn collect<T>(errors: &mut FieldErrors, checked: Result<T, Self>) -> Result<Option<T>, Self> {
        match checked {
            Ok(value) => Ok(Some(value)),
            Err(Self::Fields(wrong)) => Ok(errors.collect(Err(wrong))),
            Err(refusal) => Err(refusal),
        }
    }
}
