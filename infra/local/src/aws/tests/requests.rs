//! What the end points accept, and what they refuse.

use super::*;

#[tokio::test]
async fn an_accepted_mail_reaches_each_recipient() -> Result {
    let amazon = amazon().await?;
    assert_eq!(
        mail(
            &amazon,
            "Company ZX <no-reply@ZX.example>",
            &["Ada <ada@example.com>", "bob@example.com"],
            "Hello"
        )
        .await,
        None
    );
    let message = amazon.inbox.nth_message_to("ADA@example.com", 1).await;
    assert_eq!((message.medium, message.to.as_str(), message.text.as_str()), (Medium::Email, ADA, "042917"));
    assert_eq!((message.subject.as_deref(), message.html.as_deref()), (Some("Hello"), Some("<p>042917</p>")));
    assert_eq!(message.sent_at, "2026-01-02T03:04:05Z");
    assert_eq!(amazon.inbox.messages(None).len(), 2);
    Ok(())
}

#[tokio::test]
async fn ses_refuses_what_aws_refuses() -> Result {
    let amazon = amazon().await?;
    let bad = Some("BadRequestException".to_owned());
    assert_eq!(mail(&amazon, "other@zx.example", &[ADA], "Hello").await.as_deref(), Some("MessageRejected"));
    assert_eq!(mail(&amazon, SENDER, &[], "Hello").await, bad);
    assert_eq!(mail(&amazon, SENDER, &[ADA; 51], "Hello").await, bad);
    assert_eq!(mail(&amazon, SENDER, &[ADA], "Hello\r\nBcc: eve@example.com").await, bad);
    for address in [
        "ada",
        "@example.com",
        "ada@",
        "a da@example.com",
        "ada@exa..mple",
        "ada@example.com\n",
        "<ada@b.c",
        "ädä@example.com",
    ] {
        assert_eq!(mail(&amazon, SENDER, &[address], "Hello").await, bad, "{address:?}");
    }
    assert!(amazon.inbox.messages(None).is_empty());
    assert_eq!(amazon.faults.seen(Provider::Ses), 12);
    Ok(())
}

#[tokio::test]
async fn an_accepted_sms_shows_its_sender() -> Result {
    let amazon = amazon().await?;
    let attributes = [("AWS.SNS.SMS.SMSType", "Transactional"), ("AWS.SNS.SMS.SenderID", "CompanyZX")];
    assert_eq!(sms(&amazon, NUMBER, "Your code is 042917 & <more>", &attributes).await, None);
    assert_eq!(sms(&amazon, NUMBER, &"ä".repeat(1600), &[]).await, None);
    let message = amazon.inbox.nth_message_to(NUMBER, 1).await;
    assert_eq!((message.from.as_str(), message.text.as_str()), ("CompanyZX", "Your code is 042917 & <more>"));
    assert_eq!((message.medium, message.subject, message.html), (Medium::Sms, None, None));
    assert_eq!(amazon.inbox.nth_message_to(NUMBER, 2).await.from, "NOTICE");
    Ok(())
}

#[tokio::test]
async fn sns_refuses_what_aws_refuses() -> Result {
    let amazon = amazon().await?;
    let invalid = Some("InvalidParameter".to_owned());
    for number in
        ["35799123456", "+0123456789", "+1234567890123456", "+357 99", "+", "ada@example.com", "+1<b>"]
    {
        assert_eq!(sms(&amazon, number, "Hello", &[]).await, invalid, "{number}");
    }
    assert_eq!(sms(&amazon, NUMBER, "", &[]).await, invalid);
    assert_eq!(sms(&amazon, NUMBER, &"x".repeat(1601), &[]).await, invalid);
    for (name, value) in [
        ("SMSType", "Urgent"),
        ("SenderID", "TwelveLetter"),
        ("SenderID", "12345"),
        ("SenderID", "a b"),
        ("SenderID", ""),
    ] {
        let refused = sms(&amazon, NUMBER, "Hello", &[(&format!("AWS.SNS.SMS.{name}"), value)]).await;
        assert_eq!(refused.as_deref(), Some("ParameterValueInvalid"), "{name} {value}");
    }
    let both = client!(aws_sdk_sns, amazon).publish().topic_arn(TOPIC).phone_number(NUMBER).message("Hello");
    assert_eq!(both.send().await.err().and_then(|error| error.code().map(str::to_owned)), invalid);
    let unknown = client!(aws_sdk_sns, amazon).list_topics().send().await;
    assert_eq!(
        unknown.err().and_then(|error| error.code().map(str::to_owned)).as_deref(),
        Some("InvalidAction")
    );
    assert!(amazon.inbox.messages(None).is_empty());
    Ok(())
}

#[tokio::test]
async fn what_is_published_to_the_topic_of_messages_is_in_the_inbox() -> Result {
    let amazon = amazon().await?;
    let body = r#"{"to":"4711","subject":null,"text":"Your code is 042917"}"#;
    assert_eq!(published(&amazon, TOPIC, body, &[("template", "welcome")]).await, None);
    let message = amazon.inbox.nth_message_to("4711", 1).await;
    assert_eq!(
        (message.medium, message.from.as_str(), message.text.as_str()),
        (Medium::External, "messages", "Your code is 042917")
    );
    let published = message.published.unwrap_or_default();
    assert_eq!(
        (&published["attributes"]["template"], &published["body"]["to"]),
        (&"welcome".into(), &"4711".into())
    );
    Ok(())
}

#[tokio::test]
async fn what_is_published_to_the_topic_of_events_is_among_the_events() -> Result {
    let amazon = amazon().await?;
    assert_eq!(published(&amazon, EVENTS, r#"{"id":"1"}"#, &[("event", "VERIFIED")]).await, None);
    let expected = serde_json::json!({ "attributes": { "event": "VERIFIED" }, "body": { "id": "1" } });
    assert_eq!(amazon.events.all(), [expected]);
    assert!(amazon.inbox.messages(None).is_empty());
    Ok(())
}

#[tokio::test]
async fn sns_refuses_for_a_topic_what_aws_refuses() -> Result {
    let amazon = amazon().await?;
    let too_long = "x".repeat(262_145);
    for (topic, text, attributes, refused) in [
        ("messages", "{}", &[][..], "InvalidParameter"),
        ("arn:aws:sqs:eu-west-1:000000000000:messages", "{}", &[], "InvalidParameter"),
        ("arn:aws:sns:eu-west-1:000000000000:others", "{}", &[], "NotFound"),
        (TOPIC, "", &[], "InvalidParameter"),
        (TOPIC, &too_long, &[], "InvalidParameter"),
        (TOPIC, &too_long[1..], &[("template", "x")], "InvalidParameter"),
        (TOPIC, "{}", &[("template", "")], "ParameterValueInvalid"),
    ] {
        assert_eq!(published(&amazon, topic, text, attributes).await.as_deref(), Some(refused), "{topic}");
    }
    assert!(amazon.inbox.messages(None).is_empty());
    Ok(())
}

#[tokio::test]
async fn an_unsigned_request_is_refused() -> Result {
    let amazon = amazon().await?;
    let unsigned = PUBLISH.replace("AWS4-HMAC-SHA256", "Bearer");
    let answer = answer_to(&amazon, &unsigned).await?;
    assert!(
        answer.starts_with("HTTP/1.1 403") && answer.contains("<Code>MissingAuthenticationToken</Code>"),
        "{answer}"
    );
    Ok(())
}
