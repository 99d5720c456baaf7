//! Requests: whatever is sent, every operation refuses it in good order or comes as far as the table.

use std::{collections::BTreeSet, sync::LazyLock};

use lambda_http::Body;
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};
use tokio::runtime::{Builder, Runtime};

use super::{cases, definition, sent, shown::SHOWN};
use crate::{
    base::schema::{self, Described},
    codes::application_key::KeyClass,
    http::{
        call::Answer,
        caller::Caller,
        code::Code,
        operation::{Declaration, Method, Operation, Who},
        parameters::Parameters,
    },
    keyring::tests::keyring,
    openapi,
    operations::routes::{All, Function, Unanswered, Walk, answer as answer_to},
    records::refusal::Refusal,
    steps::service::Service,
};

static SERVICE: LazyLock<Service> = LazyLock::new(|| Service::without_table(definition(), keyring()));
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

/// Each operation, with a body that is right.
#[derive(Clone, Debug)]
struct Sample {
    declaration: Declaration,
    body: Value,
}

#[derive(Default)]
struct Samples(Vec<Sample>);

impl<'s> Walk<'s> for Samples {
    fn operation<Input, A, Run>(
        &mut self,
        operation: Operation<Input, A>,
        _: fn(&'s Service, Parameters, Caller) -> Run,
    ) where
        Input: Described,
        A: Answer + JsonSchema + Send,
        Run: Future<Output = Result<A, Refusal>> + Send + 's,
    {
        let described = schema::object(&Input::shapes(), &mut SchemaGenerator::default());
        let body = described.get("examples").and_then(|examples| examples.get(0)).cloned();
        self.0.push(Sample { declaration: operation.declaration, body: body.unwrap_or_else(|| json!({})) });
    }
}

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let mut samples = Samples::default();
    All::walk(&mut samples);
    samples.0
});

/// The status and the body of the answer to a request.
fn answer(event: &Value) -> Result<(u16, String), TestCaseError> {
    let request = lambda_http::request::from_str(&event.to_string()).expect("a request");
    let response = RUNTIME.block_on(answer_to::<All>(&SERVICE, &request)).unwrap_or_else(Unanswered::answer);
    let Body::Text(body) = response.body() else { return Err(TestCaseError::fail("no text")) };
    assert!(!body.contains(Code::NoSuchOperation.as_str()), "an operation");
    Ok((response.status().as_u16(), body.clone()))
}

/// Every name of a field.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    fn collect(value: &Value, names: &mut BTreeSet<String>) {
        let properties = value.get("properties").and_then(Value::as_object);
        names.extend(properties.into_iter().flat_map(Map::keys).cloned());
        let fields = value.as_object().into_iter().flat_map(Map::values);
        fields.chain(value.as_array().into_iter().flatten()).for_each(|below| collect(below, names));
    }
    let mut names = BTreeSet::new();
    collect(&openapi::document(), &mut names);
    // The names in it are told, where they are none.
    names.remove("fields_set");
    names.into_iter().collect()
});

/// What is right in some field.
fn plausible() -> impl Strategy<Value = Value> + Clone {
    let access_token = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1" });
    select(vec![
        json!("ada@example.com"),
        json!("+35799123456"),
        json!("correct horse 1"),
        json!("CARD-4000-1234-5678-9010"),
        json!("ACR0081726354"),
        json!("2015-11-27T16:08:56"),
        json!("COMPANY"),
        json!("ADD_NEW"),
        json!({ "alternative_code": "PHONE" }),
        json!({ "number": "ACR0081726354" }),
        json!([{ "action": "ADD_EXISTING", "access_token_identifier": access_token.clone() }]),
        json!({ "access_token_identifier": access_token.clone() }),
        access_token,
    ])
}

/// A body that is right but for some changes.
fn changed() -> impl Strategy<Value = (Declaration, Value)> {
    let values = prop_oneof![1 => sent::value().boxed(), 1 => plausible().boxed()];
    let changes = vec(sent::change(NAMES.clone(), values), 0..5);
    (select(SAMPLES.clone()), changes).prop_map(|(sample, changes)| {
        let mut whole = json!({ "body": sample.body });
        for (place, change) in changes {
            change.apply(place, &mut whole);
        }
        (sample.declaration, whole["body"].take())
    })
}

/// Whether a back office asks, or whoever has the key that is asked for: others are refused by many operations.
fn mostly() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.8)
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// API Gateway refuses what is longer.
const LONGEST_QUERY: usize = 8 * 1024;

/// A request as API Gateway hands it on.
fn event(declaration: &Declaration, known: bool, content_type: &str, body: &[u8], query: &str) -> Value {
    let mut event: Value =
        serde_json::from_str(include_str!("../../../events/create.json")).expect("an event");
    let (method, path) = (declaration.method.as_str(), declaration.path);
    event["routeKey"] = json!(format!("{method} {path}"));
    event["requestContext"]["routeKey"] = event["routeKey"].clone();
    event["requestContext"]["http"]["method"] = json!(method);
    event["headers"]["content-type"] = json!(content_type);
    event["rawQueryString"] = json!(if query.len() > LONGEST_QUERY { "" } else { query });
    event["body"] = json!(data_encoding::BASE64.encode(body));
    event["isBase64Encoded"] = json!(true);
    if known {
        event["headers"]["authorization"] = json!(match declaration.who {
            Who::Applications(KeyClass::ConsumerApplicationKey) => &SHOWN.consumer_application_key,
            Who::Applications(KeyClass::SystemicKey) => &SHOWN.systemic_key,
            Who::Anybody | Who::BackOffice | Who::CustomerOrBackOffice => &SHOWN.session,
        });
    }
    event
}

/// The fields of a body as the query of a GET has them.
fn query(body: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields = body.as_object().into_iter().flatten();
    fields
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(&text(value))))
        .collect::<Vec<_>>()
        .join("&")
}

/// Bytes of any kind, and what a JSON parser stumbles over.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let deep = (1..2_000_usize, select(vec!["[", "{\"a\":"])).prop_map(|(deep, open)| open.repeat(deep));
    prop_oneof![
        2 => vec(any::<u8>(), 0..80),
        2 => sent::text().prop_map(String::into_bytes),
        2 => "[\\[{\":,\\\\}\\]0-9e.+-]{0,40}".prop_map(String::into_bytes),
        1 => deep.prop_map(String::into_bytes),
    ]
}

/// What happens to bytes at some place.
#[derive(Clone, Debug)]
enum Edit {
    PutIn(Vec<u8>),
    CutOff,
    /// The rest once more.
    Repeat,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![6 => bytes().prop_map(Edit::PutIn), 1 => Just(Edit::CutOff), 1 => Just(Edit::Repeat)]
}

impl Edit {
    fn apply(self, place: usize, bytes: &mut Vec<u8>) {
        match self {
            Self::PutIn(more) => drop(bytes.splice(place..place, more)),
            Self::CutOff => bytes.truncate(place),
            Self::Repeat => bytes.extend_from_within(place..),
        }
    }
}

/// What every answer here is: a refusal, or that the table is not there; of what needs no table, an answer.
fn in_good_order(declaration: &Declaration, (status, body): &(u16, String)) -> Result<(), TestCaseError> {
    let read: Value = serde_json::from_str(body).map_err(|_| TestCaseError::fail("no JSON"))?;
    let code = read["status"]["code"].as_str().unwrap_or_default();
    let expected = match status {
        200 => ["/access_tokens/configuration/", "/.well-known/openid-configuration"]
            .iter()
            .any(|path| declaration.path.starts_with(path)),
        503 => code == "UNAVAILABLE",
        400..=499 => !code.is_empty(),
        _ => false,
    };
    prop_assert!(expected, "{} {body}", declaration.path);
    Ok(())
}

proptest! {
    #![proptest_config(cases(2))]

    #[test]
    fn a_changed_body_is_refused_in_good_order_and_no_value_is_quoted((declaration, body) in changed(), known in mostly()) {
        let event = match declaration.method {
            Method::Get => event(&declaration, known, "", b"", &query(&body)),
            Method::Post => event(&declaration, known, "application/json", body.to_string().as_bytes(), ""),
        };
        let answer = answer(&event)?;
        in_good_order(&declaration, &answer)?;
        prop_assert!(!sent::is_quoted_in(&answer.1), "{}", answer.1);
    }
}

proptest! {
    #![proptest_config(cases(1))]

    #[test]
    fn any_bytes_are_refused_in_good_order(
        sample in select(SAMPLES.clone()), bytes in bytes(), known in mostly(),
        media in prop_oneof![4 => Just("application/json".to_owned()), 1 => "[ -~]{0,20}"],
    ) {
        let query = encoded(&String::from_utf8_lossy(&bytes));
        let event = event(&sample.declaration, known, &media, &bytes, &query);
        in_good_order(&sample.declaration, &answer(&event)?)?;
    }

    #[test]
    fn a_right_body_with_other_bytes_in_it_is_refused_in_good_order(
        sample in select(SAMPLES.clone()), edits in vec((any::<Index>(), edit()), 0..4), known in mostly(),
    ) {
        let mut body = sample.body.to_string().into_bytes();
        for (place, edit) in edits {
            let place = place.index(body.len() + 1);
            edit.apply(place, &mut body);
        }
        let query = format!("accounts_receivable_identifier={}", encoded(&String::from_utf8_lossy(&body)));
        let event = event(&sample.declaration, known, "application/json", &body, &query);
        in_good_order(&sample.declaration, &answer(&event)?)?;
    }
}
