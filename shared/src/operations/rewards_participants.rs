//! What is done to rewards participants.

pub(crate) mod create;
pub(crate) mod show;
pub(crate) mod terminate;
pub(crate) mod update;
