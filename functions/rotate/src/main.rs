//! The function that Secrets Manager invokes to rotate a secret: wiring only.

use std::sync::Arc;

use lambda_http::{
    Error, LambdaEvent,
    lambda_runtime::{run, service_fn},
};
use shared::{Rotate, Variables, log, system_clock};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start();
    let rotate = Rotate::start(&Variables::of_process(), rsa_key::make, Arc::new(system_clock))?;
    let rotate = &rotate;
    run(service_fn(async |event: LambdaEvent<_>| rotate.handle(event.payload).await.map_err(Error::from)))
        .await
}
