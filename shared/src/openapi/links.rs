//! Links: what an answer gives that another operation takes.

use serde_json::{Map, Value, json};

/// The links of an operation's answer, by the operation that they lead to.
pub(super) fn links(operation: &str) -> Map<String, Value> {
    let (operations, identifier): (&[&str], _) = match operation {
        "access_tokens_create" => (
            &[
                "access_tokens_show",
                "access_tokens_update",
                "access_tokens_set_as_effective",
                "access_tokens_set_as_not_effective",
                "access_tokens_delete",
                "access_tokens_verify",
            ],
            json!({ "access_token_identifier": {
                "identifier": "$response.body#/data/identifier",
                "pass_code": "$request.body#/pass_code",
            } }),
        ),
        "accounts_receivable_create" => (
            &[
                "accounts_receivable_show",
                "accounts_receivable_update",
                "accounts_receivable_terminate",
                "rewards_participants_create",
                "access_tokens_create",
            ],
            json!({ "accounts_receivable_identifier": { "id": "$response.body#/data/id" } }),
        ),
        "rewards_participants_create" => (
            &[
                "rewards_participants_show",
                "rewards_participants_update",
                "rewards_participants_terminate",
                "access_tokens_create",
            ],
            json!({ "rewards_participant_identifier": { "id": "$response.body#/data/id" } }),
        ),
        _ => return Map::new(),
    };
    let link = |operation: &&str| {
        ((*operation).to_owned(), json!({ "operationId": operation, "requestBody": identifier }))
    };
    operations.iter().map(link).collect()
}
