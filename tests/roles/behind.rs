//! What is behind the API: communicate, to which the stream comes, and rotate, which Secrets Manager calls.

use std::{collections::HashMap, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;
use lambda_http::aws_lambda_events::dynamodb::Event;
use serde_json::json;
use shared::{Communicate, Feedback, Rotate, Timestamp, Variables, variables};

use super::Met;
use crate::support::{
    app::{App, START},
    proxy::{Call, Seen, lead},
    roles::Role,
    rotating::STEPS,
};

/// The variables of a function whose calls are noted: of the table, and of the secrets.
async fn noted(app: &App, seen: &Seen) -> Variables {
    let variables = Variables::new(app.stack.variables.clone());
    let variables = variables.with("AWS_ENDPOINT_URL_DYNAMODB", lead(app.stack.dynamodb, seen).await);
    variables.with("AWS_ENDPOINT_URL_SECRETS_MANAGER", lead(app.stack.aws, seen).await)
}

fn role<'a>(roles: &'a [Role], binary: &str) -> &'a Role {
    roles.iter().find(|role| role.binary == binary).expect("a role")
}

fn note(met: &mut Met, role: &Role, seen: &Seen) {
    met.note(role, "what comes", seen.calls.lock().expect("a lock").iter().flat_map(Call::uses));
}

/// The id of another message.
const ID: &str = "006B03AAD47BE1DE68BD069DE48B0122";

/// A message leaves by e-mail, and one by text message.
pub(super) async fn the_stream(app: &App, roles: &[Role], met: &mut Met) {
    let seen = Seen { all: true, ..Seen::default() };
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    // The template does not name them to it.
    let variables = noted(app, &seen).await.with(variables::SIGNING_KEYS, "");
    let communicate = Communicate::start(&variables, clock).await.expect("a function");
    let mut event: Event =
        serde_json::from_str(include_str!("../../events/communicate.json")).expect("an event");
    let mut to_a_phone = event.records[0].clone();
    let texts =
        [("template", "welcome_sms"), ("medium", "SMS"), ("to", "+35799123456"), ("sk", ID), ("id", ID)];
    let inner = to_a_phone.change.new_image.inner_mut();
    inner.extend(
        texts.map(|(name, text)| (name.to_owned(), serde_dynamo::AttributeValue::S(text.to_owned()))),
    );
    let id = serde_dynamo::AttributeValue::S(ID.to_owned());
    to_a_phone.change.keys.inner_mut().insert("sk".to_owned(), id);
    event.records.push(to_a_phone);
    for record in &event.records {
        let row: HashMap<String, AttributeValue> = record.change.new_image.clone().into();
        // It becomes QUEUED and does not begin so: the stack's own stream lets nothing through but what does.
        for state in ["HELD", "QUEUED"] {
            let held = ("state".to_owned(), AttributeValue::S(state.to_owned()));
            let row = row.clone().into_iter().chain([held]).collect();
            app.table.put_item().table_name("Table").set_item(Some(row)).send().await.expect("written");
        }
    }
    let response = communicate.handle(event).await;
    assert!(response.batch_item_failures.is_empty(), "{response:?}");
    note(met, role(roles, "communicate"), &seen);
}

/// SES tells of the first of them that it came back.
pub(super) async fn the_topic(app: &App, roles: &[Role], met: &mut Met) {
    let seen = Seen { all: true, ..Seen::default() };
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    let variables = noted(app, &seen).await.with(variables::SIGNING_KEYS, "");
    let feedback = Feedback::start(&variables, clock).await.expect("a function");
    let event = serde_json::from_str(include_str!("../../events/feedback.json")).expect("an event");
    feedback.handle(event).await.expect("taken in");
    note(met, role(roles, "feedback"), &seen);
}

/// Both secrets are rotated.
pub(super) async fn the_rotation(app: &App, roles: &[Role], met: &mut Met) {
    let seen = Seen { all: true, ..Seen::default() };
    let now = Timestamp::from_seconds(app.now());
    let rotate = Rotate::start(&noted(app, &seen).await, rsa_key::make, Arc::new(move || now));
    let rotate = rotate.expect("a function");
    for secret in [variables::KEYRING, variables::SIGNING_KEYS] {
        let secret = &app.stack.variables[secret];
        let version = app.stack.begin_rotation(secret).expect("a rotation");
        for step in STEPS {
            let event = json!({ "Step": step, "SecretId": secret, "ClientRequestToken": version });
            rotate.handle(serde_json::from_value(event).expect("an event")).await.expect(step);
        }
    }
    note(met, role(roles, "rotate"), &seen);
}
