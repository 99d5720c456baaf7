//! `cargo owner export`: a line for each customer.

use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use shared::{Clock, Export, ExportError, Exported, system_clock};

use crate::{
    advice::{Advised, of_export},
    arguments,
    place::EXPORT,
    show::show,
};

pub async fn run(asked: arguments::Export) -> Result<(), Advised> {
    let arguments::Export { place, file, json } = asked;
    let advised = of_export(&place.place, &EXPORT);
    let clock: Clock = Arc::new(system_clock);
    let export =
        Export::new(&place.variables(), clock).await.map_err(|error| advised(ExportError::from(error)))?;
    // How many rows there are nobody knows before all are read.
    let style = ProgressStyle::with_template("{spinner} {elapsed} {msg}");
    let bar =
        ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    let exported = export.run(&file, |Exported { read, customers, .. }| {
        bar.set_message(format!("{read} rows read, {customers} customers"));
        bar.tick();
    });
    let exported = exported.await.map_err(&advised);
    bar.finish_and_clear();
    let Exported { read, customers, left_out } = exported?;
    show(&if json {
        format!(
            "{}\n",
            json!({ "customers": customers, "left_out": left_out, "rows_read": read, "file": file })
        )
    } else {
        format!(
            "Customers in {}: {customers}. Access tokens left out, which wait for their code or have no identifier: \
             {left_out}. Rows read: {read}.\n",
            file.display()
        )
    });
    Ok(())
}
