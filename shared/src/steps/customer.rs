//! The customer: the record, or the two of them, that access tokens belong to or are to belong to.

mod found;
mod identifiers;
mod lookup;
mod named;
mod on_one_customer;

pub use found::Customer;
pub use identifiers::{
    Account, AccountsReceivableIdentifier, CustomerIdentifiers, Participant, RewardsParticipantIdentifier,
};
pub use lookup::{ACCOUNT_NAMED, CustomerLookup, NAMED_BY_TOKEN, PARTICIPANT_NAMED};
pub use on_one_customer::run;
