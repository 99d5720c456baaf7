//! The domain of the access-token service.
//!
//! ```text
//! request -> function -> operation -> table -> stream -> communicate -> SES, SNS -> feedback -> table
//! ```
//!
//! The floors, from the top down. A file uses what is on its own floor and on those below, never what is above; inside
//! a floor nobody uses each other in a circle. `tests/house/floors.rs` holds that.
//!
//! | floor | what is there |
//! |---|---|
//! | `openapi` | the description of the API, the list of its errors, the reference of the definition, from what is below |
//! | `operations`, `delivery`, `upkeep` | a file an operation; which function serves which; sending; what the owner's command and rotations do |
//! | `steps` | what operations are made of: the flow, looking tokens and customers up, registering, the outbox |
//! | `http` | requests into parameters, outcomes into answers; codes and statuses; how an operation is declared |
//! | `records` | what is kept, and what may become of it; why something is refused |
//! | `definition` | the settings that an owner writes |
//! | `codes` | pass codes, verification codes, authentication codes, reset tickets, one-time passwords |
//! | `table` | rows in, writes out; knows DynamoDB and no record |
//! | `keyring` | keys, and what is derived from them |
//! | `base` | what knows nothing of the service |

// What is public is used outside; so the compiler sees what nobody uses.
#![warn(unreachable_pub)]

mod base;
mod codes;
mod definition;
mod delivery;
#[cfg(test)]
mod fuzz;
mod http;
mod keyring;
mod openapi;
mod operations;
mod records;
mod steps;
mod table;
mod upkeep;

pub use base::{
    aws,
    context::Context,
    id::Id,
    log,
    network::{Network, NetworkError},
    scope::Scope,
    secret::Secret,
    state::State,
    timestamp::{Clock, Timestamp, system_clock},
    variables::{self, VariableError, Variables},
};
pub use codes::application_key::KeyClass;
pub use definition::{Definition, DefinitionError, Fault};
pub use delivery::{Announce, Communicate, Feedback, FeedbackError, Waits};
pub use openapi::{
    announcement, definition as definition_file, document, errors, external_message,
    operations as described_operations, settings,
};
pub use operations::routes::{All, Authenticate, Create, Customers, Manage, Reset, Show, Verify, serve};
pub use records::{application_key::ApplicationKey, message::Message};
pub use steps::{
    service::StartError,
    warm_service::{ANSWERED_WITHIN, WarmService},
};
pub use table::TableError;
pub use upkeep::{
    Addresses, ApplicationKeys, CustomerError, DefinitionReport, Erased, Export, ExportError, Exported, Find,
    FindError, FindReport, FoundRecord, Import, ImportError, ImportOutcome, ImportedLine, KeysError,
    KindReport, LeftAlone, MakeKey, MessageReport, Messages, MessagesError, NewKey, OneCustomer, Outcome,
    PrivateKey, REMAINS, Redrive, RedriveReport, Rejected, Rotate, RotationError, RotationEvent, Stays,
    SuppressionReport, Suppressions, Told, ToldRow, Typed, check_definition, logged_messages,
};
