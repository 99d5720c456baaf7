//! What `send_one_time_password` answers.

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::id::Id;

#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct OneTimePasswordAnswer {
    /// What goes with the one-time password when the customer logs in. What is sent goes with this and no
    /// other: who asks again before `resend_pause_seconds` are over is sent nothing more, and logs in with
    /// the request before.
    pub request: Id,
}
