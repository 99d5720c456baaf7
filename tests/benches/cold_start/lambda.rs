//! Lambda, as the local stack calls it: the release binaries, one environment of each.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    Json, Router,
    extract::{Path, State},
    routing::post,
};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{Mutex, MutexGuard},
};

use crate::{function::Function, variables_of};

/// A function's one environment, which takes one event at a time.
pub struct Environment {
    pub function: Function,
    /// The most memory it held until its first poll, in bytes.
    pub started: u64,
    /// Its processor time, when it was noted last.
    pub noted: Duration,
}

#[derive(Clone, Default)]
pub struct Lambda(Arc<OnceLock<BTreeMap<&'static str, Mutex<Environment>>>>);

impl Lambda {
    /// Begins to serve, at this address; nothing is to be invoked yet.
    pub async fn listen(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new()
            .route("/2015-03-31/functions/{name}/invocations", post(invoked))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    /// Starts the functions.
    pub async fn start(
        &self,
        names: &[&'static str],
        binaries: &BTreeMap<String, PathBuf>,
        variables: &BTreeMap<String, String>,
    ) {
        let mut environments = BTreeMap::new();
        for &name in names {
            let mut function = Function::start(&binaries[name], &[], &variables_of(name, variables)).await;
            function.ready().await;
            let (started, noted) = (function.peak_memory(), function.processor_time());
            environments.insert(name, Mutex::new(Environment { function, started, noted }));
        }
        assert!(self.0.set(environments).is_ok(), "started once");
    }

    /// The environment of a function, which takes nothing while this is held.
    pub async fn environment(&self, name: &str) -> MutexGuard<'_, Environment> {
        self.0.get().expect("functions that were started")[name].lock().await
    }

    pub async fn invoke(&self, name: &str, event: Value) -> Value {
        self.environment(name).await.function.invoke(event).await.0
    }
}

async fn invoked(
    State(lambda): State<Lambda>,
    Path(name): Path<String>,
    Json(event): Json<Value>,
) -> Json<Value> {
    Json(lambda.invoke(&name, event).await)
}
