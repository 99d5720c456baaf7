//! The versions of a secret in Secrets Manager, by their labels: read, put, and made the current one.

use std::{collections::HashMap, error::Error};

use aws_sdk_secretsmanager::{
    Client,
    operation::{get_secret_value::GetSecretValueError, put_secret_value::PutSecretValueError},
};

use super::rotation_error::Reason;
use crate::base::{log, secret::Secret};

const CURRENT: &str = "AWSCURRENT";
const PENDING: &str = "AWSPENDING";

/// The secret of that name or ARN.
pub(super) struct SecretVersions<'a> {
    pub client: &'a Client,
    pub id: &'a str,
}

/// What is known of a secret without its values.
pub(super) struct Description {
    pub rotation_enabled: bool,
    stages: HashMap<String, Vec<String>>,
}

/// What a version is labelled as, to a rotation that is about it.
pub(super) enum Place {
    Pending,
    /// The rotation has come to its end.
    Current,
    /// Neither.
    Other,
}

impl Description {
    /// None, where the secret has no version of that id, or one without labels.
    pub(super) fn place(&self, version: &str) -> Option<Place> {
        let stages = self.stages.get(version)?;
        let has = |label: &str| stages.iter().any(|stage| stage == label);
        Some(match (has(CURRENT), has(PENDING)) {
            (true, _) => Place::Current,
            (false, true) => Place::Pending,
            (false, false) => Place::Other,
        })
    }

    /// The id of the version that is the secret's value.
    pub(super) fn current(&self) -> Option<&str> {
        let mut versions = self.stages.iter();
        let current = versions.find(|(_, stages)| stages.iter().any(|stage| stage == CURRENT));
        current.map(|(version, _)| version.as_str())
    }
}

impl SecretVersions<'_> {
    pub(super) async fn describe(&self) -> Result<Description, Reason> {
        let described = self.client.describe_secret().secret_id(self.id).send().await;
        let described = described.map_err(|error| failed("DescribeSecret", &error))?;
        Ok(Description {
            rotation_enabled: described.rotation_enabled.unwrap_or_default(),
            stages: described.version_ids_to_stages.unwrap_or_default(),
        })
    }

    /// The value of a version; none, where it has not been put yet.
    pub(super) async fn value(&self, version: &str) -> Result<Option<Secret>, Reason> {
        let read = self.client.get_secret_value().secret_id(self.id).version_id(version).send().await;
        match read {
            Ok(read) => {
                let text = read.secret_string.ok_or(Reason::Binary)?;
                Ok(Some(Secret::new(text)))
            }
            Err(error) => {
                let missing = error
                    .as_service_error()
                    .is_some_and(GetSecretValueError::is_resource_not_found_exception);
                if missing { Ok(None) } else { Err(failed("GetSecretValue", &error)) }
            }
        }
    }

    /// Puts a pending value. False, where another one was put under that version meanwhile, which stays.
    pub(super) async fn put_pending(&self, version: &str, value: &Secret) -> Result<bool, Reason> {
        let put = self.client.put_secret_value().secret_id(self.id).client_request_token(version);
        match put.secret_string(value.reveal()).version_stages(PENDING).send().await {
            Ok(_) => Ok(true),
            Err(error) => {
                let taken =
                    error.as_service_error().is_some_and(PutSecretValueError::is_resource_exists_exception);
                if taken { Ok(false) } else { Err(failed("PutSecretValue", &error)) }
            }
        }
    }

    /// Makes a version the current one in the place of another: refused, if that is not the current one any more.
    pub(super) async fn make_current(&self, version: &str, before: &str) -> Result<(), Reason> {
        let moved = self.client.update_secret_version_stage().secret_id(self.id).version_stage(CURRENT);
        let moved = moved.move_to_version_id(version).remove_from_version_id(before).send().await;
        moved.map_err(|error| failed("UpdateSecretVersionStage", &error))?;
        Ok(())
    }
}

fn failed(call: &'static str, error: &(dyn Error + 'static)) -> Reason {
    Reason::Call { call, reason: log::chain(error) }
}
