//! The versions of a secret and their labels, while it rotates.

use std::collections::BTreeMap;

use aws_sdk_secretsmanager::{Client, error::ProvideErrorMetadata as _};

use super::*;

const FIRST: &str = "00000000-0000-4000-8000-000000000001";
const OTHER: &str = "5b1df1d3-c0a8-4f0f-9a6e-3c2b7d401e77";

/// The labels of each version that has any.
async fn stages(client: &Client) -> BTreeMap<String, Vec<String>> {
    let described = client.describe_secret().secret_id("keyring").send().await.expect("a description");
    described.version_ids_to_stages.unwrap_or_default().into_iter().collect()
}

fn labelled(versions: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    let owned = |stages: &[&str]| stages.iter().map(ToString::to_string).collect();
    versions.iter().map(|(id, stages)| ((*id).to_owned(), owned(stages))).collect()
}

/// The value of a version, or why there is none.
async fn read(client: &Client, id: Option<&str>, stage: Option<&str>) -> std::result::Result<String, String> {
    let read = client.get_secret_value().secret_id("keyring");
    let read = read.set_version_id(id.map(str::to_owned)).set_version_stage(stage.map(str::to_owned));
    let read = read.send().await.map_err(|error| error.message().unwrap_or_default().to_owned())?;
    read.secret_string.ok_or_else(|| "no text".to_owned())
}

async fn put(client: &Client, value: &str, token: &str, stage: &str) -> Option<String> {
    let put = client.put_secret_value().secret_id("keyring").client_request_token(token);
    let put = put.secret_string(value).version_stages(stage).send().await;
    put.err().map(|error| code(error.code(), error.as_service_error().is_some()))
}

/// Moves a label; the answer is the refusal, or nothing.
async fn move_stage(client: &Client, stage: &str, to: Option<&str>, from: Option<&str>) -> Option<String> {
    let moved = client.update_secret_version_stage().secret_id("keyring").version_stage(stage);
    let moved = moved.set_move_to_version_id(to.map(str::to_owned));
    let moved = moved.set_remove_from_version_id(from.map(str::to_owned)).send().await.err()?;
    Some(format!("{}: {}", moved.code().unwrap_or_default(), moved.message().unwrap_or_default()))
}

#[tokio::test]
async fn a_rotation_begins_with_a_version_that_has_no_value_yet() -> Result {
    let amazon = amazon().await?;
    let client = client!(aws_sdk_secretsmanager, amazon);
    let token = amazon.secret.begin_rotation()?;
    assert_eq!(stages(&client).await, labelled(&[(FIRST, &["AWSCURRENT"]), (&token, &["AWSPENDING"])]));
    let none = format!("Secrets Manager can't find the specified secret value for VersionId: {token}");
    assert_eq!(read(&client, Some(&token), Some("AWSPENDING")).await, Err(none));
    assert!(amazon.secret.begin_rotation().is_err(), "one is under way");
    assert_eq!(put(&client, "[2]", &token, "AWSPENDING").await, None);
    assert_eq!(read(&client, Some(&token), Some("AWSPENDING")).await.as_deref(), Ok("[2]"));
    assert_eq!(read(&client, None, None).await.as_deref(), Ok("[1]"));
    assert_eq!(move_stage(&client, "AWSCURRENT", Some(&token), Some(FIRST)).await, None);
    assert_eq!(
        stages(&client).await,
        labelled(&[(FIRST, &["AWSPREVIOUS"]), (&token, &["AWSCURRENT", "AWSPENDING"])])
    );
    assert_eq!(read(&client, None, None).await.as_deref(), Ok("[2]"));
    assert!(amazon.secret.begin_rotation().is_ok(), "the pending version is the current one");
    Ok(())
}

#[tokio::test]
async fn a_secret_says_whether_it_rotates() -> Result {
    let amazon = amazon().await?;
    let client = client!(aws_sdk_secretsmanager, amazon);
    for enabled in [false, true] {
        let described = client.describe_secret().secret_id("keyring").send().await?;
        assert_eq!(described.rotation_enabled(), Some(enabled));
        amazon.secret.enable_rotation();
    }
    let missing = client.describe_secret().secret_id("other").send().await.err();
    assert!(missing.is_some_and(|error| error.into_service_error().is_resource_not_found_exception()));
    Ok(())
}

#[tokio::test]
async fn a_version_is_read_by_its_id_its_label_or_both_if_they_are_of_one() -> Result {
    let amazon = amazon().await?;
    let client = client!(aws_sdk_secretsmanager, amazon);
    assert_eq!(put(&client, "[2]", OTHER, "AWSPENDING").await, None);
    assert_eq!(read(&client, Some(FIRST), None).await.as_deref(), Ok("[1]"));
    assert_eq!(read(&client, Some(OTHER), None).await.as_deref(), Ok("[2]"));
    assert_eq!(read(&client, None, Some("AWSPENDING")).await.as_deref(), Ok("[2]"));
    let apart = "You provided a VersionStage that is not associated to the provided VersionId.";
    assert_eq!(read(&client, Some(FIRST), Some("AWSPENDING")).await, Err(apart.to_owned()));
    let unknown = "Secrets Manager can't find the specified secret value for VersionId: ";
    let nothing = "00000000-0000-4000-8000-999999999999";
    assert_eq!(read(&client, Some(nothing), None).await, Err(format!("{unknown}{nothing}")));
    Ok(())
}

#[tokio::test]
async fn a_label_leaves_a_version_only_if_that_is_named() -> Result {
    let amazon = amazon().await?;
    let client = client!(aws_sdk_secretsmanager, amazon);
    assert_eq!(put(&client, "[2]", OTHER, "AWSPENDING").await, None);
    let refused = async |stage, to, from| move_stage(&client, stage, to, from).await.unwrap_or_default();
    let unnamed = refused("AWSCURRENT", Some(OTHER), None).await;
    assert!(unnamed.starts_with("InvalidParameterException: The parameter RemoveFromVersionId"), "{unnamed}");
    assert!(unnamed.contains(FIRST), "{unnamed}");
    let misnamed = refused("AWSCURRENT", Some(OTHER), Some(OTHER)).await;
    assert!(misnamed.starts_with("InvalidParameterException: RemoveFromVersionId must"), "{misnamed}");
    let gone = refused("AWSCURRENT", None, Some(FIRST)).await;
    assert!(gone.starts_with("InvalidParameterException: You can only move"), "{gone}");
    let nowhere = refused("AWSCURRENT", Some("00000000-0000-4000-8000-999999999999"), Some(FIRST)).await;
    assert!(nowhere.starts_with("ResourceNotFoundException"), "{nowhere}");
    assert_eq!(stages(&client).await, labelled(&[(FIRST, &["AWSCURRENT"]), (OTHER, &["AWSPENDING"])]));
    assert_eq!(move_stage(&client, "AWSPENDING", None, Some(OTHER)).await, None);
    assert_eq!(stages(&client).await, labelled(&[(FIRST, &["AWSCURRENT"])]));
    Ok(())
}
