//! The table, made as the template declares it.

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, DisplayErrorContext, SdkError},
    types::{
        AttributeDefinition, BillingMode, CreateGlobalSecondaryIndexAction, GlobalSecondaryIndex,
        GlobalSecondaryIndexUpdate, KeySchemaElement, Projection, StreamSpecification, TableDescription,
        TimeToLiveSpecification,
    },
};

use crate::{
    error::StackError,
    template::{self, KeyElement, TableDeclaration},
};

/// Makes the table. One that is there from an earlier run gets the indexes that it does not have yet.
pub(crate) async fn make_table(
    client: &Client,
    name: &str,
    table: &TableDeclaration,
) -> Result<(), StackError> {
    let found = client.describe_table().table_name(name).send().await.ok().and_then(|found| found.table);
    match found {
        Some(found) => add_indexes(client, name, table, &found).await,
        None => create(client, name, table).await,
    }
}

async fn create(client: &Client, name: &str, table: &TableDeclaration) -> Result<(), StackError> {
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(table.stream_specification.stream_view_type.as_str().into())
        .build()?;
    let indexes = table.global_secondary_indexes.iter().map(index).collect::<Result<Vec<_>, _>>()?;
    client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attributes(table)?))
        .set_key_schema(Some(keys(&table.key_schema)?))
        // An empty list is refused.
        .set_global_secondary_indexes(Some(indexes).filter(|indexes| !indexes.is_empty()))
        .stream_specification(stream)
        .send()
        .await
        .map_err(refused)?;
    let time_to_live = TimeToLiveSpecification::builder()
        .enabled(true)
        .attribute_name(&table.time_to_live_specification.attribute_name)
        .build()?;
    client
        .update_time_to_live()
        .table_name(name)
        .time_to_live_specification(time_to_live)
        .send()
        .await
        .map_err(refused)?;
    Ok(())
}

/// One after the other, which is how DynamoDB takes them.
async fn add_indexes(
    client: &Client,
    name: &str,
    table: &TableDeclaration,
    found: &TableDescription,
) -> Result<(), StackError> {
    for declared in &table.global_secondary_indexes {
        let mut there = found.global_secondary_indexes().iter();
        if there.any(|there| there.index_name() == Some(declared.index_name.as_str())) {
            continue;
        }
        let action = CreateGlobalSecondaryIndexAction::builder()
            .index_name(&declared.index_name)
            .set_key_schema(Some(keys(&declared.key_schema)?))
            .projection(projection(&declared.projection))
            .build()?;
        client
            .update_table()
            .table_name(name)
            .set_attribute_definitions(Some(attributes(table)?))
            .global_secondary_index_updates(GlobalSecondaryIndexUpdate::builder().create(action).build())
            .send()
            .await
            .map_err(refused)?;
    }
    Ok(())
}

fn attributes(table: &TableDeclaration) -> Result<Vec<AttributeDefinition>, BuildError> {
    let attribute = |declared: &template::AttributeDefinition| {
        AttributeDefinition::builder()
            .attribute_name(&declared.attribute_name)
            .attribute_type(declared.attribute_type.as_str().into())
            .build()
    };
    table.attribute_definitions.iter().map(attribute).collect()
}

fn keys(declared: &[KeyElement]) -> Result<Vec<KeySchemaElement>, BuildError> {
    let key = |declared: &KeyElement| {
        KeySchemaElement::builder()
            .attribute_name(&declared.attribute_name)
            .key_type(declared.key_type.as_str().into())
            .build()
    };
    declared.iter().map(key).collect()
}

fn index(declared: &template::GlobalSecondaryIndex) -> Result<GlobalSecondaryIndex, BuildError> {
    GlobalSecondaryIndex::builder()
        .index_name(&declared.index_name)
        .set_key_schema(Some(keys(&declared.key_schema)?))
        .projection(projection(&declared.projection))
        .build()
}

fn projection(declared: &template::Projection) -> Projection {
    let attributes = &declared.non_key_attributes;
    Projection::builder()
        .projection_type(declared.projection_type.as_str().into())
        .set_non_key_attributes((!attributes.is_empty()).then(|| attributes.clone()))
        .build()
}

impl From<BuildError> for StackError {
    fn from(error: BuildError) -> Self {
        Self::Table { reason: error.to_string() }
    }
}

fn refused<E: std::error::Error + 'static, R: std::fmt::Debug>(error: SdkError<E, R>) -> StackError {
    StackError::Table { reason: DisplayErrorContext(error).to_string() }
}
