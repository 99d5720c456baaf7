//! `keys`: what stands on which output, and what a new user is told.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    sync::Arc,
    thread,
};

use local::{Options, Stack};
use serde_json::Value;
use shared::{ApplicationKeys, Variables, system_clock};

use crate::support::{Local, ON_AWS, owner, refused, stdout};

/// The id of a new key of an app, and the key.
fn make(local: &Local) -> (String, String) {
    let (key, _) =
        local.printed(&["create", "--class", "CONSUMER_APPLICATION_KEY", "--name", "Company ZX app"]);
    let key = key.trim_end();
    (key.split('_').nth(1).expect("an id").to_owned(), key.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_stands_alone_on_standard_output_and_the_rest_of_the_talk_beside_it() {
    let local = Local::start(&["keys"]).await;
    let (key, talk) =
        local.printed(&["create", "--class", "consumer_application_key", "--name", "Company ZX app"]);
    assert!(key.starts_with("accak_") && key.ends_with('\n') && key.lines().count() == 1, "{key}");
    let [_, id, secret] = key.trim_end().split('_').collect::<Vec<_>>()[..] else { panic!("{key}") };
    assert!(talk.contains(id) && talk.contains("Company ZX app") && talk.contains("no end"), "{talk}");
    assert!(!talk.contains(secret), "{talk}");
    let back_office =
        ["create", "--class", "SYSTEMIC_KEY", "--name", "Eve", "--scope", "read", "--days", "30"];
    let (key, _) = local.printed(&back_office);
    assert!(key.starts_with("acsys_") && key.lines().count() == 1, "{key}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_shows_everything_of_a_key_but_what_is_secret() {
    let local = Local::start(&["keys"]).await;
    // The stack has made one of each class for itself.
    assert_eq!(local.printed(&["list"]).0.lines().count(), 1 + 2);
    let of_app = make(&local);
    let eve = ["create", "--class", "SYSTEMIC_KEY", "--name", "Eve", "--scope", "write", "--scope", "read"];
    let more = ["--network", "192.0.2.0/24", "--ends", "2999-11-01T00:00:00"];
    let (of_eve, _) = local.printed(&[&eve[..], &more].concat());

    let (table, json) = (local.printed(&["list"]).0, local.printed(&["list", "--json"]).0);
    let keys: Value = serde_json::from_str(&json).expect("JSON");
    let keys = keys.as_array().expect("a list");
    let eve = keys.iter().find(|key| key["name"] == "Eve").expect("Eve's");
    assert_eq!((&eve["scopes"], &eve["networks"]), (&["read", "write"].into(), &["192.0.2.0/24"].into()));
    assert_eq!((&eve["ends"], &eve["revoked"]), (&"2999-11-01T00:00:00".into(), &Value::Null));
    assert_eq!((keys.len(), table.lines().count()), (2 + 2, 1 + 2 + 2), "{table}");
    for shown in [
        "CONSUMER_APPLICATION_KEY",
        "SYSTEMIC_KEY",
        "Eve",
        "read,write",
        "192.0.2.0/24",
        "2999-11-01T00:00:00",
    ] {
        assert!(table.contains(shown), "{shown} is not in\n{table}");
    }

    let variables = Variables::new(local.stack.variables.clone());
    let stored = ApplicationKeys::new(&variables, Arc::new(system_clock)).expect("keys").list().await;
    let stored = stored.expect("a list").into_iter().filter(|key| key.name != "Local stack");
    for (stored, clear) in stored.zip([of_app.1.as_str(), of_eve.trim_end()]) {
        let row = serde_json::to_value(&stored).expect("a row");
        let digest = row["digest"].as_str().expect("a digest");
        let secret = clear.rsplit('_').next().expect("a secret");
        for printed in [&table, &json] {
            assert!(printed.contains(&stored.id) && !printed.contains(digest) && !printed.contains(secret));
        }
    }
    assert!(eve.get("digest").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_key_is_listed_as_one_and_revoked_once() {
    let local = Local::start(&["keys"]).await;
    let (id, _) = make(&local);
    let (nothing, talk) = local.printed(&["revoke", &id]);
    assert!(nothing.is_empty() && talk.contains(&id), "{talk}");
    assert!(local.refused(&["revoke", &id]).contains("revoked already"));
    let keys: Value = serde_json::from_str(&local.printed(&["list", "--json"]).0).expect("JSON");
    let revoked = keys.as_array().and_then(|keys| keys.iter().find(|key| key["id"] == id.as_str()));
    assert!(revoked.is_some_and(|key| key["revoked"].is_string()), "{keys}");
    let unknown = local.refused(&["revoke", "nobodys"]);
    assert!(unknown.contains("no key `nobodys`") && unknown.contains("`keys list`"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gives_a_key_what_it_cannot_have_is_told_which_flag_it_is() {
    let local = Local::start(&["keys"]).await;
    let of_app = ["create", "--class", "CONSUMER_APPLICATION_KEY", "--name", "Company ZX app"];
    let of_eve = ["create", "--class", "SYSTEMIC_KEY", "--name", "Eve", "--scope", "read"];
    let before = local.printed(&["list", "--json"]).0;
    let of = |key: &[&'static str], more: &[&'static str]| [key, more].concat();
    for (arguments, told) in [
        (of(&of_app, &["--scope", "read"]), ["has no scopes", "--scope"]),
        (of(&of_app, &["--network", "192.0.2.0/24"]), ["no networks", "--network"]),
        (of(&of_app, &["--ends", "2020-11-01T00:00:00"]), ["not in the future", "--ends"]),
        (of(&of_app, &["--ends", "tomorrow"]), ["a date like", "--ends"]),
        (of(&of_app, &["--days", "0"]), ["not in 1..=36500", "--days"]),
        (of(&of_app, &["--application", "ABC"]), ["32 upper-case", "--application"]),
        (
            of(&of_app, &["--application", "0123456789ABCDEF0123456789ABCDEF"]),
            ["is of an application", "--application"],
        ),
        (of(&of_eve, &[]), ["must have an end", "--days"]),
        (of(&of_eve, &["--days", "1", "--network", "192.0.2.7/24"]), ["itself is 192.0.2.0/24", "--network"]),
        (of(&of_eve, &["--days", "1", "--network", "2001:db8::1"]), ["/64 or wider", "--network"]),
        (of(&of_eve, &["--days", "1", "--scope", "wriet"]), ["a similar value exists: 'write'", "--scope"]),
        (of(&of_eve, &["--days", "1", "--ends", "2999-11-01T00:00:00"]), ["cannot be used with", "--ends"]),
        (of(&of_eve[..5], &["--days", "1"]), ["needs scopes", "--scope"]),
        (of(&["create", "--class", "SYSTEM_KEY", "--name", "Eve"], &[]), ["'SYSTEMIC_KEY'", "--class"]),
        (of(&["create", "--class", "SYSTEMIC_KEY"], &[]), ["not provided", "--name"]),
        (of(&of_app[..3], &["--name", "Eve\u{200b}"]), ["nobody sees", "--name"]),
    ] {
        let refused = local.refused(&arguments);
        assert!(told.iter().all(|told| refused.contains(told)), "{arguments:?}: {refused}");
    }
    assert_eq!(local.printed(&["list", "--json"]).0, before);
}

#[test]
fn whoever_does_not_say_where_the_keys_are_is_asked() {
    let nowhere = refused(&[], &["keys", "list"]);
    assert!(nowhere.contains("--table <NAME>") && nowhere.contains("--local"), "{nowhere}");
    for both in [["--local", "--region", "eu-west-1"], ["--local", "--table", "t"]] {
        assert!(refused(&[], &[&["keys", "list"][..], &both].concat()).contains("cannot be used with"));
    }
    let on_aws = ["keys", "list", "--table", "t"];
    let region = refused(&ON_AWS[1..], &on_aws);
    assert!(region.contains("AWS_REGION is not set") && region.contains("--region"), "{region}");
    let credentials = refused(&ON_AWS[..1], &on_aws);
    assert!(credentials.contains("AWS_ACCESS_KEY_ID is not set"), "{credentials}");
    assert!(credentials.contains("aws configure export-credentials --format env"), "{credentials}");
    assert!(refused(&ON_AWS[..2], &on_aws).contains("AWS_SECRET_ACCESS_KEY is not set"));
    for no_region in ["eu_west_1", "eu west 1"] {
        let region = refused(&ON_AWS, &[&on_aws[..], &["--region", no_region]].concat());
        assert!(region.contains("like eu-west-1") && region.contains("--region"), "{region}");
    }
    let no_address = [ON_AWS[0], ON_AWS[1], ON_AWS[2], (ON_AWS[3].0, "nonsense")];
    let end_point = refused(&no_address, &on_aws);
    assert!(end_point.contains("AWS_ENDPOINT_URL_DYNAMODB must be an address"), "{end_point}");
    let help = stdout(&owner(&[], &["keys", "create", "--help"])).to_owned();
    assert!(help.contains("aws configure export-credentials --format env"), "{help}");
}

#[test]
fn whoever_names_a_bundle_of_no_use_is_told_which() {
    let this = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keys.rs");
    for (bundle, fault) in [("/nowhere.pem", "cannot be read: No such file"), (this, "has no certificate")] {
        let variables = [&ON_AWS[..], &[("AWS_CA_BUNDLE", bundle)]].concat();
        let told = refused(&variables, &["keys", "list", "--table", "t"]);
        let refused = format!("AWS_CA_BUNDLE must name a file with certificates in PEM: {bundle} {fault}");
        assert!(told.contains(&refused) && told.contains("or not at all"), "{told}");
    }
}

#[test]
fn whoever_reaches_nobody_is_told_what_to_look_at() {
    let local = refused(&[], &["keys", "list", "--local", "--dynamodb-port", "1"]);
    assert!(local.contains("not reached") && local.contains("`cargo run`"), "{local}");
    assert!(local.contains("--dynamodb-port"), "{local}");
    let on_aws = refused(&ON_AWS, &["keys", "list", "--table", "t"]);
    assert!(on_aws.contains("not reached") && on_aws.contains("--region"), "{on_aws}");
    assert!(on_aws.contains("eu-west-1") && on_aws.contains("http://127.0.0.1:1"), "{on_aws}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_names_a_table_that_there_is_none_of_is_told_where_to_find_its_name() {
    let stack = Stack::start(Options::default()).await.expect("a stack");
    let end_point = format!("http://{}", stack.dynamodb);
    let variables = [ON_AWS[0], ON_AWS[1], ON_AWS[2], (ON_AWS[3].0, &end_point)];
    let unknown = refused(&variables, &["keys", "list", "--table", "Tabel"]);
    assert!(unknown.contains("no such table") && unknown.contains("`infra/deploy`"), "{unknown}");
    // By its right name it is found on AWS as in the local stack.
    assert!(owner(&variables, &["keys", "list", "--table", "Table"]).status.success());
}

/// The end point of a DynamoDB that refuses one request, as AWS writes it.
fn refusing(kind: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let end_point = format!("http://{}", listener.local_addr().expect("an address"));
    let body = format!(r#"{{"__type":"com.amazon.coral.service#{kind}","message":"No."}}"#);
    thread::spawn(move || {
        let (mut connection, _) = listener.accept().expect("a connection");
        let mut request = BufReader::new(connection.try_clone().expect("a connection"));
        let (mut line, mut length) = (String::new(), 0);
        while request.read_line(&mut line).expect("a line") > 2 {
            if let Some((_, value)) = line.to_lowercase().split_once("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            line.clear();
        }
        request.read_exact(&mut vec![0; length]).expect("a body");
        let head = format!("HTTP/1.1 400 Bad Request\r\ncontent-length: {}\r\nconnection: close", body.len());
        write!(connection, "{head}\r\ncontent-type: application/x-amz-json-1.0\r\n\r\n{body}").expect("sent");
    });
    end_point
}

#[test]
fn whoever_is_refused_by_aws_is_told_whether_it_is_the_credentials_or_their_rights() {
    for (kind, told) in [
        ("UnrecognizedClientException", ["does not take the credentials", "export-credentials"]),
        ("ExpiredTokenException", ["does not take the credentials", "export-credentials"]),
        ("InvalidSignatureException", ["does not take the credentials", "export-credentials"]),
        ("AccessDeniedException", ["do not allow it", "dynamodb:PutItem"]),
        ("ValidationException", ["did not answer: ValidationException", "the table t in eu-west-1"]),
    ] {
        let variables = [ON_AWS[0], ON_AWS[1], ON_AWS[2], (ON_AWS[3].0, &refusing(kind))];
        let refused = refused(&variables, &["keys", "list", "--table", "t"]);
        assert!(told.iter().all(|told| refused.contains(told)), "{kind}: {refused}");
    }
}
