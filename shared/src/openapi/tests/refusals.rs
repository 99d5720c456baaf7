//! The rules of how refusals are described.

use serde_json::json;

use super::{Asked, Reply, described};
use crate::{
    base::{rule::Rule, state::State},
    http::{
        code::Code,
        operation::{Who, post},
        status::{code, refused},
    },
    openapi::examples::{example, refusal, rules},
    records::refusal::{RecordState, Refusal},
    table::TableError,
};

#[test]
fn an_operation_lists_the_codes_that_it_can_refuse_with_and_an_example_of_each() {
    let codes: &[&[Code]] = &[&[Code::NameTaken, Code::Busy]];
    let operation = post::<Asked, Reply>("/things/show", Who::BackOffice, "Shows a thing.").refuses(codes);
    let document = described(&operation);
    let responses = document["paths"]["/things/show"]["post"]["responses"].clone();
    let statuses: Vec<_> = responses.as_object().expect("responses").keys().map(String::as_str).collect();
    // 429 and 500 are API Gateway's alone.
    assert_eq!(statuses, ["200", "400", "401", "403", "409", "413", "415", "429", "500", "503"]);
    let taken = &responses["409"]["content"]["application/json"];
    assert_eq!(taken["examples"]["NAME_TAKEN"]["$ref"], "#/components/examples/NAME_TAKEN");
    let example = &document["components"]["examples"]["NAME_TAKEN"]["value"];
    assert_eq!(example["status"]["code"], "NAME_TAKEN");
    let codes = &taken["schema"]["allOf"][1]["properties"]["status"]["properties"]["code"]["enum"];
    assert_eq!(codes, &json!(["NAME_TAKEN"]));
    let unavailable = &responses["503"]["content"]["application/json"]["schema"]["anyOf"];
    assert_eq!(unavailable[1]["$ref"], "#/components/schemas/GatewayRefusal");
}

#[test]
fn every_code_is_described_with_when_it_is_answered_and_what_an_app_does_then() {
    let schema = schemars::schema_for!(Code).to_value();
    let described: Vec<_> = schema["oneOf"]
        .as_array()
        .expect("codes")
        .iter()
        .map(|code| {
            let (when, then) =
                code["description"].as_str().and_then(|text| text.split_once("\n\n")).expect("both");
            assert!(!when.is_empty() && !then.is_empty());
            code["const"].as_str().expect("a name")
        })
        .collect();
    let all: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(described, all);
    for code in Code::ALL {
        let example = example(code);
        assert_eq!(example["status"]["code"], code.as_str());
        assert!(example["status"]["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
}

#[test]
fn every_rule_of_a_field_has_an_example() {
    let schema = schemars::schema_for!(Rule).to_value();
    let described = schema["oneOf"].as_array().expect("rules").iter();
    let described: Vec<_> = described.map(|rule| rule["properties"]["rule"]["const"].clone()).collect();
    let examples: Vec<_> =
        rules().iter().map(|rule| serde_json::to_value(rule).expect("a rule")["rule"].clone()).collect();
    assert_eq!(examples, described);
}

/// Every refusal as it is answered. What changes here changes for those who wrote an app.
#[test]
fn every_refusal_has_its_code_its_status_and_its_message() {
    let states = State::ALL.map(Refusal::LifeCycleState);
    let of_records = [
        RecordState::AccountTerminated,
        RecordState::OwnsEffectiveParticipant,
        RecordState::ParticipantTerminated,
        RecordState::BelongsToEffectiveParticipant,
    ];
    let not_done = Refusal::Table(TableError::Call(String::new()));
    let others = of_records.map(Refusal::RecordState).into_iter().chain(states).chain([not_done]);
    let lines: Vec<_> = Code::ALL
        .into_iter()
        .filter_map(refusal)
        .chain(others)
        .map(|refusal| {
            let (code, body) = (code(&refusal), refused(&refusal));
            format!("{} {code}: {}", code.status().as_u16(), body["status"]["message"])
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}
