//! The function behind the table's stream that tells the owner's systems what happened. Wiring only.

use std::convert::Infallible;

use lambda_http::{
    Error, LambdaEvent,
    lambda_runtime::{run, service_fn},
};
use shared::{Announce, Variables, log};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    log::start();
    let announce = Announce::start(&Variables::of_process())?;
    let announce = &announce;
    run(service_fn(async |event: LambdaEvent<_>| Ok::<_, Infallible>(announce.handle(event.payload).await)))
        .await
}
