//! Answers: every field of the Web API's tables, in its names and types.
//!
//! What the service knows nothing of yet is null, and typed all the same, so that an application's
//! parser meets no surprise.

mod access_token;
mod classification;
mod contact_information;
mod customer;
mod log_information;
mod record;
mod reset;

pub use access_token::AccessTokenAnswer;
pub use classification::ListedClassification;
pub use customer::{AccountsReceivableAnswer, RewardsParticipantAnswer};
pub use record::RecordAnswer;
pub use reset::ResetAnswer;
