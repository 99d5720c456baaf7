//! The rotation of a secret, as Secrets Manager runs it: a version that waits for its value, then four steps.

use std::sync::Arc;

use serde_json::json;

use crate::{
    aws::{Secret, StillRotating},
    functions::{Function, InvokeError},
};

const STEPS: [&str; 4] = ["createSecret", "setSecret", "testSecret", "finishSecret"];

/// Why a secret is not rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    #[error("no schedule of the template rotates {0}")]
    NotScheduled(String),
    #[error(transparent)]
    StillRotating(#[from] StillRotating),
    #[error(transparent)]
    Function(#[from] InvokeError),
}

/// A secret that the template has rotated by a function.
pub(crate) struct Rotation {
    id: String,
    secret: Arc<Secret>,
    function: Arc<Function>,
}

impl Rotation {
    pub(crate) fn schedule(id: String, secret: Arc<Secret>, function: Arc<Function>) -> Self {
        secret.enable_rotation();
        Self { id, secret, function }
    }

    pub(crate) fn is_of(&self, id: &str) -> bool {
        self.id == id
    }

    /// Begins one: what RotateSecret does before the function is invoked.
    pub(crate) fn begin(&self) -> Result<String, RotateError> {
        Ok(self.secret.begin_rotation()?)
    }

    /// Has the function make all steps for a version. Where one fails, the rest is not asked for.
    pub(crate) async fn run(&self, version: &str) -> Result<(), RotateError> {
        for step in STEPS {
            let event = json!({ "Step": step, "SecretId": self.id, "ClientRequestToken": version });
            self.function.take(event).await?;
        }
        Ok(())
    }
}
