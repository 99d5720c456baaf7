//! Lists: in which order, how many at a time, narrowed to what, and how to go on.

mod spread;

use serde_json::{Value, json};

use crate::{
    customers::{
        account, add_existing, add_new, ask_account, ask_participant, by_card, card, named, participant,
        refusal, remove, verified,
    },
    support::{
        app::{Answer, App, PASS_CODE},
        proxy::Proxied,
    },
};

/// The numbers that were listed.
fn numbers(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    all(answer.data())
}

fn all(tokens: &Value) -> Vec<String> {
    let number = |token: &Value| token["number"].as_str().expect("a number").to_owned();
    tokens.as_array().expect("a list").iter().map(number).collect()
}

/// The numbers of tokens, the first that was made first.
#[derive(Default)]
struct Made(Vec<String>);

impl Made {
    /// Adds the tokens that an answer on a customer record says were made.
    fn with(mut self, answer: &Answer) -> Self {
        assert_eq!(answer.status, 200, "{answer:?}");
        self.0.extend(all(&answer.data()["access_tokens"]));
        self
    }

    /// The numbers of some of them, in their order; the first that was made is 1.
    fn sorted(&self, some: impl IntoIterator<Item = usize>) -> Vec<String> {
        let mut numbers: Vec<_> = some.into_iter().map(|made| self.0[made - 1].clone()).collect();
        numbers.sort_unstable();
        numbers
    }
}

/// Lists the tokens of an account, with further parameters.
async fn list(app: &App, account: &Answer, more: &[(&str, &str)]) -> Answer {
    let named = named(account).to_string();
    let query = [&[("accounts_receivable_identifier", named.as_str())], more].concat();
    app.get("list", &query).await
}

async fn not_associated(app: &App, query: &[(&str, &str)]) -> Answer {
    app.get("get_not_associated", query).await
}

fn next(answer: &Answer) -> Option<String> {
    answer.body["next"].as_str().map(str::to_owned)
}

/// An account with tokens 1 to `count`.
async fn account_with(app: &App, count: usize) -> (Answer, Made) {
    let account = account(app, json!([])).await;
    let mut made = Made::default();
    let all: Vec<_> = (1..=count).map(add_new).collect();
    for some in all.chunks(8) {
        let added = ask_account(app, "update", &account, json!({ "access_tokens": some })).await;
        made = made.with(&added);
    }
    (account, made)
}

fn unlimited() -> String {
    verified("NEVER").replacen("at_most_tokens = 20", "", 1)
}

/// Free tokens 1 to `count`.
async fn free(app: &App, count: usize) -> Made {
    let mut made = Made::default();
    for number in 1..=count {
        let created = app.post("create", json!({ "authentication_code": card(number) })).await;
        made.0.push(created.data()["number"].as_str().expect("a number").to_owned());
    }
    made
}

#[tokio::test]
async fn a_list_is_in_the_order_of_numbers_and_has_as_many_as_are_asked_for() {
    let app = App::start_with(&unlimited()).await;
    let (account, made) = account_with(&app, 23).await;
    let sorted = made.sorted(1..=23);
    let all = list(&app, &account, &[]).await;
    assert_eq!(numbers(&all), sorted[..20]);
    assert!(next(&all).is_some());
    let five = list(&app, &account, &[("number_of_results", "5"), ("offset", "10")]).await;
    assert_eq!(numbers(&five), sorted[10..15]);
    let last = list(&app, &account, &[("offset", "20")]).await;
    assert_eq!((numbers(&last), next(&last)), (sorted[20..].to_vec(), None));
    assert_eq!(numbers(&list(&app, &account, &[("offset", "23")]).await), Vec::<String>::new());
}

#[tokio::test]
async fn next_walks_a_whole_list_once() {
    let app = App::start_with(&unlimited()).await;
    let (account, made) = account_with(&app, 45).await;
    let mut walked = Vec::new();
    let mut place = None;
    loop {
        let mut query = vec![("number_of_results", "7")];
        query.extend(place.as_deref().map(|place| ("next", place)));
        let part = list(&app, &account, &query).await;
        walked.extend(numbers(&part));
        place = next(&part);
        if place.is_none() {
            break;
        }
    }
    assert_eq!(walked, made.sorted(1..=45));
}

#[tokio::test]
async fn a_list_is_narrowed_to_a_classification() {
    let app = App::start_with(&unlimited()).await;
    let (account, made) = account_with(&app, 2).await;
    let phone = json!({
        "action": "ADD_NEW",
        "identifier": "+35799123456",
        "pass_code": PASS_CODE,
        "classification_identifier": { "alternative_code": "PHONE" },
    });
    let added = ask_account(&app, "update", &account, json!({ "access_tokens": [phone, add_new(4)] })).await;
    let made = made.with(&added);
    let narrowed = list(&app, &account, &[("classification_identifier", "{\"name\":\"Phone\"}")]).await;
    assert_eq!(numbers(&narrowed), made.sorted([3]));
    let unknown = list(&app, &account, &[("classification_identifier", "{\"name\":\"Gold\"}")]).await;
    assert_eq!(refusal(&unknown), (404, "CLASSIFICATION_NOT_FOUND"));
    // Those without a classification come first.
    let all = [made.sorted([1, 2, 4]), made.sorted([3])].concat();
    assert_eq!(numbers(&list(&app, &account, &[]).await), all);
}

#[tokio::test]
async fn the_list_of_a_record_has_the_tokens_of_that_record_alone() {
    let app = App::start_with(&unlimited()).await;
    let (account, mut made) = account_with(&app, 3).await;
    let owned = participant(&app, &account, json!([add_existing(2), add_new(4)])).await;
    made.0.push(all(&owned.data()["access_tokens"]).remove(1));
    let named = named(&owned).to_string();
    let by_participant =
        async || app.get("list", &[("rewards_participant_identifier", named.as_str())]).await;
    assert_eq!(numbers(&list(&app, &account, &[]).await), made.sorted([1, 2, 3]));
    assert_eq!(numbers(&by_participant().await), made.sorted([2, 4]));
    ask_account(&app, "update", &account, json!({ "access_tokens": [remove(2)] })).await;
    assert_eq!(numbers(&list(&app, &account, &[]).await), made.sorted([1, 3]));
    ask_participant(&app, "update", &owned, json!({ "access_tokens": [remove(2)] })).await;
    assert_eq!(numbers(&by_participant().await), made.sorted([4]));
    // Of what ended too.
    ask_participant(&app, "terminate", &owned, json!({})).await;
    assert_eq!(numbers(&by_participant().await), made.sorted([4]));
}

#[tokio::test]
async fn a_list_is_of_one_record_that_is_there() {
    let app = App::start().await;
    let account = account(&app, json!([])).await;
    let named = named(&account).to_string();
    assert_eq!(refusal(&app.get("list", &[]).await), (400, "INVALID_FIELD"));
    let both = [
        ("accounts_receivable_identifier", named.as_str()),
        ("rewards_participant_identifier", named.as_str()),
    ];
    assert_eq!(refusal(&app.get("list", &both).await), (400, "INVALID_FIELD"));
    for (field, by, code) in [
        ("accounts_receivable_identifier", "{\"number\":\"ACR000009\"}", "ACCOUNTS_RECEIVABLE_NOT_FOUND"),
        ("rewards_participant_identifier", "{\"number\":\"RWP000009\"}", "REWARDS_PARTICIPANT_NOT_FOUND"),
    ] {
        assert_eq!(refusal(&app.get("list", &[(field, by)]).await), (404, code));
    }
    assert_eq!(numbers(&list(&app, &account, &[]).await), Vec::<String>::new());
}

#[tokio::test]
async fn what_belongs_to_nothing_is_listed_by_state_until_it_belongs_to_something() {
    let app = App::start_with(&unlimited()).await;
    let made = free(&app, 4).await;
    app.post("set_as_not_effective", json!({ "access_token_identifier": by_card(2) })).await;
    let in_state = async |state| not_associated(&app, &[("number", "40"), ("life_cycle_state", state)]).await;
    assert_eq!(numbers(&in_state("EFFECTIVE").await), made.sorted([1, 3, 4]));
    assert_eq!(numbers(&in_state("NOT_EFFECTIVE").await), made.sorted([2]));
    assert_eq!(numbers(&in_state("PENDING_VERIFICATION").await), Vec::<String>::new());
    let account = account(&app, json!([add_existing(3)])).await;
    let all = [made.sorted([1, 4]), made.sorted([2])].concat();
    assert_eq!(numbers(&not_associated(&app, &[("number", "40")]).await), all);
    ask_account(&app, "update", &account, json!({ "access_tokens": [remove(3)] })).await;
    assert_eq!(numbers(&in_state("EFFECTIVE").await), made.sorted([1, 3, 4]));
    assert_eq!(refusal(&in_state("GONE").await), (400, "INVALID_FIELD"));
}

#[tokio::test]
async fn how_many_and_from_where_are_whole_numbers_within_bounds() {
    let app = App::start().await;
    let account = account(&app, json!([])).await;
    for (field, value) in [
        ("number_of_results", "0"),
        ("number_of_results", "41"),
        ("number_of_results", "-1"),
        ("number_of_results", "1.5"),
        ("number_of_results", "99999999999999999999"),
        ("offset", "1001"),
        ("offset", "x"),
    ] {
        let refused = list(&app, &account, &[(field, value)]).await;
        assert_eq!(refusal(&refused), (400, "INVALID_FIELD"), "{field} {value}");
        assert!(refused.message().starts_with(&format!("{field}: ")), "{refused:?}");
    }
    let missing = not_associated(&app, &[]).await;
    assert_eq!((missing.status, missing.message()), (400, "number: is missing"));
}

#[tokio::test]
async fn a_next_that_no_answer_to_the_same_question_gave_is_refused() {
    let app = App::start_with(&unlimited()).await;
    let (account, _) = account_with(&app, 3).await;
    for number in 4..=6 {
        app.post("create", json!({ "authentication_code": card(number) })).await;
    }
    let of_account = next(&list(&app, &account, &[("number_of_results", "1")]).await).expect("more");
    let of_free = next(&not_associated(&app, &[("number", "1")]).await).expect("more");
    let forged = "QUNUI0FDVDAwMDAwMDAwMDEjMDAwMA";
    let phone = ("classification_identifier", "{\"alternative_code\":\"PHONE\"}");
    let refused = (400, "INVALID_FIELD");
    for place in [of_free.as_str(), forged, "x", ""] {
        assert_eq!(refusal(&list(&app, &account, &[("next", place)]).await), refused, "{place}");
    }
    assert_eq!(refusal(&list(&app, &account, &[phone, ("next", &of_account)]).await), refused);
    for place in [of_account.as_str(), forged, "x", ""] {
        assert_eq!(
            refusal(&not_associated(&app, &[("number", "1"), ("next", place)]).await),
            refused,
            "{place}"
        );
    }
    let other_state = [("number", "1"), ("life_cycle_state", "NOT_EFFECTIVE"), ("next", of_free.as_str())];
    assert_eq!(refusal(&not_associated(&app, &other_state).await), refused);
}

#[tokio::test]
async fn a_part_of_a_list_costs_the_same_calls_however_deep_it_is() {
    let app = App::start_with(&unlimited()).await;
    let (account, _) = account_with(&app, 45).await;
    let proxied = Proxied::to(&app).await;
    let number = account.data()["number"].as_str().expect("a number");
    let named = format!("accounts_receivable_identifier=%7B%22number%22%3A%22{number}%22%7D");
    let mut query = format!("{named}&number_of_results=20");
    for _ in 0..3 {
        let part = proxied.get("list", &query).await;
        assert_eq!(part.status, 200, "{part:?}");
        assert_eq!(proxied.calls(), ["BatchGetItem", "Query", "BatchGetItem"]);
        query = format!("{named}&number_of_results=20&next={}", next(&part).unwrap_or_default());
        if next(&part).is_none() {
            break;
        }
    }
}
