//! Secrets, as they are read and put.

use aws_sdk_secretsmanager::{
    Client, error::ProvideErrorMetadata as _, operation::put_secret_value::PutSecretValueOutput,
};

use super::*;

const TOKEN: &str = "5b1df1d3-c0a8-4f0f-9a6e-3c2b7d401e77";

#[tokio::test]
async fn a_secret_is_found_by_name_and_by_arn() -> Result {
    let amazon = amazon().await?;
    let client = client!(aws_sdk_secretsmanager, amazon);
    let by_name = client.get_secret_value().secret_id("keyring").send().await?;
    assert_eq!((by_name.secret_string(), by_name.name()), (Some("[1]"), Some("keyring")));
    let by_arn = client.get_secret_value().set_secret_id(by_name.arn().map(str::to_owned)).send().await?;
    assert_eq!(by_arn.secret_string(), Some("[1]"));
    let missing = client.get_secret_value().secret_id("other").send().await.err();
    assert!(missing.is_some_and(|error| error.into_service_error().is_resource_not_found_exception()));
    Ok(())
}

async fn put(client: &Client, value: &str, token: &str) -> std::result::Result<PutSecretValueOutput, String> {
    let put = client.put_secret_value().secret_id("keyring").client_request_token(token).secret_string(value);
    put.send().await.map_err(|error| code(error.code(), error.as_service_error().is_some()))
}

async fn read(client: &Client, stage: &str) -> Option<String> {
    let read = client.get_secret_value().secret_id("keyring").version_stage(stage).send().await.ok()?;
    read.secret_string
}

#[tokio::test]
async fn what_is_put_is_the_value_and_the_one_before_is_the_previous() -> Result {
    let amazon = amazon().await?;
    let client = client!(aws_sdk_secretsmanager, amazon);
    assert_eq!(read(&client, "AWSPREVIOUS").await, None);
    let answer = put(&client, "[2]", TOKEN).await?;
    assert_eq!((answer.name(), answer.version_id()), (Some("keyring"), Some(TOKEN)));
    assert_eq!(answer.version_stages(), ["AWSCURRENT"]);
    assert_eq!(read(&client, "AWSCURRENT").await.as_deref(), Some("[2]"));
    assert_eq!(read(&client, "AWSPREVIOUS").await.as_deref(), Some("[1]"));
    let version = client.get_secret_value().secret_id("keyring").send().await?;
    assert_eq!(version.version_id(), Some(TOKEN));
    Ok(())
}

#[tokio::test]
async fn a_value_that_is_put_again_is_one_version_and_another_value_is_refused() -> Result {
    let amazon = amazon().await?;
    let client = client!(aws_sdk_secretsmanager, amazon);
    put(&client, "[2]", TOKEN).await?;
    put(&client, "[2]", TOKEN).await?;
    assert_eq!(read(&client, "AWSPREVIOUS").await.as_deref(), Some("[1]"));
    assert_eq!(put(&client, "[3]", TOKEN).await.err().as_deref(), Some("ResourceExistsException"));
    assert_eq!(read(&client, "AWSCURRENT").await.as_deref(), Some("[2]"));
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_put_is_refused() -> Result {
    let amazon = amazon().await?;
    let client = client!(aws_sdk_secretsmanager, amazon);
    assert_eq!(put(&client, "[2]", "short").await.err().as_deref(), Some("InvalidParameterException"));
    let nothing = client.put_secret_value().secret_id("keyring").send().await.err();
    assert_eq!(nothing.as_ref().and_then(|error| error.code()), Some("InvalidRequestException"));
    let missing = client.put_secret_value().secret_id("other").secret_string("[2]").send().await.err();
    assert_eq!(missing.as_ref().and_then(|error| error.code()), Some("ResourceNotFoundException"));
    let unlabelled = client.put_secret_value().secret_id("keyring").secret_string("[2]");
    let unlabelled = unlabelled.set_version_stages(Some(Vec::new())).send().await.err();
    assert_eq!(unlabelled.as_ref().and_then(|error| error.code()), Some("InvalidParameterException"));
    Ok(())
}
