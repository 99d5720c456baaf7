//! The roles of the template: each function has one of its own, and nothing is in it that the template does not say.

use serde_yaml_ng::Value;

use crate::support::roles::{Role, Use};

const TEMPLATE: &str = include_str!("../../infra/template.yaml");

fn resources() -> Value {
    let template: Value = serde_yaml_ng::from_str(TEMPLATE).expect("the template");
    template["Resources"].clone()
}

/// Each function by its name, with its role.
fn functions() -> Vec<(String, Value, Value)> {
    let resources = resources();
    let all = resources.as_mapping().expect("resources").iter();
    let functions = all.filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function");
    let with_role = |(name, function): (&Value, &Value)| {
        let name = name.as_str().expect("a name");
        (
            name.to_owned(),
            function["Properties"].clone(),
            resources[format!("{name}Role")]["Properties"].clone(),
        )
    };
    functions.map(with_role).collect()
}

/// What follows a tag: of `!GetAtt Table.Arn` it is `Table.Arn`.
fn referred(tagged: &Value) -> &str {
    let Value::Tagged(tagged) = tagged else { panic!("no reference: {tagged:?}") };
    tagged.value.as_str().expect("a name")
}

/// Else SAM makes one, with policies of AWS's: they open every stream of the account, for one.
#[test]
fn every_function_has_a_role_of_its_own_with_no_policy_of_others() {
    for (name, function, role) in functions() {
        assert_eq!(referred(&function["Role"]), format!("{name}Role.Arn"));
        assert!(function["Policies"].is_null(), "{name}: SAM does not look at them");
        let assumed = &role["AssumeRolePolicyDocument"]["Statement"];
        assert_eq!(assumed[0]["Principal"]["Service"], "lambda.amazonaws.com", "{name}");
        let role = serde_yaml_ng::to_string(&role).expect("YAML");
        for of_others in ["ManagedPolicyArns", "Action: '*'", "Resource: '*'"] {
            assert!(!role.contains(of_others), "{name} {of_others}");
        }
    }
}

#[test]
fn a_function_writes_to_its_own_log_and_to_no_other() {
    for (name, function, role) in functions() {
        let log = format!("{name}Log");
        assert_eq!(referred(&function["LoggingConfig"]["LogGroup"]), log);
        let statements = &role["Policies"][0]["PolicyDocument"]["Statement"];
        let is_of_logs = |statement: &&Value| {
            statement["Action"][0].as_str().is_some_and(|action| action.starts_with("logs:"))
        };
        let of_logs: Vec<_> = statements.as_sequence().expect(&name).iter().filter(is_of_logs).collect();
        let [statement] = of_logs.as_slice() else { panic!("{name}: {of_logs:?}") };
        let actions = statement["Action"].as_sequence().expect("actions");
        assert_eq!(*actions, ["logs:CreateLogStream", "logs:PutLogEvents"]);
        assert_eq!(referred(&statement["Resource"]), format!("{log}.Arn"));
    }
}

/// Who writes to the table for a request may write no key of an application and not what session tokens are
/// checked with, nor read what signs them.
#[test]
fn no_request_writes_what_callers_are_checked_with_and_only_authenticate_and_rotate_read_the_signing_keys() {
    let roles = Role::all();
    for role in roles.iter().filter(|role| !role.routes.is_empty()) {
        for partition in ["PUBLIC_KEYS", "APPLICATION_KEYS"] {
            for action in ["PutItem", "UpdateItem", "DeleteItem"] {
                assert!(
                    !role.allows(&Use::of_row(action, partition)),
                    "{} {action} {partition}",
                    role.binary
                );
            }
        }
    }
    let reads = |role: &&Role| Use::at_the_start_of_who_signs().iter().all(|used| role.allows(used));
    let readers: Vec<_> = roles.iter().filter(reads).map(|role| role.binary.as_str()).collect();
    assert_eq!(readers, ["authenticate", "rotate"]);
}

/// Who alone may publish to a topic, and that no reader gets in clear what it brings.
fn publisher<'a>(resources: &'a Value, topic: &str) -> &'a str {
    let policy = &resources[format!("{topic}Policy")]["Properties"]["PolicyDocument"]["Statement"];
    let [publish, subscribe] = policy.as_sequence().expect("statements").as_slice() else {
        panic!("{policy:?}")
    };
    for (statement, action) in [(publish, "sns:Publish"), (subscribe, "sns:Subscribe")] {
        assert_eq!(
            (&statement["Effect"], &statement["Principal"]),
            (&"Deny".into(), &"*".into()),
            "{action}"
        );
        assert_eq!((&statement["Action"], referred(&statement["Resource"])), (&action.into(), topic));
    }
    assert_eq!(subscribe["Condition"]["StringEquals"]["sns:Protocol"], "http");
    referred(&publish["Condition"]["ArnNotEquals"]["aws:PrincipalArn"])
}

/// What is published there holds codes, and is brought to people in the owner's name.
#[test]
fn nobody_but_communicate_publishes_messages_for_other_systems_and_they_lie_under_the_owners_key() {
    let resources = resources();
    assert_eq!(publisher(&resources, "ExternalTopic"), "CommunicateRole.Arn");
    assert_eq!(referred(&resources["ExternalTopic"]["Properties"]["KmsMasterKeyId"]), "ExternalKey");
    let granted = &resources["CommunicateToOthers"]["Properties"];
    assert_eq!(referred(&granted["RoleName"]), "CommunicateRole");
    let statements = granted["PolicyDocument"]["Statement"].as_sequence().expect("statements").iter();
    let on: Vec<_> = statements.map(|statement| referred(&statement["Resource"])).collect();
    assert_eq!(on, ["ExternalTopic", "ExternalKey.Arn"]);
}

/// Nothing else is in its reach but the stream, and a place for what was given up.
#[test]
fn nobody_but_announce_tells_events_and_it_reaches_no_row_and_no_secret() {
    let resources = resources();
    assert_eq!(publisher(&resources, "EventTopic"), "AnnounceRole.Arn");
    let policies = &resources["AnnounceRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
    let statements = policies.as_sequence().expect("statements").iter();
    let on: Vec<_> = statements.map(|statement| referred(&statement["Resource"])).collect();
    assert_eq!(on, ["AnnounceLog.Arn", "Table.StreamArn", "FailureQueue.Arn", "EventTopic"]);
}

#[test]
fn communicate_reads_the_one_stream_and_sends_to_the_one_queue() {
    let (_, role) = TEMPLATE.split_once("\n  CommunicateRole:\n").expect("the role");
    let (role, _) = role.split_once("\n  CommunicateLog:\n").expect("its log");
    assert!(role.contains("- dynamodb:ListStreams\n                Resource: !GetAtt Table.StreamArn\n"));
    assert!(role.contains("Action: sqs:SendMessage\n                Resource: !GetAtt FailureQueue.Arn\n"));
}
