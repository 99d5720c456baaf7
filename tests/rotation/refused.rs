//! What a rotation refuses, and that it says what helps and quotes no key.

use serde_json::{Value, json};
use shared::variables::KEYRING;

use crate::support::{
    app::App,
    rotating::{Rotating, Stop},
};

fn name(app: &App) -> &str {
    &app.stack.variables[KEYRING]
}

/// Puts a value under a label, past the function.
async fn put(app: &App, version: &str, value: &str, stage: &str) {
    let put = app.secrets.put_secret_value().secret_id(name(app)).client_request_token(version);
    put.secret_string(value).version_stages(stage).send().await.expect("put");
}

async fn take_pending_away(app: &App, version: &str) {
    let taken = app.secrets.update_secret_version_stage().secret_id(name(app)).version_stage("AWSPENDING");
    taken.remove_from_version_id(version).send().await.expect("taken away");
}

/// The keyring with one key more, as an owner may put it by hand.
fn with_key(keyring: &Value, id: &str) -> Value {
    let mut more = keyring.clone();
    more[id] = json!(id.repeat(32));
    more["newest"] = json!(id);
    more
}

/// Why a step is not made. It says so by the step and the version, and quotes no key that the secret has.
async fn refusal(app: &App, rotating: &Rotating, step: &str, version: &str) -> String {
    let refused = rotating.step(step, version).await.expect_err(step);
    let (text, debug) = (refused.to_string(), format!("{refused:?}"));
    assert!(text.starts_with(&format!("{step} of {}, version {version}: ", name(app))), "{text}");
    for key in app.keyring().await.as_object().expect("keys").values() {
        let key = key.as_str().expect("a text");
        assert!(key.len() < 32 || !(text.contains(key) || debug.contains(key)), "{text}");
    }
    text
}

#[tokio::test]
async fn a_rotation_that_is_not_under_way_is_refused() {
    let app = App::start().await;
    let rotating = Rotating::of(&app).await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    let unknown = refusal(&app, &rotating, "dropSecret", &version).await;
    assert!(unknown.ends_with("there are createSecret, setSecret, testSecret and finishSecret"), "{unknown}");
    let other =
        rotating.step_of("arn:other", "createSecret", &version).await.expect_err("an error").to_string();
    assert!(
        other.contains("does not rotate this secret; its variables KEYRING and SIGNING_KEYS name"),
        "{other}"
    );
    assert_eq!(rotating.calls(), 0, "neither asks Secrets Manager");
    for step in ["testSecret", "finishSecret"] {
        let early = refusal(&app, &rotating, step, &version).await;
        assert!(early.ends_with("repeat the rotation from createSecret"), "{early}");
    }
    for step in ["createSecret", "setSecret", "testSecret", "finishSecret"] {
        let none = refusal(&app, &rotating, step, "00000000-0000-4000-8000-999999999999").await;
        assert!(none.ends_with("rotate it with rotate-secret, which makes one"), "{none}");
    }
}

#[tokio::test]
async fn a_version_that_a_later_rotation_left_behind_is_refused() {
    let app = App::start().await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    app.stack.go_on_rotating(name(&app), &version).await.expect("a rotation");
    app.rotate().await;
    let rotating = Rotating::of(&app).await;
    let behind = refusal(&app, &rotating, "createSecret", &version).await;
    assert!(
        behind
            .ends_with("not AWSPENDING, so a later rotation took its place; rotate again with rotate-secret")
    );
    app.rotate().await;
    assert!(refusal(&app, &rotating, "createSecret", &version).await.contains("no such version"));
}

#[tokio::test]
async fn a_secret_whose_rotation_is_not_enabled_is_not_rotated() {
    let app = App::start().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let off = axum::Router::new().fallback(async || r#"{"RotationEnabled":false,"VersionIdsToStages":{}}"#);
    tokio::spawn(async move { axum::serve(listener, off).await });
    let mut variables = app.stack.variables.clone();
    variables.insert("AWS_ENDPOINT_URL_SECRETS_MANAGER".to_owned(), format!("http://{address}"));
    let rotate = shared::Rotate::start(
        &shared::Variables::new(variables),
        rsa_key::make,
        std::sync::Arc::new(shared::system_clock),
    );
    let event = serde_json::from_str(include_str!("../../events/rotate.json")).expect("an event");
    let off = rotate.expect("a function").handle(event).await.expect_err("an error").to_string();
    assert!(off.contains("rotation of the secret is not enabled; deploy its schedule"), "{off}");
}

#[tokio::test]
async fn a_pending_value_that_cannot_take_the_place_of_the_current_one_never_does() {
    let app = App::start().await;
    let rotating = Rotating::of(&app).await;
    let before = app.keyring().await;
    let mut changed = with_key(&before, "2");
    changed["1"] = json!("another key under the id of the first one");
    for (pending, why) in [
        ("[]".to_owned(), "is not a JSON object of texts"),
        (json!({ "newest": "2", "2": "2".repeat(64) }).to_string(), "lacks the key `1`, which rows may need"),
        (changed.to_string(), "has another key under the id `1`"),
        (with_key(&before, "0").to_string(), "has an older key than the current one"),
    ] {
        let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
        put(&app, &version, &pending, "AWSPENDING").await;
        rotating.step("createSecret", &version).await.expect("left as it is");
        for step in ["testSecret", "finishSecret"] {
            let refused = refusal(&app, &rotating, step, &version).await;
            assert!(refused.contains(&format!("the pending value {why}")), "{refused}");
            assert!(refused.ends_with(
                "take AWSPENDING from this version with update-secret-version-stage, and rotate again"
            ));
        }
        assert_eq!(app.keyring().await, before);
        take_pending_away(&app, &version).await;
    }
    app.rotate().await;
}

#[tokio::test]
async fn a_current_value_that_is_no_keyring_gets_no_successor() {
    let app = App::start().await;
    let before = app.keyring().await.to_string();
    put(&app, "5b1df1d3-c0a8-4f0f-9a6e-3c2b7d401e77", r#"{"newest":"1","1":"cut short"}"#, "AWSCURRENT")
        .await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    let rotating = Rotating::of(&app).await;
    let refused = refusal(&app, &rotating, "createSecret", &version).await;
    assert!(
        refused.contains("the current value key `1` is shorter than 32 characters; put a good one"),
        "{refused}"
    );
    put(&app, "5b1df1d3-c0a8-4f0f-9a6e-3c2b7d401e78", &before, "AWSCURRENT").await;
    app.stack.go_on_rotating(name(&app), &version).await.expect("a rotation");
}

/// An owner who puts a key by hand while the function rotates does not lose it, whenever that is.
#[tokio::test]
async fn a_key_that_is_put_in_the_middle_of_a_rotation_is_not_lost() {
    let app = App::start().await;
    let by_hand = |id: &str| format!("5b1df1d3-c0a8-4f0f-9a6e-3c2b7d4000{id}");
    // Between the steps.
    let rotating = Rotating::of(&app).await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    rotating.step("createSecret", &version).await.expect("a step");
    put(&app, &by_hand("20"), &with_key(&app.keyring().await, "20").to_string(), "AWSCURRENT").await;
    let refused = refusal(&app, &rotating, "finishSecret", &version).await;
    assert!(refused.contains("lacks the key `20`"), "{refused}");
    take_pending_away(&app, &version).await;
    app.rotate().await;
    // Between the last look and the move: the last call of all.
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    let stopping = Rotating::stopping_at(&app, 12, Stop::Before).await;
    for step in ["createSecret", "setSecret", "testSecret"] {
        stopping.step(step, &version).await.expect("a step");
    }
    let meanwhile = async {
        stopping.stopped().await;
        put(&app, &by_hand("30"), &with_key(&app.keyring().await, "30").to_string(), "AWSCURRENT").await;
        stopping.go_on();
    };
    let (moved, ()) = tokio::join!(stopping.step("finishSecret", &version), meanwhile);
    let moved = moved.expect_err("an error").to_string();
    assert!(moved.contains("UpdateSecretVersionStage failed, and the rotation is to be repeated"), "{moved}");
    for key in ["1", "20", "30"] {
        assert!(app.keyring().await[key].is_string(), "{key}");
    }
}

/// With `RotateImmediatelyOnUpdate: false`, a deployment has the function make this one step.
#[tokio::test]
async fn a_deployment_that_tries_the_schedule_with_the_current_value_rotates_nothing() {
    let app = App::start().await;
    let before = app.keyring().await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    put(&app, &version, &before.to_string(), "AWSPENDING").await;
    Rotating::of(&app).await.step("testSecret", &version).await.expect("a step");
    take_pending_away(&app, &version).await;
    assert_eq!(app.keyring().await, before);
}
