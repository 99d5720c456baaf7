//! The domain of the access-token service.
//!
//! ```text
//! request -> function -> operation -> table -> stream -> communicate -> SES, SNS
//! ```
//!
//! | to find | look in |
//! |---|---|
//! | an operation | the module of its name: [`create`], [`verify`], [`reset_pass_code`], [`reset_verification_code`] |
//! | what a request and an answer look like | [`http`], [`answer`] |
//! | which status and code a refusal gets | [`refusal`], `http/status.rs` |
//! | what is stored, and under which key | [`access_token`], [`message`], [`destination`], [`contact_information`], [`table`] |
//! | limits | [`attempts`] (guessing), [`destination`] (mails and texts), [`access_token`] (codes) |
//! | secrets | [`keyring`], [`secret`], [`verification_code`], [`pass_code`], [`authentication_code`] |
//! | settings of an owner | [`definition`], [`template`] |
//! | sending | [`communicate`], [`delivery`] |
//! | what a function is given | [`variables`], [`service`], [`context`], [`aws`] |

pub mod access_token;
pub mod answer;
pub mod attempts;
pub mod authentication_code;
pub mod aws;
pub mod communicate;
pub mod contact_information;
pub mod context;
pub mod create;
pub mod definition;
pub mod delivery;
pub mod destination;
mod draw;
pub mod http;
pub mod id;
pub mod identifier;
pub mod keyring;
pub mod log;
pub mod look_up;
pub mod message;
pub mod numbers;
pub mod pass_code;
pub mod refusal;
pub mod reset;
pub mod reset_pass_code;
pub mod reset_verification_code;
pub mod rules;
pub mod secret;
pub mod service;
pub mod table;
pub mod tally;
pub mod template;
pub mod timestamp;
pub mod user_defined_fields;
pub mod variables;
pub mod verification_code;
pub mod verify;
