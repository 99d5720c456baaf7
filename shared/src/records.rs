//! Records: what is kept, each with its row, its key, and what may become of it.

pub mod access_token;
pub mod accounts_receivable;
pub mod attempts;
pub mod claims;
pub mod contact_information;
pub mod customer_records;
pub mod destination;
pub mod life_cycle;
pub mod link;
pub mod links;
pub mod message;
pub mod place;
pub mod refusal;
pub mod rewards_participant;
pub mod user_defined_fields;
