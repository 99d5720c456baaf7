//! AWS Secrets Manager (AWS JSON 1.1): what reads a secret, puts one and rotates it.

use axum::{
    body::to_bytes,
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    endpoint::{Endpoint, Refusal, is_signed},
    line::no_answer,
    secret::{CURRENT, NotDone, Secret},
};

/// The header that names the operation.
pub(super) const TARGET: &str = "x-amz-target";
const MOST_BYTES: usize = 64 * 1024;
/// Labels that one version may have.
const MOST_STAGES: usize = 20;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeSecret {
    secret_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct GetSecretValue {
    secret_id: String,
    version_id: Option<String>,
    version_stage: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PutSecretValue {
    secret_id: String,
    client_request_token: Option<String>,
    secret_string: Option<String>,
    version_stages: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct UpdateSecretVersionStage {
    secret_id: String,
    version_stage: String,
    move_to_version_id: Option<String>,
    remove_from_version_id: Option<String>,
}

pub(super) async fn answer(endpoint: &Endpoint, request: Request) -> Response {
    let id = endpoint.new_id();
    let (status, body) = match asked(endpoint, request).await {
        Ok(body) => (StatusCode::OK, body),
        Err(Refusal::Said { status, code, message }) => {
            (status, json!({ "__type": code, "message": message }))
        }
        Err(Refusal::Silent) => return no_answer(),
    };
    let headers =
        [(header::CONTENT_TYPE.as_str(), "application/x-amz-json-1.1"), ("x-amzn-requestid", id.as_str())];
    (status, headers, body.to_string()).into_response()
}

async fn asked(endpoint: &Endpoint, request: Request) -> Result<Value, Refusal> {
    let (head, body) = request.into_parts();
    if !is_signed(&head.headers) {
        return Err(Refusal::bad("MissingAuthenticationTokenException", "Missing Authentication Token"));
    }
    let target = head.headers.get(TARGET).and_then(|target| target.to_str().ok()).unwrap_or_default();
    let body = to_bytes(body, MOST_BYTES).await.map_err(|error| unreadable(&error))?;
    match target {
        "secretsmanager.DescribeSecret" => describe_secret(endpoint, &read(&body)?),
        "secretsmanager.GetSecretValue" => get_secret_value(endpoint, &read(&body)?),
        "secretsmanager.PutSecretValue" => put_secret_value(endpoint, read(&body)?),
        "secretsmanager.UpdateSecretVersionStage" => update_secret_version_stage(endpoint, &read(&body)?),
        _ => {
            let message = format!(
                "The local stack does not serve {target}; of secretsmanager it serves DescribeSecret, \
                 GetSecretValue, PutSecretValue and UpdateSecretVersionStage."
            );
            Err(Refusal::bad("UnknownOperationException", message))
        }
    }
}

fn unreadable(error: &dyn std::error::Error) -> Refusal {
    Refusal::bad("SerializationException", error.to_string())
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| unreadable(&error))
}

fn describe_secret(endpoint: &Endpoint, wanted: &DescribeSecret) -> Result<Value, Refusal> {
    let (key, secret) = found(endpoint, &wanted.secret_id)?;
    Ok(json!({
        "ARN": arn(key),
        "Name": name(key),
        "RotationEnabled": secret.rotation_enabled(),
        "VersionIdsToStages": secret.stages(),
    }))
}

fn get_secret_value(endpoint: &Endpoint, wanted: &GetSecretValue) -> Result<Value, Refusal> {
    let (key, secret) = found(endpoint, &wanted.secret_id)?;
    let (id, stage) = (wanted.version_id.as_deref(), wanted.version_stage.as_deref());
    let none = || {
        let what = match (id, stage) {
            (Some(id), _) => format!("VersionId: {id}"),
            (None, stage) => format!("staging label: {}", stage.unwrap_or(CURRENT)),
        };
        let message = format!("Secrets Manager can't find the specified secret value for {what}");
        Refusal::bad("ResourceNotFoundException", message)
    };
    let version = secret.version(id, stage).map_err(|not_done| {
        if matches!(not_done, NotDone::NoVersion) { none() } else { refusal(key, "", not_done) }
    })?;
    let value = version.value.ok_or_else(none)?;
    Ok(json!({
        "ARN": arn(key),
        "Name": name(key),
        "SecretString": value,
        "VersionId": version.id,
        "VersionStages": version.stages,
        "CreatedDate": 0.0,
    }))
}

fn put_secret_value(endpoint: &Endpoint, wanted: PutSecretValue) -> Result<Value, Refusal> {
    let PutSecretValue { secret_id, client_request_token, secret_string, version_stages } = wanted;
    let Some(value) = secret_string else {
        let message = "You must provide either SecretString or SecretBinary.";
        return Err(Refusal::bad("InvalidRequestException", message));
    };
    let id = client_request_token.unwrap_or_else(|| endpoint.new_id());
    let stages = version_stages.unwrap_or_else(|| vec![CURRENT.to_owned()]);
    let invalid = |message: &str| Err(Refusal::bad("InvalidParameterException", message));
    if !(32..=64).contains(&id.len()) {
        return invalid("ClientRequestToken must be 32-64 characters long.");
    }
    if !(1..=MOST_STAGES).contains(&stages.len()) {
        return invalid("VersionStages must have 1-20 members.");
    }
    let (key, secret) = found(endpoint, &secret_id)?;
    let version = secret.put(&id, &value, &stages).map_err(|not_done| refusal(key, &id, not_done))?;
    Ok(
        json!({ "ARN": arn(key), "Name": name(key), "VersionId": version.id, "VersionStages": version.stages }),
    )
}

fn update_secret_version_stage(
    endpoint: &Endpoint,
    wanted: &UpdateSecretVersionStage,
) -> Result<Value, Refusal> {
    let (key, secret) = found(endpoint, &wanted.secret_id)?;
    let (to, from) = (wanted.move_to_version_id.as_deref(), wanted.remove_from_version_id.as_deref());
    let stage = &wanted.version_stage;
    secret.move_stage(stage, to, from).map_err(|not_done| refusal(key, stage, not_done))?;
    Ok(json!({ "ARN": arn(key), "Name": name(key) }))
}

/// In AWS's words; `what` is the id or the label that it was about.
fn refusal(key: &str, what: &str, not_done: NotDone) -> Refusal {
    let (code, message) = match not_done {
        NotDone::NoVersion => (
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret version.".to_owned(),
        ),
        NotDone::OtherStage => (
            "InvalidRequestException",
            "You provided a VersionStage that is not associated to the provided VersionId.".to_owned(),
        ),
        NotDone::Taken => (
            "ResourceExistsException",
            format!(
                "You can't use ClientRequestToken {what} because that value is already in use for a version of \
                 secret {}.",
                arn(key)
            ),
        ),
        NotDone::Attached(id) => (
            "InvalidParameterException",
            format!(
                "The parameter RemoveFromVersionId can't be empty. Staging label {what} is currently attached to \
                 version {id}, so you must explicitly reference that version in RemoveFromVersionId."
            ),
        ),
        NotDone::NotAttached => (
            "InvalidParameterException",
            format!(
                "RemoveFromVersionId must be set to the version that currently has the staging label {what}."
            ),
        ),
        NotDone::MustMove => (
            "InvalidParameterException",
            format!("You can only move staging label {what} to a different secret version."),
        ),
        NotDone::NotKept(error) => {
            return Refusal::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServiceError",
                error.to_string(),
            );
        }
    };
    Refusal::bad(code, message)
}

/// The secret of that name or ARN.
fn found<'a>(endpoint: &'a Endpoint, id: &str) -> Result<(&'a str, &'a Secret), Refusal> {
    let mut secrets = endpoint.aws.secrets.iter();
    let found = secrets.find(|(key, _)| [key.as_str(), name(key), &arn(key)].contains(&id));
    found.map(|(key, secret)| (key.as_str(), &**secret)).ok_or_else(|| {
        Refusal::bad("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
    })
}

fn arn(key: &str) -> String {
    if key.starts_with("arn:") {
        return key.to_owned();
    }
    format!("arn:aws:secretsmanager:local:000000000000:secret:{key}-000000")
}

/// An ARN ends in the name, a hyphen and six characters.
fn name(key: &str) -> &str {
    let full_name = key.rsplit_once(":secret:").map(|(_, name)| name);
    full_name.map_or(key, |name| name.rsplit_once('-').map_or(name, |(name, _)| name))
}
