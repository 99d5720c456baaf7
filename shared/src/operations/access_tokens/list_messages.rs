//! `POST /access_tokens/messages/list`: what was sent about an access token in the last month, and what
//! became of it. The Web API has no such operation: it is ours.
//!
//! 1. Parse: the number. 2. Read: the access token; then the latest messages, which stand in a partition of their own.
//! 3. Decide: nothing changes. 4. Commit: nothing.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::scope::Scope,
    http::{
        answer::ListedMessage,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        paging::Page,
        parameters::Parameters,
    },
    records::{message::Message, refusal::Refusal},
    steps::{
        flow::{self, Decision},
        service::Service,
        token_lookup::{self, TokenLookup},
    },
    table::Row as _,
};

pub(crate) const LIST_MESSAGES: Operation<Input, Page<ListedMessage>> = post(
    "/access_tokens/messages/list",
    Who::BackOffice,
    "What was sent about an access token and what became of it, the latest first, 40 at most.",
)
.for_scope(Scope::Read)
.refuses(&[&[Code::Unavailable], token_lookup::REFUSES]);

/// Nobody looks through more.
const MOST: usize = 40;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "number": "ACT0123456789" }))]
pub(crate) struct Input {
    /// The number of the access token.
    #[schemars(example = &"ACT0123456789")]
    number: String,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Page<ListedMessage>, Refusal> {
    let Input { number } = parameters.rest()?;
    let mut context = service.context(&caller);
    let lookup = TokenLookup::numbered_or_own(Some(&number), &caller, &context, service)?;
    let token = flow::run(service, &caller, lookup, &mut context, |lookup, rows, _| {
        let token = lookup.token(rows)?.ok_or(Refusal::AccessTokenNotFound)?;
        Ok(Decision { writes: Vec::new(), outcome: Ok(token.row) })
    })
    .await?;
    let beside = Message::key_of(token.id.as_str(), "");
    let mut messages: Vec<Message> = service.table.last_beside(&beside, MOST).await?;
    messages.retain(|message| message.expires().is_none_or(|expires| context.now < expires));
    Ok(Page { items: messages.iter().map(ListedMessage::of).collect(), next: None })
}
