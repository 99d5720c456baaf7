//! The template is the truth: what it declares exists, starts, and is allowed just what it does.

mod parameters;
mod rights;

use std::{path::Path, sync::Arc};

use aws_sdk_dynamodb::types::ProjectionType;
use serde_json::Value;
use shared::{All, Communicate, Message, Rotate, RotationEvent, Variables, WarmService, serve, system_clock};

use crate::support::{
    alarms::{resources, text},
    app::App,
    template::{INFRA, template},
};

#[test]
fn every_function_of_the_template_is_a_package_with_a_recorded_event() {
    let functions = resources("AWS::Serverless::Function").into_iter();
    let binary =
        |(_, function): (_, serde_yaml_ng::Value)| text(&function["Metadata"]["BuildProperties"]["Binary"]);
    let mut names: Vec<_> = functions.map(binary).collect();
    names.sort_unstable();
    let all = [
        "announce",
        "authenticate",
        "communicate",
        "console",
        "create",
        "customers",
        "feedback",
        "manage",
        "reset",
        "rotate",
        "show",
        "verify",
    ];
    assert_eq!(names, all);
    for name in names {
        let root = Path::new(INFRA).join("..");
        assert!(root.join(format!("functions/{name}/src/main.rs")).is_file(), "{name}");
        // The console reads nothing of a request but the path.
        assert_eq!(root.join(format!("events/{name}.json")).is_file(), name != "console", "{name}");
    }
}

#[tokio::test]
async fn the_table_is_made_with_its_indexes_of_keys() {
    let app = App::start().await;
    let table = app.table.describe_table().table_name("Table").send().await.expect("a table").table;
    let table = table.expect("a description");
    let mut made: Vec<_> = table
        .global_secondary_indexes()
        .iter()
        .map(|index| {
            let keys = index.key_schema().iter();
            let keys: Vec<_> = keys.map(|key| format!("{} {}", key.key_type, key.attribute_name)).collect();
            let projection = index.projection().expect("a projection");
            assert_eq!(projection.projection_type(), Some(&ProjectionType::KeysOnly));
            (index.index_name().unwrap_or_default(), keys.join(", "))
        })
        .collect();
    made.sort_unstable();
    let expected = [
        ("NotAssociated", "HASH entity, RANGE not_associated"),
        ("NotAssociatedSpread", "HASH not_associated_in, RANGE not_associated_as"),
    ];
    assert_eq!(made, expected.map(|(name, keys)| (name, keys.to_owned())));
}

#[tokio::test]
async fn recorded_events_are_answered() {
    let app = App::start().await;
    let service =
        WarmService::start(&Variables::new(app.stack.variables.clone()), Arc::new(system_clock)).await;
    let service = service.expect("a service");
    let request = |event: &str| lambda_http::request::from_str(event).expect("a request");
    for (event, status) in [
        (include_str!("../events/create.json"), 200),
        (include_str!("../events/verify.json"), 422),
        (include_str!("../events/reset.json"), 200),
        (include_str!("../events/manage.json"), 404),
        (include_str!("../events/show.json"), 404),
        (include_str!("../events/customers.json"), 401),
        (include_str!("../events/authenticate.json"), 401),
    ] {
        assert_eq!(serve::<All>(&service, request(event)).await.status(), status);
    }
}

#[tokio::test]
async fn a_recorded_step_of_a_rotation_is_made_for_the_version_that_it_names() {
    let app = App::start().await;
    let variables = Variables::new(app.stack.variables.clone());
    let rotate = Rotate::start(&variables, rsa_key::make, Arc::new(system_clock)).expect("a function");
    let event: RotationEvent = serde_json::from_str(include_str!("../events/rotate.json")).expect("an event");
    let too_early = rotate.handle(event.clone()).await.expect_err("an error").to_string();
    assert!(too_early.contains("no such version"), "{too_early}");
    let version = app.stack.begin_rotation(&event.secret_id).expect("a rotation");
    assert_eq!(version, event.client_request_token);
    rotate.handle(event).await.expect("a step");
}

/// It may put keys, so nothing else of the service may be in its reach.
#[test]
fn rotate_reaches_its_secrets_and_of_the_table_the_public_keys() {
    let template = include_str!("../infra/template.yaml");
    let (_, rest) = template.split_once("\n  Rotate:\n").expect("the function");
    let (declared, _) = rest.split_once("\n  RotateLog:\n").expect("its log");
    let actions = declared.lines().filter_map(|line| line.trim().strip_prefix("- secretsmanager:"));
    assert_eq!(
        actions.collect::<Vec<_>>(),
        ["DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"]
    );
    // And its log.
    assert_eq!(declared.matches("- Effect: Allow").count(), 3);
    assert!(declared.contains("Resource: [!Ref Keyring, !Ref SigningKeys]\n"));
    let of_table = declared.lines().filter_map(|line| line.trim().strip_prefix("- dynamodb:"));
    assert_eq!(of_table.collect::<Vec<_>>(), ["GetItem", "PutItem"]);
    assert_eq!(declared.matches("dynamodb:LeadingKeys: [PUBLIC_KEYS]\n").count(), 1);
    assert_eq!(template.matches("secretsmanager:PutSecretValue").count(), 1);
    assert_eq!(template.matches("secretsmanager:UpdateSecretVersionStage").count(), 1);
}

/// Else Lambda breaks a request off that waits for what hangs, and no log says so.
#[test]
fn lambda_waits_longer_for_a_request_than_the_request_for_anything() {
    let served = template().functions.into_iter().filter(|function| !function.routes.is_empty());
    for function in served {
        let timeout = std::time::Duration::from_secs(function.timeout_seconds);
        assert!(shared::ANSWERED_WITHIN < timeout, "{}", function.binary);
    }
}

/// What communicate may take for one message, within the time that Lambda gives it for a batch.
#[test]
fn lambda_waits_longer_for_a_batch_than_a_message_for_anything() {
    let functions = template().functions;
    let communicate = functions.iter().find(|function| function.binary == "communicate").expect("declared");
    let shared::Waits { provider, slot } = shared::Waits::default();
    let for_the_table = std::time::Duration::from_secs(10);
    let timeout = std::time::Duration::from_secs(communicate.timeout_seconds);
    assert!(provider + slot + for_the_table < timeout);
}

/// Lambda takes lines without a time for INFO, and drops what is below the level: with one of its own, errors as well.
#[test]
fn lambda_drops_its_own_lines_and_none_of_ours() {
    let template = include_str!("../infra/template.yaml");
    assert_eq!(template.matches("LogLevel:").count(), 1);
    assert_eq!(template.matches("      SystemLogLevel: WARN\n").count(), 1);
}

/// It names the set with each mail: one that an identity has by default would count otherwise, and SES refuse the mail.
#[test]
fn communicate_may_send_from_any_identity_by_the_one_configuration_set_that_it_names() {
    let template = include_str!("../infra/template.yaml");
    let (_, sends) = template.split_once("Action: ses:SendEmail\n").expect("the right to send");
    let (resources, _) = sends.split_once("Condition:").expect("its condition");
    for resource in ["identity/*", "configuration-set/${ConfigurationSet}"] {
        let arn = format!("ses:${{AWS::Region}}:${{AWS::AccountId}}:{resource}\n");
        assert!(resources.contains(&arn), "{resource}");
    }
}

/// A row of a release is read by all later ones: this record is never edited, only added to.
#[test]
fn a_recorded_message_row_is_read_for_ever() {
    let event: Value = serde_json::from_str(include_str!("../events/communicate.json")).expect("an event");
    let image: serde_dynamo::Item =
        serde_json::from_value(event["Records"][0]["dynamodb"]["NewImage"].clone()).expect("an image");
    let message: Message = serde_dynamo::from_item(image).expect("a message");
    assert_eq!(message.to.as_str(), "ada@example.com");
}

/// A function without its variable does not start, and says which one it misses.
#[tokio::test]
async fn a_missing_variable_stops_a_function_by_name() {
    let app = App::start().await;
    let without = |name: &str| {
        let mut variables = app.stack.variables.clone();
        variables.remove(name);
        Variables::new(variables)
    };
    for name in ["TABLE", "KEYRING", "DEFINITION", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
    {
        let error = WarmService::start(&without(name), Arc::new(system_clock)).await.err().expect("an error");
        assert_eq!(error.to_string(), format!("the environment variable {name} is not set"));
    }
    let error = Communicate::start(&without("SENDER"), Arc::new(system_clock)).await.err().expect("an error");
    assert_eq!(error.to_string(), "the environment variable SENDER is not set");
}

#[tokio::test]
async fn a_keyring_or_a_definition_that_is_not_there_stops_a_function_by_name() {
    let app = App::start().await;
    let with = |name: &str, value: &str| {
        let mut variables = app.stack.variables.clone();
        variables.insert(name.to_owned(), value.to_owned());
        Variables::new(variables)
    };
    let start = async |variables| {
        WarmService::start(&variables, Arc::new(system_clock)).await.err().expect("an error")
    };
    let error = start(with("DEFINITION", "/nowhere.toml")).await.to_string();
    assert!(
        error.starts_with("the definition (environment variable DEFINITION): /nowhere.toml: cannot be read"),
        "{error}"
    );
    let error = start(with("KEYRING", "Nothing")).await.to_string();
    assert!(error.starts_with("the secret Nothing (environment variable KEYRING) cannot be read"), "{error}");
}
