//! The domain of the access-token service.
//!
//! ```text
//! request -> function -> operation -> table -> stream -> communicate -> SES, SNS
//! ```
//!
//! | to find | look in |
//! |---|---|
//! | which route asks for what | [`functions`] |
//! | an operation on access tokens | the module of its name: [`create`], [`verify`], [`show`], [`update`], [`list`] … |
//! | an operation on customer records | [`accounts_receivable`], [`rewards_participant`] and the modules in them |
//! | what operations have in common | [`seek`] (read, prove, decide, commit), [`identified`], [`reset`], [`customer`] |
//! | what a request and an answer look like | [`http`], [`answer`], [`paging`], [`patch`], [`openapi`] |
//! | who asks, and who may be told what | [`caller`], [`look_up`] |
//! | which status and code a refusal gets | [`refusal`], `http/status.rs` |
//! | what is stored, and under which key | [`access_token`], [`links`], [`message`], [`destination`], [`table`] |
//! | what a new token must be like, and what stands in its way | [`registration`], [`candidate`], [`assignment`] |
//! | limits | [`attempts`] (guessing), [`destination`] (mails and texts), [`access_token`] (codes) |
//! | secrets | [`keyring`], [`secret`], [`verification_code`], [`pass_code`], [`authentication_code`], [`reset_ticket`] |
//! | settings of an owner | [`definition`], [`template`], [`contact_information`] |
//! | sending | [`outbox`], [`communicate`], [`delivery`] |
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
pub mod openapi;
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
