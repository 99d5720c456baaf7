//! The table that is made has what the template declares.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use shared::Variables;

use super::*;
use crate::template::tests::small;

const TABLE: &str = "Table";

/// An embedded DynamoDB and a client of it. The folder goes last.
fn database() -> (Client, DynamoDb, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let dynamodb = DynamoDb::start(folder.path(), 0).expect("a database");
    let variables = Variables::new(crate::stack::aws_variables(dynamodb.address, dynamodb.address));
    let config = shared::aws::config(&variables).expect("a configuration");
    (Client::new(&config), dynamodb, folder)
}

/// Each index: name, keys, projection.
async fn indexes(client: &Client) -> Vec<String> {
    let table = client.describe_table().table_name(TABLE).send().await.expect("a table").table;
    let mut indexes = Vec::new();
    for index in table.expect("a description").global_secondary_indexes() {
        let keys: Vec<_> =
            index.key_schema().iter().map(|key| format!("{}={}", key.key_type, key.attribute_name)).collect();
        let projection = index.projection().expect("a projection");
        indexes.push(format!(
            "{} {} {} {}",
            index.index_name().expect("a name"),
            keys.join(" "),
            projection.projection_type().expect("a type"),
            projection.non_key_attributes().join(" "),
        ));
    }
    indexes.sort_unstable();
    indexes
}

const DECLARED: [&str; 3] =
    ["All HASH=rank ALL ", "Keys HASH=kind RANGE=rank KEYS_ONLY ", "Some HASH=kind INCLUDE name"];

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// The row's attributes as an index shows them.
async fn shown(client: &Client, index: &str, key: &str, value: AttributeValue) -> Vec<Vec<String>> {
    let query = client.query().table_name(TABLE).index_name(index).key_condition_expression("#key = :value");
    let query = query.expression_attribute_names("#key", key).expression_attribute_values(":value", value);
    let found = query.send().await.expect("an answer").items.unwrap_or_default();
    let names = |row: std::collections::HashMap<String, AttributeValue>| {
        row.into_keys().collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    };
    found.into_iter().map(names).collect()
}

async fn put(client: &Client, row: &[(&str, AttributeValue)]) {
    let row = row.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    client.put_item().table_name(TABLE).set_item(Some(row)).send().await.expect("a row");
}

#[tokio::test]
async fn an_index_shows_the_rows_that_have_its_keys_and_of_them_what_it_projects() {
    let (client, _dynamodb, _folder) = database();
    make_table(&client, TABLE, &small().table).await.expect("a table");
    assert_eq!(indexes(&client).await, DECLARED);
    let one = AttributeValue::N("1".to_owned());
    let whole = [
        ("pk", text("a")),
        ("kind", text("k")),
        ("rank", one.clone()),
        ("name", text("n")),
        ("note", text("x")),
    ];
    put(&client, &whole).await;
    put(&client, &[("pk", text("b")), ("kind", text("k"))]).await;
    assert_eq!(shown(&client, "Keys", "kind", text("k")).await, [["kind", "pk", "rank"]]);
    assert_eq!(shown(&client, "All", "rank", one).await, [["kind", "name", "note", "pk", "rank"]]);
    let mut some = shown(&client, "Some", "kind", text("k")).await;
    some.sort_unstable();
    assert_eq!(some, [vec!["kind", "name", "pk"], vec!["kind", "pk"]]);
}

/// A folder that was kept with `--data` is of an earlier template.
#[tokio::test]
async fn a_table_of_an_earlier_run_gets_the_indexes_it_misses_and_keeps_its_rows() {
    let (client, _dynamodb, _folder) = database();
    let mut earlier = small().table;
    earlier.global_secondary_indexes.clear();
    earlier.attribute_definitions.truncate(1);
    make_table(&client, TABLE, &earlier).await.expect("a table");
    assert!(indexes(&client).await.is_empty());
    put(&client, &[("pk", text("a")), ("kind", text("k")), ("rank", AttributeValue::N("1".to_owned()))])
        .await;
    for _ in 0..2 {
        make_table(&client, TABLE, &small().table).await.expect("a table");
        assert_eq!(indexes(&client).await, DECLARED);
    }
    assert_eq!(shown(&client, "Keys", "kind", text("k")).await, [["kind", "pk", "rank"]]);
}
