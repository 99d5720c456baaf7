//! What the definition does not offer or allow.

use serde_json::json;

use super::{
    Row, Seen, ask_all,
    records::{account, assigning, customers},
};
use crate::support::{
    app::{App, PASS_CODE},
    records::{by_code, by_pass_code, card, owner, unverified, with},
    writing::assigned,
};

/// That definition with other settings, wherever they stand.
fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(unverified(), |definition, (from, to)| {
        assert!(definition.contains(from), "{from}");
        definition.replace(from, to)
    })
}

pub async fn seen_where_tokens_are_limited() -> Vec<Seen> {
    let app = App::start_with(&changed(&[
        ("at_least_one_token = false", "at_least_one_token = true"),
        ("at_most_tokens = 20", "at_most_tokens = 1"),
        ("\nforgot_template", "\n# forgot_template"),
        ("reset = \"TICKET\"", "reset = \"AT_ONCE\""),
    ]))
    .await;
    let new = |number| assigned("ADD_NEW", &card(number));
    app.account("Ada", json!([new(1)])).await;
    let its_only_one = json!({ "access_token_identifier": by_code(&card(1)) });
    app.granted("set_as_not_effective", its_only_one.clone()).await;
    let (least, most) = ("AT_LEAST_ONE_ACCESS_TOKEN", "TOO_MANY_ACCESS_TOKENS");
    let none = json!({ "account_owner": owner() });
    let two = with(none.clone(), &json!({ "access_tokens": [new(2), new(3)] }));
    let removed = with(account("Ada"), &json!({ "access_tokens": [assigned("REMOVE", &card(1))] }));
    let added = with(account("Ada"), &json!({ "access_tokens": [new(2)] }));
    let rows = vec![
        ("access_tokens/delete", least, its_only_one),
        ("accounts_receivable/create", least, none),
        ("accounts_receivable/update", least, removed),
        ("access_tokens/create", most, with(by_code(&card(2)), &account("Ada"))),
        ("accounts_receivable/create", most, two),
        ("accounts_receivable/update", most, added),
        ("customers/find", "NOT_OFFERED", json!({ "by": "NAME_BEGINS", "text": "ada" })),
        ("access_tokens/messages/list", "ACCESS_TOKEN_NOT_FOUND", json!({ "number": "ACT0000000000" })),
        ("authentication/sessions/list", "ACCESS_TOKEN_NOT_FOUND", json!({ "number": "ACT0000000000" })),
        (
            "authentication/sessions/release",
            "ACCESS_TOKEN_NOT_FOUND",
            json!({ "number": "ACT0000000000", "all": true }),
        ),
        ("customers/find", "INVALID_VALUE", json!({ "by": "NAME", "text": "" })),
        ("access_tokens/forgot_pass_code", "NOT_OFFERED", json!({ "identifier": "ada@example.com" })),
    ];
    ask_all(&app, rows).await
}

pub async fn seen_where_no_tokens_are_created() -> Vec<Seen> {
    let app = App::start_with(&changed(&[
        ("may_create_tokens = true", "may_create_tokens = false"),
        // What no message can be sent to; nor is any token verified then.
        ("format = \"EMAIL\"", "format = \"FREE_TEXT\""),
        ("required = \"ALWAYS\"", "required = \"NEVER\""),
    ]))
    .await;
    let participant = customers(&app).await;
    app.granted("create", with(by_pass_code("ada", PASS_CODE), &by_code(&card(1)))).await;
    let code = "ACCESS_TOKEN_NOT_CREATED";
    let mut rows: Vec<Row> = vec![
        ("access_tokens/reset_pass_code", "NO_DESTINATION", by_code(&card(1))),
        ("access_tokens/create", code, with(by_code(&card(2)), &account("Ada"))),
    ];
    let asked = assigning(&participant, &json!([assigned("ADD_NEW", &card(2))]));
    rows.extend(asked.map(|(operation, body)| (operation, code, body)));
    ask_all(&app, rows).await
}
