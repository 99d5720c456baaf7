//! Sixty-four at once where DynamoDB cancels transactions that meet: all are answered, and every counter is exact.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::json;

use crate::{
    customers::{account, add_new},
    support::{app::App, proxy::Proxied, records::unverified},
};

const AT_ONCE: usize = 64;

/// How many were answered with each status and code.
type Told = BTreeMap<(u16, String), usize>;

fn told(answers: impl IntoIterator<Item = (u16, String)>) -> Told {
    let mut told = Told::new();
    for answer in answers {
        *told.entry(answer).or_default() += 1;
    }
    told
}

fn all(told: &[(u16, &str, usize)]) -> Told {
    told.iter().map(|(status, code, count)| ((*status, (*code).to_owned()), *count)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_updates_of_one_account_are_all_made() {
    let app = App::start_with(&unverified().replacen("at_most_tokens = 20", "at_most_tokens = 60", 1)).await;
    let account = account(&app, json!([])).await;
    let proxied = Proxied::to(&app).await.cancelling();
    let update = async |index: usize| {
        let body = json!({
            "accounts_receivable_identifier": { "number": account.data()["number"] },
            "access_tokens": [add_new(index)],
        });
        let answer = proxied.post("accounts_receivable/update", body).await;
        (answer.status, answer.code().to_owned())
    };
    let told = told(join_all((0..AT_ONCE).map(update)).await);
    assert_eq!(told, all(&[(200, "OK", 60), (409, "TOO_MANY_ACCESS_TOKENS", 4)]));
    app.assert_consistent().await;
}
