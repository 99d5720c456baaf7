//! Why a token of a session is not accepted.

/// Of a session token, or of a token that it is refreshed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    #[error("it is no such token")]
    Malformed,
    #[error("it was made with a key that is not known")]
    UnknownKey,
    #[error("its signature is not the key's")]
    Forged,
    #[error("it is another issuer's")]
    Issuer,
    #[error("it is for another audience")]
    Audience,
    #[error("it is over")]
    Expired,
    #[error("its session was ended")]
    Ended,
    #[error("it does not hold yet")]
    NotYet,
}
