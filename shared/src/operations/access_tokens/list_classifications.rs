//! `GET /access_tokens/configuration/classifications/list`: the classifications of the definition, in its order.
//!
//! 1. Parse: nothing. 2. Read: nothing but the definition. 3. Decide and 4. commit: nothing changes.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    http::{
        answer::ListedClassification,
        caller::Caller,
        operation::{Operation, Who, get},
        paging::Page,
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::service::Service,
};

pub(crate) const LIST_CLASSIFICATIONS: Operation<Input, Page<ListedClassification>> = get(
    "/access_tokens/configuration/classifications/list",
    Who::Anybody,
    "The classifications of the definition.",
);

/// Nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    _: Caller,
) -> Result<Page<ListedClassification>, Refusal> {
    let Input {} = parameters.rest()?;
    let items = service.definition.classifications().iter().map(ListedClassification::of).collect();
    Ok(Page { items, next: None })
}
