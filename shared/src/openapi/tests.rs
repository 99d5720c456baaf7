//! The rules of the description, by operations as others will be.

mod refusals;
mod samples;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{describe::describe, document::document, operation::Operation};
use crate::{
    base::{
        schema::{Described, SideBySide},
        scope::Scope,
    },
    codes::application_key::KeyClass,
    http::{
        call::Answer,
        operation::{self, Token, Who, get, post},
        paging::Page,
    },
};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its shape is looked at")]
struct Asked {
    /// Which one.
    id: String,
    page: Option<u32>,
    owner: Option<Named>,
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its shape is looked at")]
struct Named {
    name: String,
}

#[derive(Default, Serialize, JsonSchema)]
struct Reply {
    name: String,
    state: Option<String>,
}

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its shape is looked at")]
struct Apart {
    udf_string_1: Option<String>,
}

fn described<I: Described, A: Answer + JsonSchema>(operation: &operation::Operation<I, A>) -> Value {
    describe(&[Operation::of(operation)])
}

fn body(document: &Value, name: &str) -> Value {
    document["components"]["requestBodies"][name]["content"]["application/json"]["schema"].clone()
}

/// What a reference leads to.
fn followed(document: &Value, reference: &Value) -> Value {
    let pointer = reference["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    document.pointer(pointer.expect("a reference")).expect("a definition").clone()
}

fn answer(document: &Value, name: &str) -> Value {
    document["components"]["responses"][name]["content"]["application/json"]["schema"].clone()
}

#[test]
fn every_reference_leads_somewhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50, "{}", found.len());
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("a reference into the document");
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn every_link_leads_to_an_operation_that_takes_what_it_brings() {
    let document = document();
    let responses = document["components"]["responses"].as_object().expect("responses").values();
    let links: Vec<_> = responses.filter_map(|response| response["links"].as_object()).flatten().collect();
    assert!(links.len() > 10, "{}", links.len());
    for (name, link) in links {
        assert_eq!(link["operationId"], json!(name));
        let takes = &body(&document, name)["properties"];
        for field in link["requestBody"].as_object().expect("a body").keys() {
            assert!(takes[field].is_object(), "{name} {field}");
        }
    }
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let document = document();
    let items = document["paths"].as_object().expect("paths").values();
    let operations = items.flat_map(|item| ["get", "post"].map(|method| item[method]["operationId"].clone()));
    let mut names: Vec<_> = operations.filter_map(|id| id.as_str().map(str::to_owned)).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}

#[test]
fn the_paths_of_older_applications_are_a_second_server() {
    let document = document();
    let urls: Vec<_> =
        document["servers"].as_array().expect("servers").iter().map(|server| &server["url"]).collect();
    assert_eq!(urls, ["/", "/crmapi/rest/{version}"]);
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.keys().all(|path| !path.contains("crmapi")));
}

#[test]
fn a_body_has_the_inputs_fields_those_taken_apart_and_those_of_every_operation_and_no_others() {
    let operation: operation::Operation<SideBySide<(Asked, Apart)>, Reply> =
        post("/things/create", Who::Anybody, "Makes a thing.");
    let document = described(&operation);
    let body = body(&document, "things_create");
    let names: Vec<_> = body["properties"].as_object().expect("properties").keys().collect();
    assert_eq!(names, ["id", "page", "owner", "udf_string_1", "token", "fields_set"]);
    assert_eq!((&body["required"], &body["additionalProperties"]), (&json!(["id"]), &json!(false)));
    let description = body["properties"]["fields_set"]["description"].as_str().expect("a description");
    assert!(description.contains("any of name, state."), "{description}");
}

#[test]
fn a_query_has_a_parameter_for_each_field_and_objects_as_json_text() {
    let document = described(&get::<Asked, Reply>("/things/show", Who::Anybody, "Shows a thing."));
    let operation = &document["paths"]["/things/show"]["get"];
    let parameters = operation["parameters"].as_array().expect("parameters");
    let id = json!({
        "name": "id", "in": "query", "required": true, "description": "Which one.",
        "schema": { "type": "string" },
    });
    assert_eq!(parameters[0], id);
    assert_eq!(parameters[1]["schema"]["type"], "integer");
    let owner = &parameters[2]["content"]["application/json"]["schema"];
    assert_eq!((&owner["type"], &owner["required"]), (&json!("object"), &json!(["name"])));
    let rest: Vec<_> = parameters[3..].iter().map(|parameter| &parameter["name"]).collect();
    assert_eq!(rest, ["token", "fields_set"]);
    assert_eq!(operation["requestBody"], Value::Null);
    assert_eq!(operation["responses"]["415"], Value::Null);
}

#[test]
fn a_body_has_an_example_with_all_that_is_required() {
    let document = document();
    for (name, body) in document["components"]["requestBodies"].as_object().expect("bodies") {
        let schema = &body["content"]["application/json"]["schema"];
        let example = schema["examples"][0].as_object().unwrap_or_else(|| panic!("{name} has no example"));
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let missing: Vec<_> = required.filter(|field| !example.contains_key(*field)).collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
}

#[test]
fn a_query_offers_no_null() {
    let document = document();
    let parameters = document["paths"]["/access_tokens/get_not_associated"]["get"]["parameters"].as_array();
    let mut offered =
        parameters.into_iter().flatten().filter_map(|parameter| parameter["schema"]["enum"].as_array());
    let states = offered.next().expect("the states");
    assert!(states.iter().all(Value::is_string), "{states:?}");
    assert_eq!(offered.next(), None);
}

#[test]
fn what_is_always_there_is_required_and_what_may_be_unknown_is_null() {
    let document = described(&post::<Asked, Reply>("/things/show", Who::Anybody, "Shows a thing."));
    let reply = &document["components"]["schemas"]["Reply"];
    assert_eq!(reply["required"], json!(["name", "state"]));
    assert_eq!(reply["properties"]["name"]["type"], "string");
    assert_eq!(reply["properties"]["state"]["type"], json!(["string", "null"]));
    assert_eq!(answer(&document, "things_show")["required"], json!(["status", "data"]));
}

#[test]
fn a_list_is_an_array_and_says_what_comes_next() {
    let document = described(&get::<Asked, Page<Reply>>("/things/list", Who::Anybody, "Lists things."));
    let data = &answer(&document, "things_list")["properties"]["data"];
    assert_eq!(data, &json!({ "type": "array", "items": { "$ref": "#/components/schemas/Reply" } }));
    assert_eq!(answer(&document, "things_list")["required"], json!(["status", "data", "next"]));
    let fields_set = &document["paths"]["/things/list"]["get"]["parameters"][4];
    assert_eq!(fields_set["name"], "fields_set");
}

#[test]
fn an_operation_without_data_answers_null_and_takes_no_fields_set() {
    let document = described(&post::<Asked, ()>("/things/delete", Who::Anybody, "Deletes a thing."));
    assert_eq!(answer(&document, "things_delete")["properties"]["data"], json!({ "type": "null" }));
    assert_eq!(body(&document, "things_delete")["properties"]["fields_set"], Value::Null);
}

#[test]
fn an_operation_may_need_a_token_of_its_own() {
    let operation =
        post::<Asked, ()>("/things/open", Who::Anybody, "Opens a thing.").by_token(Token::Other("The key."));
    let document = described(&operation);
    let body = body(&document, "things_open");
    assert_eq!(body["required"], json!(["id", "token"]));
    assert_eq!(body["properties"]["token"]["description"], "The key.");
    assert_eq!(body["properties"]["token"]["type"], "string");
}

#[test]
fn an_operation_says_what_a_caller_may_show_and_what_they_have_to() {
    let security = |operation: operation::Operation<Asked, Reply>| {
        described(&operation)["paths"]["/things/show"]["post"]["security"].clone()
    };
    let shown_to = |who| post::<Asked, Reply>("/things/show", who, "Shows a thing.").for_scope(Scope::Read);
    let (session, key) = (json!({ "session": ["read"] }), json!({ "application_key": [] }));
    assert_eq!(security(shown_to(Who::Anybody)), json!([{}, key, session]));
    assert_eq!(security(shown_to(Who::Anybody).by_token(Token::Other("A ticket."))), json!([{}, key]));
    assert_eq!(security(shown_to(Who::Anybody).public()), json!([]));
    assert_eq!(security(shown_to(Who::BackOffice)), json!([session]));
    assert_eq!(security(shown_to(Who::CustomerOrBackOffice)), json!([session]));
    let with_key = shown_to(Who::Applications(KeyClass::SystemicKey));
    assert_eq!(security(with_key), json!([key]));
}

#[test]
fn each_of_a_choice_is_a_text_or_an_object_and_not_null() {
    let document = document();
    let body = body(&document, "accounts_receivable_terminate");
    let choice = followed(&document, &body["properties"]["accounts_receivable_identifier"]);
    let kinds: Vec<_> = choice["oneOf"]
        .as_array()
        .expect("a choice")
        .iter()
        .map(|one| {
            let (name, field) =
                one["properties"].as_object().and_then(|fields| fields.iter().next()).expect("a field");
            assert_eq!(one["required"], json!([name]));
            (name.as_str(), field["type"].as_str().expect("a type"))
        })
        .collect();
    assert_eq!(
        kinds,
        [("id", "string"), ("number", "string"), ("name", "string"), ("access_token_identifier", "object")]
    );
}

#[test]
fn an_access_token_of_a_record_has_the_fields_that_its_action_asks_for() {
    let document = document();
    let fields = |operation: &str| -> Vec<(Value, Value)> {
        let items = &body(&document, operation)["properties"]["access_tokens"]["items"]["oneOf"];
        let kinds = items.as_array().expect("kinds").iter();
        kinds
            .map(|kind| {
                let kind = followed(&document, kind);
                assert_eq!(kind["additionalProperties"], json!(false));
                (kind["properties"]["action"]["const"].clone(), kind["required"].clone())
            })
            .collect()
    };
    assert_eq!(body(&document, "accounts_receivable_create")["required"], json!(["account_owner"]));
    let required = body(&document, "rewards_participants_update")["required"].clone();
    assert_eq!(required, json!(["rewards_participant_identifier"]));
    let existing = json!(["action", "access_token_identifier"]);
    let new = vec![(json!("ADD_NEW"), json!(["action"])), (json!("ADD_EXISTING"), existing.clone())];
    assert_eq!(fields("accounts_receivable_create"), new);
    assert_eq!(fields("rewards_participants_create"), new);
    let any = [new, vec![(json!("REMOVE"), existing)]].concat();
    assert_eq!(fields("accounts_receivable_update"), any);
    assert_eq!(fields("rewards_participants_update"), any);
}

#[test]
fn who_owns_an_account_is_all_of_it_when_it_is_made_and_any_of_it_when_it_is_changed() {
    let document = document();
    let account_owner = |operation: &str| body(&document, operation)["properties"]["account_owner"].clone();
    let made = followed(&document, &account_owner("accounts_receivable_create"));
    assert_eq!((&made["type"], &made["required"]), (&json!("object"), &json!(["type"])));
    let changed = account_owner("accounts_receivable_update");
    assert_eq!((&changed["type"], &changed["required"]), (&json!("object"), &Value::Null));
    assert_eq!(changed["properties"], made["properties"]);
    let demographics = followed(&document, &made["properties"]["demographics"]["anyOf"][0]);
    let country = followed(&document, &demographics["properties"]["country_of_residence"]["anyOf"][0]);
    assert!(country["properties"]["two_character_code"].is_object(), "{country:#}");
}
