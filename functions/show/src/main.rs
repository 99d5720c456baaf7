//! The function behind what shows records, `/access_tokens/show` and the like: wiring only.

use std::{convert::Infallible, sync::Arc};

use lambda_http::{Error, run, service_fn};
use shared::{Show, Variables, WarmService, log, serve, system_clock};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start();
    let service = WarmService::start(&Variables::of_process(), Arc::new(system_clock)).await?;
    let service = &service;
    run(service_fn(async |request| Ok::<_, Infallible>(serve::<Show>(service, request).await))).await
}
