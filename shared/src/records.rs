//! Records: what is kept, each with its row, its key, and what may become of it.

pub(crate) mod access_token;
pub(crate) mod accounts_receivable;
pub(crate) mod application_key;
pub(crate) mod asked;
pub(crate) mod attempts;
pub(crate) mod claims;
pub(crate) mod contact_information;
pub(crate) mod customer_records;
pub(crate) mod departures;
pub(crate) mod destination;
pub(crate) mod found;
pub(crate) mod history;
pub(crate) mod identifying_code;
pub(crate) mod life_cycle;
pub(crate) mod link;
pub(crate) mod links;
pub(crate) mod message;
pub(crate) mod one_time_password;
pub(crate) mod place;
pub(crate) mod public_keys;
pub(crate) mod refusal;
pub(crate) mod rewards_participant;
pub(crate) mod session;
pub(crate) mod suppression;
pub(crate) mod tries;
pub(crate) mod user_defined_fields;
