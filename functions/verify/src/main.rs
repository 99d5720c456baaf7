//! The function behind `POST /access_tokens/verify`: wiring only.

use std::{convert::Infallible, sync::Arc};

use lambda_http::{Error, run, service_fn};
use shared::{Variables, Verify, WarmService, log, serve, system_clock};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start();
    let service = WarmService::start(&Variables::of_process(), Arc::new(system_clock)).await?;
    let service = &service;
    run(service_fn(async |request| Ok::<_, Infallible>(serve::<Verify>(service, request).await))).await
}
