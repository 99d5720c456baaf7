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
pub mod accounts_receivable;
pub mod answer;
pub mod assignment;
pub mod attempts;
pub mod authentication_code;
pub mod aws;
pub mod caller;
pub mod candidate;
pub mod change_pass_code;
pub mod communicate;
pub mod contact_information;
pub mod context;
pub mod create;
pub mod customer;
pub mod definition;
pub mod delete;
pub mod delivery;
pub mod destination;
mod draw;
pub mod forgot_pass_code;
pub mod functions;
pub mod get_not_associated;
pub mod http;
pub mod id;
pub mod identified;
pub mod identifier;
pub mod keyring;
pub mod links;
pub mod list;
pub mod list_classifications;
pub mod log;
pub mod look_up;
pub mod message;
pub mod numbers;
pub mod outbox;
pub mod paging;
pub mod pass_code;
pub mod patch;
pub mod refusal;
pub mod registration;
pub mod reset;
pub mod reset_pass_code;
pub mod reset_ticket;
pub mod reset_verification_code;
pub mod rewards_participant;
pub mod rules;
pub mod secret;
pub mod seek;
pub mod service;
pub mod set_as_effective;
pub mod set_as_not_effective;
pub mod show;
pub mod table;
pub mod tally;
pub mod template;
pub mod timestamp;
pub mod update;
pub mod user_defined_fields;
pub mod variables;
pub mod verification_code;
pub mod verify;
