//! `GET /access_tokens/configuration/classifications/list`: the classifications of the definition, in its order.
//!
//! 1. Parse: nothing. 2. Read: nothing but the definition. 3. Decide and 4. commit: nothing changes.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    answer::ListedClassification,
    http::{Call, Page, Parameters},
    refusal::Refusal,
    service::Service,
};

pub fn handle(service: &Service, request: &Request) -> Response<Body> {
    let (call, parameters) = Call::open::<ListedClassification>("list_classifications", request);
    call.answer_page(run(service, parameters))
}

/// Nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {}

fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
) -> Result<Page<ListedClassification>, Refusal> {
    let Input {} = parameters?.into_input()?;
    let items = service.definition.classifications().iter().map(ListedClassification::of).collect();
    Ok(Page { items, next: None })
}
