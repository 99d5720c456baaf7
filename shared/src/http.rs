//! The front door: a request becomes parameters, an outcome becomes an answer.
//!
//! This floor alone knows status codes. Outside sees a stable code and a message in the Web API's envelope; inside, a
//! failure is logged once, with its chain and without the request's contents.

pub mod answer;
pub mod call;
pub mod caller;
pub mod code;
mod json;
pub mod operation;
pub mod paging;
pub mod parameters;
pub mod patch;
pub mod status;
