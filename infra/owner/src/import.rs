//! `cargo owner import`: users who come from elsewhere.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use shared::{Clock, Import, ImportOutcome, ImportedLine, system_clock, variables::DEFINITION};

use crate::{
    advice::{Advised, of_import},
    arguments,
    place::IMPORT,
    show::show,
};

/// How far it came.
#[derive(Default)]
struct Count {
    imported: u64,
    already: u64,
    rejected: u64,
}

pub async fn run(asked: arguments::Import) -> Result<(), Advised> {
    let arguments::Import { place, file, definition, firebase, json } = asked;
    let advised = of_import(&place.place, &IMPORT);
    let clock: Clock = Arc::new(system_clock);
    let variables = place.variables().with(DEFINITION, definition.display().to_string());
    let firebase =
        firebase.map(|file| fs::read_to_string(&file).map_err(|error| Advised::no_file(&file, &error)));
    let import = Import::new(&variables, firebase.transpose()?.as_deref(), clock).await.map_err(&advised)?;
    let size = fs::metadata(&file).map_err(|error| Advised::no_file(&file, &error))?.len();
    let beside = rejected_beside(&file);
    let unwritten = |error: io::Error| Advised::no_file(&beside, &error);
    let mut rejected = BufWriter::new(File::create(&beside).map_err(unwritten)?);
    let (bar, mut count, mut failed) = (bar(size), Count::default(), None);
    let ended = import.run(&file, |line| {
        bar.set_position(line.bytes);
        failed = failed.take().or(told(&line, &mut count, &mut rejected).err());
        bar.set_message(format!("{} imported, {} rejected", count.imported, count.rejected));
    });
    let ended = ended.await.map_err(&advised);
    bar.finish_and_clear();
    failed.map_or_else(|| rejected.flush(), Err).map_err(unwritten)?;
    if count.rejected == 0 {
        fs::remove_file(&beside).map_err(unwritten)?;
    }
    ended?;
    let Count { imported, already, rejected } = count;
    let (lines, seconds) = (imported + already + rejected, bar.elapsed().as_secs_f64());
    #[expect(clippy::cast_precision_loss, reason = "nobody imports that many")]
    let per_second = (lines as f64 / seconds.max(0.001)).round();
    let file = (rejected > 0).then_some(&beside);
    if json {
        let counted = json!({ "imported": imported, "already": already, "rejected": rejected, "rejected_file": file, "lines_per_second": per_second });
        show(&format!("{counted}\n"));
    } else {
        let why = file.map(|file| format!("; {} says why", file.display())).unwrap_or_default();
        show(&format!("{imported} imported, {already} were there already, {rejected} rejected{why}\n"));
        eprintln!("{per_second} lines a second, in {}.", place.place);
    }
    Ok(())
}

/// Counts a line; one that was rejected goes to the file of those, as JSON, once for each field.
fn told(line: &ImportedLine, count: &mut Count, file: &mut impl io::Write) -> io::Result<()> {
    match &line.outcome {
        ImportOutcome::Imported => count.imported += 1,
        ImportOutcome::Already => count.already += 1,
        ImportOutcome::Rejected(reasons) => {
            count.rejected += 1;
            for rejected in reasons {
                let told = json!({ "line": line.line, "field": rejected.field, "reason": rejected.reason });
                writeln!(file, "{told}")?;
            }
        }
    }
    Ok(())
}

fn rejected_beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".rejected");
    name.into()
}

/// It is drawn on a terminal alone.
fn bar(size: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{wide_bar} {percent}% {eta} left, {msg}");
    ProgressBar::new(size).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
