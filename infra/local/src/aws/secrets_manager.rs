//! AWS Secrets Manager: `GetSecretValue` (AWS JSON 1.1), for the keyring.

use axum::{
    body::to_bytes,
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    endpoint::{Endpoint, Refusal, is_signed},
    line::no_answer,
};

/// The header that names the operation.
pub(super) const TARGET: &str = "x-amz-target";
const MOST_BYTES: usize = 64 * 1024;
const CURRENT: &str = "AWSCURRENT";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetSecretValue {
    secret_id: String,
    version_stage: Option<String>,
}

pub(super) async fn answer(endpoint: &Endpoint, request: Request) -> Response {
    let id = endpoint.new_id();
    let (status, body) = match get_secret_value(endpoint, request).await {
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

async fn get_secret_value(endpoint: &Endpoint, request: Request) -> Result<serde_json::Value, Refusal> {
    let (head, body) = request.into_parts();
    if !is_signed(&head.headers) {
        return Err(Refusal::bad("MissingAuthenticationTokenException", "Missing Authentication Token"));
    }
    let target = head.headers.get(TARGET).and_then(|target| target.to_str().ok()).unwrap_or_default();
    if target != "secretsmanager.GetSecretValue" {
        let message =
            format!("The local stack does not serve {target}; it serves secretsmanager.GetSecretValue.");
        return Err(Refusal::bad("UnknownOperationException", message));
    }
    let unreadable =
        |error: &dyn std::error::Error| Refusal::bad("SerializationException", error.to_string());
    let body = to_bytes(body, MOST_BYTES).await.map_err(|error| unreadable(&error))?;
    let wanted: GetSecretValue = serde_json::from_slice(&body).map_err(|error| unreadable(&error))?;
    let stage = wanted.version_stage.as_deref().unwrap_or(CURRENT);
    if stage != CURRENT {
        let message =
            format!("Secrets Manager can't find the specified secret value for staging label: {stage}");
        return Err(Refusal::bad("ResourceNotFoundException", message));
    }
    let mut secrets = endpoint.aws.secrets.iter();
    let found =
        secrets.find(|(key, _)| [key.as_str(), name(key), &arn(key)].contains(&wanted.secret_id.as_str()));
    let Some((key, value)) = found else {
        let message = "Secrets Manager can't find the specified secret.";
        return Err(Refusal::bad("ResourceNotFoundException", message));
    };
    Ok(json!({
        "ARN": arn(key),
        "Name": name(key),
        "SecretString": value,
        "VersionId": "00000000-0000-4000-8000-000000000001",
        "VersionStages": [CURRENT],
        "CreatedDate": 0.0,
    }))
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
