//! What is done to accounts receivable.

pub(crate) mod create;
pub(crate) mod show;
pub(crate) mod terminate;
pub(crate) mod update;
