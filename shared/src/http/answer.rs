//! Answers: every field of the Web API's tables, in its names and types.
//!
//! What the service knows nothing of yet is null, and typed all the same, so that an application's
//! parser meets no surprise. No answer has a `Debug`: codes, tokens and identifiers stand in them in clear.

mod access_token;
mod classification;
mod configuration;
mod contact_information;
mod customer;
mod found;
mod identifying_code;
mod log_information;
mod message;
mod one_time_password;
mod record;
mod reset;
mod session;

pub(crate) use access_token::AccessTokenAnswer;
pub(crate) use classification::ListedClassification;
pub(crate) use configuration::ConfigurationAnswer;
pub(crate) use customer::{AccountsReceivableAnswer, RewardsParticipantAnswer};
pub(crate) use found::FoundAnswer;
pub(crate) use identifying_code::IdentifyingCodeAnswer;
pub(crate) use message::ListedMessage;
pub(crate) use one_time_password::OneTimePasswordAnswer;
pub(crate) use record::RecordAnswer;
pub(crate) use reset::ResetAnswer;
pub(crate) use session::{ListedSession, SessionAnswer};
