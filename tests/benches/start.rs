//! Where the time at start goes: a function that starts as far as its argument says, then does nothing.
//!
//! It links all that a function links, so what a bigger binary costs is in its first step.

use std::{convert::Infallible, path::Path, sync::Arc};

use lambda_http::{Body, Error, Request, Response, run, service_fn};
use shared::{Create, Definition, Variables, WarmService, aws, log, serve, system_clock, variables};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let step: u32 = std::env::args().nth(1).and_then(|step| step.parse().ok()).unwrap_or(u32::MAX);
    if step >= 2 {
        log::start();
    }
    if step == u32::MAX {
        let service = WarmService::start(&Variables::of_process(), Arc::new(system_clock)).await?;
        let service = &service;
        return run(service_fn(async |request| Ok::<_, Infallible>(serve::<Create>(service, request).await)))
            .await;
    }
    let variables = Variables::of_process();
    let config = (step >= 3).then(|| aws::config(&variables)).transpose()?;
    let client = config.filter(|_| step >= 4).map(|config| aws_sdk_dynamodb::Client::new(&config));
    let file = Path::new(variables.required(variables::DEFINITION)?);
    let definition = (step >= 5).then(|| Definition::load(file)).transpose()?;
    // Kept until the end, as a function keeps them.
    let kept = (client, definition);
    run(service_fn(async |_: Request| Ok::<_, Infallible>(Response::new(Body::Empty)))).await?;
    drop(kept);
    Ok(())
}
