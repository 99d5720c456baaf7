//! Delivery: message rows come from the stream, e-mails and text messages go out.

mod budget;
mod client;
mod communicate;
mod email;
mod feedback;
mod pace;
mod render;
mod sender;
mod sms;

pub use communicate::{Communicate, Waits};
pub use feedback::{Feedback, FeedbackError};
