//! What is done to rewards participants.

pub mod create;
pub mod show;
pub mod terminate;
pub mod update;
