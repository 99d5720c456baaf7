//! The function that SES tells what became of a mail: wiring only.

use std::sync::Arc;

use lambda_http::{
    Error, LambdaEvent,
    lambda_runtime::{run, service_fn},
};
use shared::{Feedback, Variables, log, system_clock};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start();
    let feedback = Feedback::start(&Variables::of_process(), Arc::new(system_clock)).await?;
    let feedback = &feedback;
    run(service_fn(async |event: LambdaEvent<_>| feedback.handle(event.payload).await.map_err(Error::from)))
        .await
}
