//! The file of an import: CSV with a head, or JSON lines. A line at a time, however long the file is.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader},
    path::Path,
};

use serde_json::{Map, Value};

use super::import_line::Rejected;

/// A line of the file: where it stands, and its fields by name, or why it is none.
pub(super) struct Read {
    pub line: u64,
    /// How many bytes of the file are read by then.
    pub bytes: u64,
    pub fields: Result<Map<String, Value>, Rejected>,
}

/// The lines of a file.
pub(super) enum ImportLines {
    Csv { records: csv::ByteRecordsIntoIter<File>, names: Vec<String> },
    Json { file: BufReader<File>, line: u64, bytes: u64 },
}

impl ImportLines {
    /// A file whose name ends in `.csv` is CSV, any other JSON lines.
    pub(super) fn open(file: &Path) -> io::Result<Self> {
        let opened = File::open(file)?;
        if file.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("csv")) {
            return Ok(Self::Json { file: BufReader::new(opened), line: 0, bytes: 0 });
        }
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(opened);
        // Excel begins a file with a mark that nobody sees.
        let head = reader.headers()?.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned());
        let names = head.collect();
        Ok(Self::Csv { records: reader.into_byte_records(), names })
    }
}

impl Iterator for ImportLines {
    type Item = io::Result<Read>;

    fn next(&mut self) -> Option<io::Result<Read>> {
        match self {
            Self::Json { file, line, bytes } => loop {
                let mut text = Vec::new();
                match file.read_until(b'\n', &mut text) {
                    Ok(0) => return None,
                    Ok(read) => *bytes += read as u64,
                    Err(error) => return Some(Err(error)),
                }
                *line += 1;
                if !text.trim_ascii().is_empty() {
                    let not_json = |_| Rejected::new("", "is not a JSON object on one line");
                    let fields = serde_json::from_slice(&text).map_err(not_json);
                    return Some(Ok(Read { line: *line, bytes: *bytes, fields }));
                }
            },
            Self::Csv { records, names } => {
                let record = match records.next()? {
                    Ok(record) => record,
                    Err(error) => return Some(Err(error.into())),
                };
                let position = record.position();
                let line = position.map_or(0, csv::Position::line);
                let bytes = position.map_or(0, csv::Position::byte) + record.as_slice().len() as u64;
                Some(Ok(Read { line, bytes, fields: fields(&record, names) }))
            }
        }
    }
}

/// The fields that are filled.
fn fields(record: &csv::ByteRecord, names: &[String]) -> Result<Map<String, Value>, Rejected> {
    if record.len() != names.len() {
        let reason = format!("has {} fields, and the head {}", record.len(), names.len());
        return Err(Rejected::new("", reason));
    }
    let filled = names.iter().zip(record).filter(|(_, value)| !value.is_empty());
    let field = |(name, value): (&String, &[u8])| {
        let text = str::from_utf8(value).map_err(|_| Rejected::new(name, "is not UTF-8"))?;
        Ok((name.clone(), typed(name, text)))
    };
    filled.map(field).collect()
}

/// A number where the field is one: CSV has texts alone. What JSON has no number for stays a text, which is refused.
fn typed(name: &str, value: &str) -> Value {
    let number =
        value.parse::<f64>().ok().filter(|number| number.is_finite() && name.starts_with("udf_float_"));
    number.map_or_else(|| value.into(), Value::from)
}
