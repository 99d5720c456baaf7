//! Codes: what proves that somebody is who they say, each derived from the keyring or kept under it.

pub mod authentication_code;
pub mod pass_code;
pub mod reset_ticket;
pub mod verification_code;
