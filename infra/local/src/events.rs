//! The events that the functions told the owner's systems, for who wants to see them: `/events`, as JSON, the
//! newest first.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, routing::get};
use serde_json::Value;

/// All of them, attributes and body. Copies are the same one.
#[derive(Clone, Default)]
pub struct Events(Arc<Mutex<Vec<Value>>>);

impl Events {
    pub(crate) fn add(&self, event: Value) {
        if let Ok(mut all) = self.0.lock() {
            all.push(event);
        }
    }

    /// In the order in which they were told.
    #[must_use]
    pub fn all(&self) -> Vec<Value> {
        self.0.lock().map(|all| all.clone()).unwrap_or_default()
    }

    pub(crate) fn routes(&self) -> Router {
        Router::new().route("/events", get(newest_first)).with_state(self.clone())
    }
}

async fn newest_first(State(events): State<Events>) -> Json<Vec<Value>> {
    Json(events.all().into_iter().rev().collect())
}
