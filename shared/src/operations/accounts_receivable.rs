//! What is done to accounts receivable.

pub mod create;
pub mod show;
pub mod terminate;
pub mod update;
