//! Delivery: rows come from the stream; messages go out, and what happened is told to the owner's systems.

mod announce;
mod announcement;
mod budget;
mod client;
mod communicate;
mod email;
mod external;
mod external_message;
mod feedback;
mod pace;
mod render;
mod sender;
mod sms;

pub use announce::Announce;
pub(crate) use announcement::Announcement;
pub use communicate::{Communicate, Waits};
pub(crate) use external_message::ExternalMessage;
pub use feedback::{Feedback, FeedbackError};
