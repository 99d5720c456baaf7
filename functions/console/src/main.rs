//! The function behind the console, `/console`: wiring only.

use std::convert::Infallible;

use lambda_http::{Error, run, service_fn};
use shared::log;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start();
    run(service_fn(async |request| Ok::<_, Infallible>(console_page::answer(&request)))).await
}
