//! Upkeep: what no request and no message asks for, and has to be done all the same.

mod application_keys;
mod checked_definition;
mod customer_error;
mod kept;
mod keys_error;
mod kind;
mod left_alone;
mod messages;
mod messages_error;
mod named;
mod new_key;
mod one_customer;
mod readable;
mod redrive;
mod rotation;
mod rotation_error;
mod secret_versions;
mod shown;
mod suppressions;

pub use application_keys::ApplicationKeys;
pub use checked_definition::{DefinitionReport, KindReport, check_definition};
pub use customer_error::CustomerError;
pub use kept::{REMAINS, Stays};
pub use keys_error::KeysError;
pub use kind::MakeKey;
pub use left_alone::LeftAlone;
pub use messages::{MessageReport, Messages};
pub use messages_error::MessagesError;
pub use new_key::NewKey;
pub use one_customer::{Erased, OneCustomer, Told, ToldRow};
pub use redrive::{Outcome, Redrive, RedriveReport, logged_messages};
pub use rotation::{Rotate, RotationEvent};
pub use rotation_error::RotationError;
pub use shown::Addresses;
pub use suppressions::{SuppressionReport, Suppressions};
