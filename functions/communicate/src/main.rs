//! The function behind the table's stream: message rows in, e-mails and text messages out. Wiring only.

use std::{convert::Infallible, sync::Arc};

use lambda_http::{
    Error, LambdaEvent,
    lambda_runtime::{run, service_fn},
};
use shared::{Communicate, Variables, log, system_clock};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start();
    let communicate = Communicate::start(&Variables::of_process(), Arc::new(system_clock)).await?;
    let communicate = &communicate;
    run(service_fn(async |event: LambdaEvent<_>| {
        Ok::<_, Infallible>(communicate.handle(event.payload).await)
    }))
    .await
}
