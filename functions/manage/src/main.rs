//! The function behind what changes an access token, `/access_tokens/update` and the like: wiring only.

use std::{convert::Infallible, sync::Arc};

use lambda_http::{Error, run, service_fn};
use shared::{functions, log, service::Service, timestamp::system_clock, variables::Variables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start();
    let service = Service::start(&Variables::of_process(), Arc::new(system_clock)).await?;
    let service = &service;
    run(service_fn(async |request| Ok::<_, Infallible>(functions::manage(service, request).await))).await
}
