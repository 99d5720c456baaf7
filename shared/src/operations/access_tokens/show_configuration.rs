//! `GET /access_tokens/configuration/show`: the rules that an app says while its customer types: those of the
//! definition, or of a classification.
//!
//! 1. Parse: the classification. 2. Read: the definition; the key of the app, where one is needed.
//! 3. Decide and 4. commit: nothing changes.
//!
//! Anybody may ask: who registers a few times finds the same out by what is refused.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    definition::ClassificationIdentifier,
    http::{
        answer::ConfigurationAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, get},
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::{flow, service::Service},
};

pub(crate) const SHOW_CONFIGURATION: Operation<Input, ConfigurationAnswer> = get(
    "/access_tokens/configuration/show",
    Who::Anybody,
    "The rules for new access tokens, to be said while a customer types: of the definition, or of a classification.",
)
.refuses(&[REFUSES]);

const REFUSES: &[Code] = &[Code::ClassificationNotFound, Code::Unavailable];

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "classification_identifier": { "alternative_code": "PHONE" } }))]
pub(crate) struct Input {
    /// Whose rules; the definition's own where it is absent.
    classification_identifier: Option<ClassificationIdentifier>,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<ConfigurationAnswer, Refusal> {
    let Input { classification_identifier } = parameters.rest()?;
    flow::let_through(service, &caller).await?;
    let definition = &service.definition;
    let settings = match &classification_identifier {
        Some(named) => &definition.classification(named).ok_or(Refusal::ClassificationNotFound)?.settings,
        None => definition.settings(None),
    };
    Ok(ConfigurationAnswer::of(settings, definition))
}
