//! Faults on request, as a sender meets them.

use super::*;

#[tokio::test]
async fn faults_come_in_order_then_by_address_then_always() -> Result {
    let amazon = amazon().await?;
    amazon.faults.next(Provider::Ses, [Fault::Throttle, Fault::Fail, Fault::Reject, Fault::DropAfterAccept]);
    amazon.faults.for_address(ADA, Some(Fault::Reject));
    for expected in ["TooManyRequestsException", "InternalFailure", "MessageRejected", "no answer"] {
        assert_eq!(mail(&amazon, SENDER, &["bob@example.com"], "Hello").await.as_deref(), Some(expected));
    }
    assert_eq!(amazon.inbox.messages(None).len(), 1, "the one whose answer was lost");
    assert_eq!(mail(&amazon, SENDER, &["bob@example.com"], "Hello").await, None);
    assert_eq!(mail(&amazon, SENDER, &[ADA], "Hello").await.as_deref(), Some("MessageRejected"));
    amazon.faults.for_address(ADA, None);
    assert_eq!(mail(&amazon, SENDER, &[ADA], "Hello").await, None);

    for (fault, expected) in [
        (Fault::Throttle, "Throttling"),
        (Fault::Fail, "InternalError"),
        (Fault::Reject, "InvalidParameter"),
        (Fault::DropAfterAccept, "no answer"),
    ] {
        amazon.faults.always(Provider::Sns, Some(fault));
        assert_eq!(sms(&amazon, NUMBER, "Hello", &[]).await.as_deref(), Some(expected));
    }
    amazon.faults.always(Provider::Sns, None);
    assert_eq!(sms(&amazon, NUMBER, "Hello", &[]).await, None);
    assert_eq!(amazon.inbox.messages(Some(NUMBER)).len(), 2);
    assert_eq!((amazon.faults.seen(Provider::Ses), amazon.faults.seen(Provider::Sns)), (7, 5));
    Ok(())
}

#[tokio::test]
async fn a_lost_answer_is_not_one_byte() -> Result {
    let amazon = amazon().await?;
    amazon.faults.next(Provider::Sns, [Fault::DropAfterAccept]);
    let kept_alive = PUBLISH.replace("connection: close\r\n", "");
    assert_eq!(answer_to(&amazon, &kept_alive).await?, "");
    assert!(answer_to(&amazon, PUBLISH).await?.contains("<PublishResponse"));
    assert_eq!(amazon.inbox.messages(Some(NUMBER)).len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_stop_lets_hanging_requests_go() -> Result {
    let amazon = amazon().await?;
    amazon.faults.always(Provider::Sns, Some(Fault::Hang));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(aws(&amazon).serve(listener, async { drop(stopped.await) }));
    let here = Amazon { address, ..amazon.clone() };
    let hanging = tokio::spawn(async move { answer_to(&here, PUBLISH).await });
    // Nothing tells when a request has come so far as to hang; it takes no more than a few turns.
    while amazon.faults.seen(Provider::Sns) == 0 {
        tokio::task::yield_now().await;
    }
    drop(stop);
    server.await??;
    assert_eq!(hanging.await??, "");
    Ok(())
}
