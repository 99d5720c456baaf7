//! What is asked about customers, whichever record of theirs leads to them.

pub(crate) mod find;
