//! The log of a test, in the lines that AWS gets: what runs on its thread, and nothing of another test's.

use std::{
    io::{self, Write},
    sync::{Arc, LazyLock, Mutex},
};

use serde_json::Value;
use shared::log;
use tracing::{Dispatch, subscriber::DefaultGuard};
use tracing_subscriber::util::SubscriberInitExt;

/// Where there has been one log alone, tracing asks the thread that comes to a line first whether anybody
/// wants it: another test's thread, which has none, would silence the line for all.
static ANOTHER: LazyLock<Dispatch> = LazyLock::new(|| log::lines(io::sink).into());

pub struct Lines {
    written: Written,
    _until_it_is_dropped: DefaultGuard,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().map_or(Ok(0), |mut written| written.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    pub fn begin() -> Self {
        LazyLock::force(&ANOTHER);
        let written = Written::default();
        let writer = written.clone();
        let until_it_is_dropped = log::lines(move || writer.clone()).set_default();
        Self { written, _until_it_is_dropped: until_it_is_dropped }
    }

    /// What was written since the last time that it was taken.
    pub fn taken(&self) -> String {
        let written = std::mem::take(&mut *self.written.0.lock().expect("the log"));
        String::from_utf8(written).expect("text")
    }

    /// All lines until now.
    pub fn all(&self) -> Vec<Value> {
        let written = self.written.0.lock().expect("the log");
        let lines = String::from_utf8_lossy(&written);
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}
