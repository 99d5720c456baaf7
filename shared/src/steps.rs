//! Steps: what operations are made of.

pub mod assignment;
pub mod customer;
pub mod flow;
pub mod new_token;
pub mod on_one_token;
pub mod outbox;
pub mod registration;
pub mod reset;
pub mod service;
pub mod token_lookup;
