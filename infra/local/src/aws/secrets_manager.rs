//! AWS Secrets Manager: `GetSecretValue` and `PutSecretValue` (AWS JSON 1.1), for the keyring.

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
    secret::{CURRENT, NotPut, PREVIOUS, Secret, Version},
};

/// The header that names the operation.
pub(super) const TARGET: &str = "x-amz-target";
const MOST_BYTES: usize = 64 * 1024;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetSecretValue {
    secret_id: String,
    version_stage: Option<String>,
}

/// Labels are not served: what is put is the current value.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PutSecretValue {
    secret_id: String,
    client_request_token: Option<String>,
    secret_string: Option<String>,
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
        "secretsmanager.GetSecretValue" => get_secret_value(endpoint, &read(&body)?),
        "secretsmanager.PutSecretValue" => put_secret_value(endpoint, read(&body)?),
        _ => {
            let message = format!(
                "The local stack does not serve {target}; it serves secretsmanager.GetSecretValue and \
                 secretsmanager.PutSecretValue."
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

fn get_secret_value(endpoint: &Endpoint, wanted: &GetSecretValue) -> Result<Value, Refusal> {
    let (key, secret) = found(endpoint, &wanted.secret_id)?;
    let stage = wanted.version_stage.as_deref().unwrap_or(CURRENT);
    let Some(Version { id, value }) = secret.labelled(stage) else {
        let message =
            format!("Secrets Manager can't find the specified secret value for staging label: {stage}");
        return Err(Refusal::bad("ResourceNotFoundException", message));
    };
    Ok(json!({
        "ARN": arn(key),
        "Name": name(key),
        "SecretString": value,
        "VersionId": id,
        "VersionStages": [if stage == PREVIOUS { PREVIOUS } else { CURRENT }],
        "CreatedDate": 0.0,
    }))
}

fn put_secret_value(endpoint: &Endpoint, wanted: PutSecretValue) -> Result<Value, Refusal> {
    let PutSecretValue { secret_id, client_request_token, secret_string } = wanted;
    let Some(value) = secret_string else {
        let message = "You must provide either SecretString or SecretBinary.";
        return Err(Refusal::bad("InvalidRequestException", message));
    };
    let id = client_request_token.unwrap_or_else(|| endpoint.new_id());
    if !(32..=64).contains(&id.len()) {
        let message = "ClientRequestToken must be 32-64 characters long.";
        return Err(Refusal::bad("InvalidParameterException", message));
    }
    let (key, secret) = found(endpoint, &secret_id)?;
    secret.put(Version { id: id.clone(), value }).map_err(|not_put| match not_put {
        NotPut::Taken => Refusal::bad(
            "ResourceExistsException",
            format!(
                "You can't use ClientRequestToken {id} because that value is already in use for a version of \
                 secret {}.",
                arn(key)
            ),
        ),
        NotPut::NotKept(error) => {
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalServiceError", error.to_string())
        }
    })?;
    Ok(json!({ "ARN": arn(key), "Name": name(key), "VersionId": id, "VersionStages": [CURRENT] }))
}

/// The secret of that name or ARN.
fn found<'a>(endpoint: &'a Endpoint, id: &str) -> Result<(&'a str, &'a Secret), Refusal> {
    let mut secrets = endpoint.aws.secrets.iter();
    let found = secrets.find(|(key, _)| [key.as_str(), name(key), &arn(key)].contains(&id));
    found.map(|(key, secret)| (key.as_str(), secret)).ok_or_else(|| {
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
