//! The AWS end points that are not the table: SES, SNS and Secrets Manager, a few calls each.
//!
//! They accept what AWS accepts, refuse what it refuses in its own words, and can be told to fail, so the
//! functions reach them through the SDK's own `AWS_ENDPOINT_URL_*` and have no local branch.

mod endpoint;
mod faults;
mod line;
mod secret;
mod secrets_manager;
mod server;
mod ses;
mod ses_events;
mod sns;
mod sns_fields;
mod sns_topics;
#[cfg(test)]
mod tests;

pub use endpoint::Aws;
pub use faults::{Fault, Faults, Provider};
pub use secret::{Secret, StillRotating};
