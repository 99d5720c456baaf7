//! Steps: what operations are made of.

pub(crate) mod application;
pub(crate) mod asker;
pub(crate) mod assignment;
pub(crate) mod caller;
pub(crate) mod credentials;
pub(crate) mod customer;
pub(crate) mod finding;
pub(crate) mod flow;
pub(crate) mod lookup;
pub(crate) mod message_lookup;
pub(crate) mod new_token;
pub(crate) mod obstacles;
pub(crate) mod on_one_token;
pub(crate) mod outbox;
pub(crate) mod registration;
pub(crate) mod reset;
pub(crate) mod service;
pub(crate) mod session;
pub(crate) mod token_lookup;
pub(crate) mod verification;
pub(crate) mod warm_service;
