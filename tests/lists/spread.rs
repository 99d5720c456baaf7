//! The list of what belongs to nothing: one list, however its index is spread, and whenever a row was written.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;

use super::{Made, free, next, not_associated, numbers, unlimited};
use crate::{
    customers::by_card,
    support::app::{App, text},
};

const COUNT: usize = 25;
/// Those that are NOT_EFFECTIVE.
const OUT: [usize; 4] = [3, 4, 5, 24];

/// Access tokens of two states, more than there are partitions.
async fn of_two_states() -> (App, Made) {
    let app = App::start_with(&unlimited()).await;
    let made = free(&app, COUNT).await;
    for number in OUT {
        set_as_not_effective(&app, number).await;
    }
    (app, made)
}

async fn set_as_not_effective(app: &App, number: usize) {
    let body = json!({ "access_token_identifier": by_card(number) });
    assert_eq!(app.post("set_as_not_effective", body).await.status, 200);
}

fn effective() -> impl Iterator<Item = usize> {
    (1..=COUNT).filter(|number| !OUT.contains(number))
}

/// Goes from part to part by `next`, so many at a time.
async fn walk(app: &App, number: usize, more: &[(&str, &str)]) -> Vec<String> {
    let number = number.to_string();
    let (mut walked, mut place) = (Vec::new(), None);
    loop {
        let mut query = [&[("number", number.as_str())], more].concat();
        query.extend(place.as_deref().map(|place| ("next", place)));
        let part = not_associated(app, &query).await;
        walked.extend(numbers(&part));
        place = next(&part);
        if place.is_none() {
            return walked;
        }
    }
}

/// Whoever walks finds each once, by state and then by number.
async fn assert_walked(app: &App, made: &Made) {
    let (in_use, out) = (made.sorted(effective()), made.sorted(OUT));
    let all = [in_use.clone(), out.clone()].concat();
    for number in [1, 4, 7, 40] {
        assert_eq!(walk(app, number, &[]).await, all, "{number}");
        assert_eq!(walk(app, number, &[("life_cycle_state", "EFFECTIVE")]).await, in_use, "{number}");
        assert_eq!(walk(app, number, &[("life_cycle_state", "NOT_EFFECTIVE")]).await, out, "{number}");
    }
    let after = not_associated(app, &[("number", "5"), ("offset", "18")]).await;
    assert_eq!(numbers(&after), all[18..23]);
}

#[tokio::test]
async fn next_walks_all_tokens_that_belong_to_nothing_once() {
    let (app, made) = of_two_states().await;
    assert_walked(&app, &made).await;
}

#[tokio::test]
async fn the_index_is_spread_by_the_last_digit_of_an_id() {
    let (app, _) = of_two_states().await;
    let rows = app.rows_of("token").await;
    for row in &rows {
        assert!(text(row, "id").ends_with(&text(row, "not_associated_in")), "{row:?}");
    }
    let partitions: BTreeSet<_> = rows.iter().map(|row| text(row, "not_associated_in")).collect();
    assert!(partitions.len() > 1, "{partitions:?}");
}

/// Writes a token's row as it was before the index was spread.
async fn write_as_before(app: &App, number: &str) {
    let rows = app.rows_of("token").await;
    let row = rows.iter().find(|row| text(row, "number") == number).expect("a row");
    app.table
        .update_item()
        .table_name("Table")
        .key("pk", row["pk"].clone())
        .key("sk", row["sk"].clone())
        .update_expression("SET not_associated = :place REMOVE not_associated_in, not_associated_as")
        .expression_attribute_values(":place", AttributeValue::S(text(row, "not_associated_as")))
        .send()
        .await
        .expect("a written row");
}

/// How many rows of tokens have that attribute.
async fn rows_with(app: &App, attribute: &str) -> usize {
    app.rows_of("token").await.iter().filter(|row| row.contains_key(attribute)).count()
}

#[tokio::test]
async fn what_was_written_before_the_index_was_spread_stands_in_its_place_in_the_list() {
    let (app, made) = of_two_states().await;
    for number in [1, 2, 3, 5, 10, 25] {
        write_as_before(&app, &made.0[number - 1]).await;
    }
    assert_walked(&app, &made).await;
    assert_eq!(rows_with(&app, "not_associated").await, 6);
    // Whatever writes such a row again takes it along.
    set_as_not_effective(&app, 1).await;
    assert_eq!(rows_with(&app, "not_associated").await, 5);
    let out = walk(&app, 4, &[("life_cycle_state", "NOT_EFFECTIVE")]).await;
    assert_eq!(out, made.sorted([1, 3, 4, 5, 24]));
}
