//! Export: a line for each customer, as `import` takes it.
//!
//! Nothing but a scan reaches all access tokens, so the whole table is read, once: half a read unit for every 4 KB,
//! whatever stands there. What was read until then is kept by its place in the table: an export that was broken off
//! goes on there.

use std::{
    fs::{self, OpenOptions},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::customer_error::CustomerError;
use crate::{
    base::{
        aws,
        state::State,
        timestamp::Clock,
        variables::{self, Variables},
    },
    keyring::Keyring,
    records::access_token::AccessToken,
    steps::service,
    table::{Key, Row as _, Table},
};

/// The customers of one table, to be written down.
pub struct Export {
    table: Table,
    /// What the table is called.
    name: String,
    keyring: Keyring,
    clock: Clock,
}

/// How far an export came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Rows of whatever kind.
    pub read: u64,
    pub customers: u64,
    /// Access tokens that are no line: those that wait for their code, and those that have no identifier.
    pub left_out: u64,
}

/// Where an export goes on: beside its file, until it is through.
#[derive(Serialize, Deserialize)]
struct Position {
    /// The table that it is in.
    table: String,
    after: Key,
    /// How long the file is by then.
    bytes: u64,
    exported: Exported,
}

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Customer(#[from] CustomerError),
    #[error("{0}: {1}")]
    File(String, io::Error),
    #[error("{0} is there already")]
    There(String),
    #[error("{file} was begun with the customers of {table}")]
    OfAnotherTable { file: String, table: String },
    #[error("{0} does not say where the export goes on")]
    NoPosition(String),
    #[error("{0} lacks the end of what was exported")]
    CutShort(String),
}

impl Export {
    /// By the variables that functions have, as far as they are needed: the table, the keyring, and how AWS is reached.
    pub async fn new(variables: &Variables, clock: Clock) -> Result<Self, CustomerError> {
        let config = aws::config(variables)?;
        let name = variables.required(variables::TABLE)?.to_owned();
        let table = Table::new(&config, &name);
        let keyring = service::keyring(variables, &config, clock()).await.map_err(CustomerError::Secret)?;
        Ok(Self { table, name, keyring, clock })
    }

    /// Writes all customers to a file that is new, or goes on with one that an export was broken off at. It fails where
    /// the table cannot be read or a file not written, and for what it finds of another export; what was told of is on
    /// the disk by then, and the next one goes on there.
    pub async fn run(&self, file: &Path, mut told: impl FnMut(Exported)) -> Result<Exported, ExportError> {
        let failed = |error| ExportError::File(file.display().to_string(), error);
        let beside = beside(file, ".position");
        let (mut after, mut exported) = (None, Exported::default());
        let opened = if let Some(position) = Position::read(&beside)? {
            if position.table != self.name {
                let (file, table) = (file.display().to_string(), position.table);
                return Err(ExportError::OfAnotherTable { file, table });
            }
            (after, exported) = (Some(position.after), position.exported);
            let opened = OpenOptions::new().append(true).open(file).map_err(failed)?;
            if opened.metadata().map_err(failed)?.len() < position.bytes {
                return Err(ExportError::CutShort(file.display().to_string()));
            }
            // What was written after the last position is written again.
            opened.set_len(position.bytes).map_err(failed)?;
            opened
        } else {
            private().create_new(true).open(file).map_err(|error| {
                let is_there = error.kind() == io::ErrorKind::AlreadyExists;
                if is_there { ExportError::There(file.display().to_string()) } else { failed(error) }
            })?
        };
        let mut lines = BufWriter::new(opened);
        loop {
            let (rows, next) = self.table.scan(after.as_ref()).await.map_err(CustomerError::from)?;
            for row in rows {
                exported.read += 1;
                let Some(token) = row.row::<AccessToken>().map_err(CustomerError::from)? else { continue };
                match self.line(&token)? {
                    Some(line) => {
                        exported.customers += 1;
                        writeln!(lines, "{line}").map_err(failed)?;
                    }
                    None => exported.left_out += 1,
                }
            }
            lines.flush().map_err(failed)?;
            told(exported);
            let Some(next) = next else { break };
            // No position is kept before the lines that it says are written.
            lines.get_ref().sync_data().map_err(failed)?;
            let bytes = lines.get_ref().metadata().map_err(failed)?.len();
            let position = Position { table: self.name.clone(), after: next.clone(), bytes, exported };
            position.write(&beside)?;
            after = Some(next);
        }
        lines.get_ref().sync_data().map_err(failed)?;
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
            Ok(()) | Err(_) => Ok(exported),
        }
    }

    /// A customer as `import` takes it; none of a token that it does not.
    fn line(&self, token: &AccessToken) -> Result<Option<Value>, CustomerError> {
        let is_over = token.expires().is_some_and(|expires| expires <= (self.clock)());
        let Some(identifier) = token.identifier.as_ref().filter(|_| !is_over) else { return Ok(None) };
        let state = match token.state() {
            State::Effective | State::NotEffective => token.state().as_str(),
            State::PendingVerification => return Ok(None),
        };
        let hash = token.pass_code.as_ref().map(|hash| hash.carried(&self.keyring)).transpose()?;
        let mut line = Map::new();
        for (name, value) in [
            ("identifier", json!(identifier)),
            ("classification", json!(token.classification)),
            ("pass_code_hash", json!(hash)),
            ("state", json!(state)),
            ("number", json!(token.number)),
            ("created_date", json!(token.history.created.to_string())),
            ("verified_date", json!(token.verified().map(|date| date.to_string()))),
            ("card_masked_number", json!(token.card_masked_number)),
            ("language", json!(token.language)),
        ] {
            line.insert(name.to_owned(), value);
        }
        if let Value::Object(fields) = json!(token.user_defined_fields) {
            line.extend(fields);
        }
        line.retain(|_, value| !value.is_null());
        Ok(Some(line.into()))
    }
}

impl Position {
    /// None of an export that is not begun.
    fn read(path: &Path) -> Result<Option<Self>, ExportError> {
        match fs::read(path) {
            Ok(text) => {
                let position = serde_json::from_slice(&text);
                position.map(Some).map_err(|_| ExportError::NoPosition(path.display().to_string()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ExportError::File(path.display().to_string(), error)),
        }
    }

    /// Takes the place of the one before at once, whole: the machine may stop at any moment.
    fn write(&self, path: &Path) -> Result<(), ExportError> {
        let aside = beside(path, ".new");
        let failed = |error| ExportError::File(aside.display().to_string(), error);
        let mut written = private().create(true).truncate(true).open(&aside).map_err(failed)?;
        written.write_all(json!(self).to_string().as_bytes()).map_err(failed)?;
        written.sync_data().map_err(failed)?;
        fs::rename(&aside, path).map_err(failed)
    }
}

/// Makes files that nobody else may read, wherever they are: customers stand in them.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The file whose name goes on after another's.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
