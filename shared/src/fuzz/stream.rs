//! Stream records: whatever an image holds, it is read, or it is said without a value why it cannot be.

use std::sync::LazyLock;

use lambda_http::aws_lambda_events::dynamodb::Event;
use proptest::{collection::vec, prelude::*, sample::select};
use serde_dynamo::{AttributeValue, Item, from_item, to_item};
use serde_json::{Value, json};

use super::{cases, definition, sent};
use crate::{
    base::serde_text,
    definition::Definition,
    keyring::{KeyringError, tests::keyring},
    records::message::Message,
};

/// The image of a record of an earlier release, and one that holds all that an image can hold.
static IMAGES: LazyLock<[Value; 2]> = LazyLock::new(|| {
    let event: Event =
        serde_json::from_str(include_str!("../../../events/communicate.json")).expect("an event");
    let released: Value = from_item(event.records[0].change.new_image.clone()).expect("an image");
    let seed = &released["verification_code"]["seed"];
    let mut full = released.clone();
    full["identifier"] = json!("ada@example.com");
    full["accounts_receivable_name"] = json!("Lovelace");
    let shape = json!({ "length": 12, "letters": 1, "digits": 1, "specials": 1 });
    full["pass_code"] = json!({ "GENERATED": { "seed": seed, "shape": shape } });
    full["authentication_code"] =
        json!({ "key": "1", "text": "hT67PJ3tsS2ANxIRw1uv8hT67PJ3tsS2ANxIRw1uv8A=" });
    full["reset_ticket"] = json!({ "seed": seed, "expires": 1_795_403_352 });
    full["one_time_password"] = json!({ "seed": seed, "digits": 6, "expires": 1_795_403_352 });
    [released, full]
});

static DEFINITION: LazyLock<Definition> = LazyLock::new(definition);

/// What DynamoDB has and JSON has not.
fn foreign() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        sent::marked().prop_map(|text| AttributeValue::B(text.into_bytes())),
        vec(sent::marked(), 0..3).prop_map(AttributeValue::Ss),
        vec("-?[0-9]{1,40}", 0..3).prop_map(AttributeValue::Ns),
        "-?[0-9]{1,38}(\\.[0-9]{1,9})?(E[+-]?[0-9]{1,3})?".prop_map(AttributeValue::N),
        sent::marked().prop_map(AttributeValue::N),
    ]
}

fn image() -> impl Strategy<Value = Item> {
    let names: Vec<String> =
        IMAGES[1].as_object().into_iter().flat_map(|image| image.keys().cloned()).collect();
    let plausible = select(vec![
        json!("EMAIL"),
        json!("SMS"),
        json!("SENT"),
        json!("1"),
        json!(1),
        json!("TO_BE_CHOSEN"),
    ]);
    let values = prop_oneof![2 => sent::value().boxed(), 1 => plausible.boxed()];
    let changes = vec(sent::change(names.clone(), values), 0..4);
    let foreign = prop::option::weighted(0.2, (select(names), foreign()));
    (select(IMAGES.to_vec()), changes, foreign).prop_map(|(mut image, changes, foreign)| {
        for (place, change) in changes {
            change.apply(place, &mut image);
        }
        let mut image: Item = to_item(image).expect("an item");
        image.extend(foreign);
        image
    })
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn an_image_is_read_or_its_fault_is_said_without_a_value(image in image()) {
        let message = match from_item::<_, Message>(image) {
            Ok(message) => message,
            Err(error) => {
                let logged = serde_text::without_value(&error.to_string());
                prop_assert!(!sent::is_quoted_in(&logged), "{logged}");
                return Ok(());
            }
        };
        match message.values(|_| true, &keyring(), DEFINITION.words(), None) {
            Ok(values) => prop_assert!(!values.is_empty()),
            // The id of a key is told: an owner has to put it back.
            Err(KeyringError::UnknownKey(_)) => {}
            Err(error @ (KeyringError::UnknownDerivation(_) | KeyringError::NotOpened)) => {
                prop_assert!(!sent::is_quoted_in(&error.to_string()), "{error}");
            }
        }
        let written = serde_json::to_value(&message).expect("a row");
        prop_assert_eq!(serde_json::from_value::<Message>(written).ok(), Some(message));
    }
}
