//! Logging in, sessions, and what a session token is checked with.

pub(crate) mod jwks;
pub(crate) mod list_sessions;
pub(crate) mod log_in;
pub(crate) mod log_in_back_office;
pub(crate) mod log_in_user;
pub(crate) mod openid_configuration;
pub(crate) mod refresh;
pub(crate) mod release;
pub(crate) mod release_sessions;
