//! The embedded DynamoDB, served over HTTP: the SDKs talk to it as to any other end point.
//!
//! Unlike the other listeners it answers whoever asks, by whatever name: a web page that is open in a browser on
//! this machine can read and write its rows, for the library has a router of its own, takes nothing but a TCP
//! listener, and tells browsers that any page may ask. A guard before it would leave that listener as open as it
//! was. No code, pass code or key is in a row; what customers are called is.

mod table;
#[cfg(test)]
mod tests;

use std::{net::SocketAddr, path::Path, thread::JoinHandle};

use dynoxide::Database;
pub(crate) use table::make_table;
use tokio::sync::oneshot;

use crate::{error::StackError, ports::bind};

/// The name the table gets; the cloud makes one up.
pub(crate) const TABLE: &str = "Table";

/// A running DynamoDB. It has a thread of its own, for its work is synchronous.
pub(crate) struct DynamoDb {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl DynamoDb {
    /// Serves the database in a folder.
    pub(crate) fn start(folder: &Path, port: u16) -> Result<Self, StackError> {
        let file = folder.join("table.sqlite");
        let failed = |reason: String| StackError::Database { file: file.clone(), reason };
        let path = file.to_str().ok_or_else(|| failed("its path is not UTF-8".to_owned()))?;
        let database = Database::new(path).map_err(|error| failed(error.to_string()))?;
        index_streams(path).map_err(|error| failed(error.to_string()))?;

        let listener = bind("--dynamodb-port", port)?;
        let address = listener.local_addr().map_err(|error| failed(error.to_string()))?;
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name("dynamodb".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let served = runtime.map(|runtime| {
                runtime.block_on(async {
                    let listener = tokio::net::TcpListener::from_std(listener).map_err(|error| error.to_string())?;
                    // Connections that clients keep open would hold a graceful end forever.
                    tokio::select! {
                        served = dynoxide::server::serve_with_shutdown(listener, database, std::future::pending()) => served,
                        _ = stopped => Ok(()),
                    }
                })
            });
            if let Ok(Err(reason)) = served {
                tracing::error!(reason, "the embedded DynamoDB ended");
            }
        });
        let thread = thread.map_err(|error| failed(error.to_string()))?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for DynamoDb {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The database looks for the highest sequence number of a stream with each write, and has no index for
/// it: writes grow slower with every record. With this one they stay as quick as the first.
fn index_streams(path: &str) -> rusqlite::Result<()> {
    let connection = rusqlite::Connection::open(path)?;
    connection.execute_batch(
        "CREATE INDEX IF NOT EXISTS stream_records_by_number
         ON _stream_records (table_name, CAST(sequence_number AS INTEGER))",
    )
}
