//! The whole description.

use serde_json::Value;

use super::{
    describe::describe,
    operation::{Describer, Operation},
};
use crate::operations::routes::{All, Function};

/// Every operation of the API.
pub fn operations() -> Vec<Operation> {
    let mut describer = Describer::default();
    All::walk(&mut describer);
    describer.0
}

/// The OpenAPI document.
pub fn document() -> Value {
    describe(&operations())
}
