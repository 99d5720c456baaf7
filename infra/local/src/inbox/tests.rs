//! The inbox as a browser and a script see it.

use std::error::Error;

use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Inbox, Medium, Message, Note, SCRIPT, STYLE};

type Result = std::result::Result<(), Box<dyn Error>>;

fn mail(to: &str) -> Message {
    Message {
        medium: Medium::Email,
        to: to.to_owned(),
        from: "no-reply@zx.example".to_owned(),
        subject: Some("Your code is 042917".to_owned()),
        text: "042917".to_owned(),
        html: Some("<p>042917</p>".to_owned()),
        published: None,
        sent_at: "2026-01-02T03:04:05Z".to_owned(),
    }
}

fn sms(to: &str) -> Message {
    Message { medium: Medium::Sms, subject: None, html: None, ..mail(to) }
}

fn note(to: &str) -> Note {
    Note {
        medium: Medium::Email,
        to: to.to_owned(),
        template: "welcome".to_owned(),
        reason: "DESTINATION_BUDGET".to_owned(),
        noted_at: "2026-01-02T03:04:06Z".to_owned(),
    }
}

async fn served(inbox: &Inbox) -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let routes = inbox.routes();
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Ok(base)
}

#[tokio::test]
async fn the_list_is_newest_first_and_may_be_of_one_address() -> Result {
    let inbox = Inbox::default();
    let base = served(&inbox).await?;
    inbox.accept(mail("ada@example.com"));
    inbox.accept(sms("+35799123456"));
    let list = async |query: &str| {
        let answer = reqwest::get(format!("{base}/inbox/messages{query}")).await?;
        answer.json::<Vec<Value>>().await
    };
    let all = list("").await?;
    assert_eq!(all.len(), 2);
    assert_eq!(
        all[0],
        json!({"medium": "SMS", "to": "+35799123456", "from": "no-reply@zx.example", "subject": null,
               "text": "042917", "html": null, "published": null, "sent_at": "2026-01-02T03:04:05Z",
               "code": "042917", "ticket": null})
    );
    assert_eq!(list("?to=ADA@example.com").await?, [all[1].clone()]);
    assert_eq!(list("?to=+35799123456").await?, [all[0].clone()]);
    assert_eq!(list("?to=%2B35799123456").await?, [all[0].clone()]);
    assert!(list("?to=ada").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn what_a_message_brings_to_type_in_is_told_by_itself() -> Result {
    let inbox = Inbox::default();
    let base = served(&inbox).await?;
    let text = |text: &str, subject: &str| Message {
        text: text.to_owned(),
        subject: Some(subject.to_owned()),
        ..mail("ada@example.com")
    };
    inbox.accept(text("Hello, ACT0000000177", "Your account"));
    inbox.accept(text("Enter 3PL5TXPXVPTR6IUGP7IJI5OAGV6Y2DNK.", "Choose a new pass code"));
    inbox.accept(text("Hello", "042917 is your code"));
    let messages = reqwest::get(format!("{base}/inbox/messages")).await?.json::<Vec<Value>>().await?;
    let brought: Vec<_> =
        messages.iter().map(|message| json!([message["code"], message["ticket"]])).collect();
    let ticket = "3PL5TXPXVPTR6IUGP7IJI5OAGV6Y2DNK";
    assert_eq!(brought, [json!(["042917", null]), json!([null, ticket]), json!([null, null])]);
    Ok(())
}

#[tokio::test]
async fn an_inbox_that_is_cleared_tells_its_pages_and_begins_again() -> Result {
    let inbox = Inbox::default();
    let base = served(&inbox).await?;
    inbox.accept(mail("ada@example.com"));
    inbox.note(note("ada@example.com"));
    let events = reqwest::get(format!("{base}/inbox/events")).await?;
    let cleared = reqwest::Client::new().delete(format!("{base}/inbox/messages")).send().await?;
    assert_eq!(cleared.status(), 204);
    assert_eq!(reqwest::get(format!("{base}/inbox/entries")).await?.text().await?, "[]");
    inbox.accept(sms("+35799123456"));
    inbox.close();
    let told = events.text().await?;
    let at = |wanted: &str| told.find(wanted);
    let cleared = at("event: cleared\ndata: all\n");
    assert!(cleared.is_some() && cleared < at("id: 1\n"), "{told}");
    assert_eq!(inbox.messages(None), [sms("+35799123456")]);
    Ok(())
}

#[tokio::test]
async fn a_note_stands_between_the_messages_and_is_none() -> Result {
    let inbox = Inbox::default();
    let base = served(&inbox).await?;
    inbox.accept(mail("ada@example.com"));
    let events = reqwest::get(format!("{base}/inbox/events")).await?;
    inbox.note(note("ada@example.com"));
    inbox.accept(sms("+35799123456"));
    inbox.note(note("bob@example.com"));
    inbox.close();
    let list = async |path: &str| {
        let answer = reqwest::get(format!("{base}/inbox/{path}")).await?;
        answer.json::<Vec<Value>>().await
    };
    let (messages, notes, entries) = (list("messages").await?, list("notes").await?, list("entries").await?);
    assert_eq!((messages.len(), notes.len()), (2, 2));
    assert_eq!(
        notes[1],
        json!({"medium": "EMAIL", "to": "ada@example.com", "template": "welcome",
               "reason": "DESTINATION_BUDGET", "noted_at": "2026-01-02T03:04:06Z"})
    );
    assert_eq!(list("notes?to=ADA@example.com").await?, [notes[1].clone()]);
    assert_eq!(inbox.notes(Some("bob@example.com")), [note("bob@example.com")]);
    assert_eq!(entries, [&notes[0], &messages[0], &notes[1], &messages[1]].map(Clone::clone));

    let told: Vec<String> = events.text().await?.lines().map(str::to_owned).collect();
    let told =
        |number: usize| told.iter().position(|line| *line == format!("id: {number}")).map(|at| &told[at + 1]);
    for (number, entry) in [(2, &notes[1]), (3, &messages[0]), (4, &notes[0])] {
        assert_eq!(told(number), Some(&format!("data: {entry}")));
    }
    assert_eq!(reqwest::get(format!("{base}/inbox/messages/2/html")).await?.status(), 404);
    assert_eq!(reqwest::get(format!("{base}/inbox/messages/1/html")).await?.status(), 200);
    Ok(())
}

#[tokio::test]
async fn the_wait_is_for_the_nth_message_to_that_address() -> Result {
    let inbox = Inbox::default();
    let waiting = inbox.clone();
    let second = tokio::spawn(async move { waiting.nth_message_to("ada@example.com", 2).await });
    for to in ["ada@example.com", "bob@example.com"] {
        inbox.accept(mail(to));
        tokio::task::yield_now().await;
        assert!(!second.is_finished());
    }
    inbox.accept(sms("ada@example.com"));
    assert_eq!(second.await?, sms("ada@example.com"));
    Ok(())
}

#[tokio::test]
async fn an_event_tells_each_new_message_until_the_inbox_closes() -> Result {
    let inbox = Inbox::default();
    let base = served(&inbox).await?;
    inbox.accept(mail("ada@example.com"));
    let events = reqwest::get(format!("{base}/inbox/events")).await?;
    inbox.accept(sms("+35799123456"));
    inbox.close();
    let text = events.text().await?;
    assert_eq!(text.matches("data:").count(), 1, "{text}");
    assert!(text.contains("id: 2") && text.contains(r#""medium":"SMS""#), "{text}");
    Ok(())
}

#[tokio::test]
async fn neither_page_nor_mail_may_run_or_load_what_a_message_brings() -> Result {
    let inbox = Inbox::default();
    let base = served(&inbox).await?;
    inbox.accept(mail("ada@example.com"));
    inbox.accept(sms("+35799123456"));
    let policy = async |path: &str| {
        let answer = reqwest::get(format!("{base}{path}")).await?;
        let policy = answer.headers().get("content-security-policy").cloned();
        Ok::<_, reqwest::Error>((answer.status().as_u16(), format!("{policy:?}")))
    };
    let (status, page) = policy("/inbox").await?;
    assert!(status == 200 && page.contains("default-src 'none'") && !page.contains("unsafe"), "{page}");
    let hash_of_nothing = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    assert!(page.matches("'sha256-").count() == 2 && !page.contains(hash_of_nothing), "{page}");
    let html = reqwest::get(format!("{base}/inbox")).await?.text().await?;
    assert!(
        html.contains(&format!("<style>{STYLE}</style>"))
            && html.contains(&format!("<script>{SCRIPT}</script>"))
    );
    let (status, mail) = policy("/inbox/messages/1/html").await?;
    assert!(status == 200 && mail.contains("sandbox; default-src 'none'"), "{mail}");
    for path in ["/inbox/messages/0/html", "/inbox/messages/2/html", "/inbox/messages/3/html"] {
        assert_eq!(policy(path).await?.0, 404, "{path}");
    }
    Ok(())
}
