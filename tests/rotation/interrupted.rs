//! A rotation that breaks off, wherever that is, is begun again and ends right.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::Value;
use shared::variables::KEYRING;

use crate::support::{
    app::App,
    rotating::{Rotating, STEPS, Stop},
};

/// What four steps ask of Secrets Manager.
const CALLS: usize = 12;

fn name(app: &App) -> &str {
    &app.stack.variables[KEYRING]
}

/// The value that is put for a version, if one is.
async fn value(app: &App, version: &str) -> Option<Value> {
    let read = app.secrets.get_secret_value().secret_id(name(app)).version_id(version).send().await.ok()?;
    Some(serde_json::from_str(read.secret_string().expect("a text")).expect("a keyring"))
}

async fn stages(app: &App) -> BTreeMap<String, Vec<String>> {
    let described = app.secrets.describe_secret().secret_id(name(app)).send().await.expect("a description");
    described.version_ids_to_stages.unwrap_or_default().into_iter().collect()
}

/// One key more than before, which is the newest, and all others as they were; the version is the current one.
async fn assert_rotated(app: &App, before: &Value, version: &str) {
    let (before, after) = (before.as_object().expect("keys"), app.keyring().await);
    let newest = after["newest"].as_str().expect("an id");
    assert!(!before.contains_key(newest), "{newest}");
    assert_eq!(after.as_object().expect("keys").len(), before.len() + 1);
    for (id, key) in before {
        assert!(id == "newest" || after[id] == *key, "{id}");
    }
    assert!(stages(app).await[version].iter().any(|stage| stage == "AWSCURRENT"));
}

#[tokio::test]
async fn a_rotation_that_dies_before_or_after_any_of_its_calls_is_made_again_and_ends_right() {
    let app = App::start().await;
    for stop in [Stop::Before, Stop::After] {
        for call in 1..=CALLS {
            // Of two keys of one second the later one has the longer id, and there is a longest one.
            app.pass(1);
            let before = app.keyring().await;
            let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
            let dying = Rotating::stopping_at(&app, call, stop).await;
            assert!(!dying.lives_through(&version).await, "{stop:?} {call}");
            assert_eq!(dying.calls(), call);
            let left = value(&app, &version).await;
            app.stack.go_on_rotating(name(&app), &version).await.expect("a rotation");
            assert_rotated(&app, &before, &version).await;
            let put = value(&app, &version).await;
            assert!(left.is_none() || left == put, "{stop:?} {call}: what was pending is another value");
        }
    }
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    let living = Rotating::stopping_at(&app, CALLS + 1, Stop::Before).await;
    assert!(living.lives_through(&version).await);
    assert_eq!(living.calls(), CALLS);
}

#[tokio::test]
async fn a_rotation_that_is_over_is_left_as_it_is() {
    let app = App::start().await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    app.stack.go_on_rotating(name(&app), &version).await.expect("a rotation");
    let after = app.keyring().await;
    app.stack.go_on_rotating(name(&app), &version).await.expect("nothing to do");
    assert_eq!(app.keyring().await, after);
}

#[tokio::test]
async fn a_step_that_runs_eight_times_at_once_puts_one_value() {
    let app = App::start().await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    let rotating = Rotating::of(&app).await;
    for created in join_all((0..8).map(|_| rotating.step("createSecret", &version))).await {
        created.expect("a step");
    }
    let before = app.keyring().await;
    app.stack.go_on_rotating(name(&app), &version).await.expect("a rotation");
    assert_rotated(&app, &before, &version).await;
}

/// So that nothing but the label of the current version decides which keys count.
#[tokio::test]
async fn until_its_last_step_a_rotation_changes_nothing_for_who_reads_the_secret() {
    let app = App::start().await;
    let before = app.keyring().await;
    let version = app.stack.begin_rotation(name(&app)).expect("a rotation");
    let rotating = Rotating::of(&app).await;
    for step in STEPS {
        assert_eq!(app.keyring().await, before, "before {step}");
        rotating.step(step, &version).await.expect("a step");
    }
    assert_rotated(&app, &before, &version).await;
}
