//! Codes: what proves that somebody is who they say, each derived from the keyring or kept under it.

pub(crate) mod application_key;
pub(crate) mod authentication_code;
pub(crate) mod device_token;
pub(crate) mod identifying_code;
mod live_digits;
pub(crate) mod one_time_password;
pub(crate) mod pass_code;
pub(crate) mod refresh_token;
pub(crate) mod reset_ticket;
mod said;
pub(crate) mod verification_code;
