//! The customer: the record, or the two of them, that access tokens belong to or are to belong to.

mod found;
mod identifiers;
mod lookup;
mod named;
mod on_one_customer;

pub(crate) use found::Customer;
pub(crate) use identifiers::{
    Account, AccountsReceivableIdentifier, CustomerIdentifiers, OwnAccount, OwnParticipant, Participant,
    RewardsParticipantIdentifier,
};
pub(crate) use lookup::{ACCOUNT_NAMED, CustomerLookup, NAMED_BY_TOKEN, PARTICIPANT_NAMED, not_found};
pub(crate) use on_one_customer::{run, run_or_own};
