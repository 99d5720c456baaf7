//! Delivery: message rows come from the stream, e-mails and text messages go out.

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

pub use communicate::{Communicate, Waits};
pub(crate) use external_message::ExternalMessage;
pub use feedback::{Feedback, FeedbackError};
