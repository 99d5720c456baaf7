//! `GET /access_tokens/configuration/classifications/list`: the classifications of the definition, in its order.
//!
//! 1. Parse: nothing. 2. Read: the definition; the key of the app, where one is needed. 3. Decide and 4. commit:
//!    nothing changes.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    http::{
        answer::ListedClassification,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, get},
        paging::Page,
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::{flow, service::Service},
};

pub(crate) const LIST_CLASSIFICATIONS: Operation<Input, Page<ListedClassification>> = get(
    "/access_tokens/configuration/classifications/list",
    Who::Anybody,
    "The classifications of the definition.",
)
.refuses(&[&[Code::Unavailable]]);

/// No parameters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Page<ListedClassification>, Refusal> {
    let Input {} = parameters.rest()?;
    flow::let_through(service, &caller).await?;
    let items = service.definition.classifications().iter().map(ListedClassification::of).collect();
    Ok(Page { items, next: None })
}
