//! The parameters of the template, and what they are for: all but one may be left out.

use serde_yaml_ng::Value;

use crate::support::template::template;

const TEMPLATE: &str = include_str!("../../infra/template.yaml");

fn read() -> Value {
    serde_yaml_ng::from_str(TEMPLATE).expect("the template")
}

/// Each event of type HttpApi, as API Gateway calls its route: `POST /access_tokens/create`.
fn routes() -> Vec<String> {
    let routes = template().functions.into_iter().flat_map(|function| function.routes);
    routes.map(|route| format!("{} {}", route.method, route.path)).collect()
}

/// Else a deployment stops to ask, or fails when all is uploaded.
#[test]
fn every_parameter_says_what_it_is_for_and_has_a_default_or_a_constraint() {
    let template = read();
    for (name, parameter) in template["Parameters"].as_mapping().expect("parameters") {
        let name = name.as_str().expect("a name");
        assert!(parameter["Description"].as_str().is_some_and(|text| text.len() > 20), "{name}");
        assert_eq!(parameter["Default"].is_null(), name == "Sender", "{name}");
        let holds = ["AllowedPattern", "AllowedValues", "MinValue"].into_iter();
        assert!(holds.map(|kind| &parameter[kind]).any(|constraint| !constraint.is_null()), "{name}");
    }
}

/// infra/deploy holds values against them as well, and knows no class of characters by a letter.
#[test]
fn patterns_mean_the_same_to_aws_and_to_a_shell() {
    for (name, parameter) in read()["Parameters"].as_mapping().expect("parameters") {
        if let Some(pattern) = parameter["AllowedPattern"].as_str() {
            assert!(
                ![r"\s", r"\d", r"\w", "(?"].iter().any(|class| pattern.contains(class)),
                "{name:?} {pattern}"
            );
        }
    }
}

#[test]
fn every_route_has_a_ceiling_and_what_costs_most_a_lower_one() {
    let template = read();
    let properties = &template["Resources"]["Api"]["Properties"];
    let ceilings = |settings: &Value| {
        ["ThrottlingRateLimit", "ThrottlingBurstLimit"].map(|limit| {
            let Value::Tagged(parameter) = &settings[limit] else { panic!("{limit} is no parameter") };
            let parameter = parameter.value.as_str().expect("a name");
            template["Parameters"][parameter]["Default"].as_u64().expect("a number")
        })
    };
    let [rate, burst] = ceilings(&properties["DefaultRouteSettings"]);
    // Functions that run at once in an account that has just been opened.
    assert!(burst <= 10);
    let routes = routes();
    let costly = properties["RouteSettings"].as_mapping().expect("routes");
    for (route, settings) in costly {
        let route = route.as_str().expect("a route");
        assert!(routes.iter().any(|known| known == route), "there is no route {route}");
        let [costly_rate, costly_burst] = ceilings(settings);
        assert!(costly_rate < rate && costly_burst < burst, "{route}");
    }
    for route in ["/access_tokens/create", "/authentication/consumer_application_key/token"] {
        for before in ["", "/crmapi/rest/{version}"] {
            assert!(costly.contains_key(format!("POST {before}{route}")), "{before}{route}");
        }
    }
}

/// What may be left out is there where its parameter says so, and only there.
#[test]
fn what_costs_or_has_to_be_made_first_is_there_where_it_is_asked_for() {
    let template = read();
    let resources = template["Resources"].as_mapping().expect("resources");
    let mut asked: Vec<_> = resources
        .iter()
        .filter_map(|(name, resource)| Some((name.as_str()?, resource["Condition"].as_str()?)))
        .collect();
    // What is watched stands in its own tests.
    asked.retain(|(_, condition)| *condition != "WatchesAll");
    asked.sort_unstable();
    let expected = [
        ("Announce", "TellsEvents"),
        ("AnnounceLog", "TellsEvents"),
        ("AnnounceRole", "TellsEvents"),
        ("CommunicateToOthers", "SendsToOthers"),
        ("Console", "ServesConsole"),
        ("ConsoleLog", "ServesConsole"),
        ("ConsoleRole", "ServesConsole"),
        ("DomainMapping", "HasDomain"),
        ("DomainName", "HasDomain"),
        ("DomainRecord", "HasHostedZone"),
        ("EventTopic", "TellsEvents"),
        ("EventTopicPolicy", "TellsEvents"),
        ("ExternalKey", "SendsToOthers"),
        ("ExternalTopic", "SendsToOthers"),
        ("ExternalTopicPolicy", "SendsToOthers"),
    ];
    assert_eq!(asked, expected);
}

#[test]
fn a_release_is_a_version_of_each_function_that_requests_or_messages_come_to() {
    let template = read();
    let globals = &template["Globals"]["Function"];
    assert_eq!(globals["AutoPublishAlias"], "live");
    let alarms = globals["DeploymentPreference"]["Alarms"].as_sequence().expect("alarms");
    let of_alarm = |alarm: &Value| {
        let Value::Tagged(alarm) = alarm else { panic!("no reference: {alarm:?}") };
        template["Resources"][alarm.value.as_str().expect("a name")]["Type"] == "AWS::CloudWatch::Alarm"
    };
    assert!(!alarms.is_empty() && alarms.iter().all(of_alarm));
    let functions = template["Resources"].as_mapping().expect("resources").iter();
    for (name, function) in functions.filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function")
    {
        let properties = &function["Properties"];
        let is_called_itself = properties["AutoPublishAlias"] == "";
        assert_eq!(is_called_itself, name == "Rotate", "{name:?}");
        assert_eq!(properties["AutoPublishCodeSha256"].is_null(), is_called_itself, "{name:?}");
    }
}
