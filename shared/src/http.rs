//! The front door: a request becomes parameters, an outcome becomes an answer.
//!
//! This floor alone knows status codes. Outside sees a stable code and a message in the Web API's envelope; inside, a
//! failure is logged once, with its chain and without the request's contents.

mod accept_language;
pub(crate) mod answer;
mod basic;
pub(crate) mod call;
pub(crate) mod caller;
pub(crate) mod code;
pub(crate) mod edge;
mod json;
pub(crate) mod operation;
pub(crate) mod paging;
pub(crate) mod parameters;
pub(crate) mod patch;
pub(crate) mod status;
