//! The function behind what replaces a secret, `/access_tokens/reset_pass_code` and the like: wiring only.

use std::{convert::Infallible, sync::Arc};

use lambda_http::{Error, run, service_fn};
use shared::{Reset, Variables, WarmService, log, serve, system_clock};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start();
    let service = WarmService::start(&Variables::of_process(), Arc::new(system_clock)).await?;
    let service = &service;
    run(service_fn(async |request| Ok::<_, Infallible>(serve::<Reset>(service, request).await))).await
}
