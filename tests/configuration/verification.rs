//! What an app is told of verification.

use serde_json::json;

use super::{KINDS, Kind, NEVER, changed, number};
use crate::support::app::{App, DEFINITION, PASS_CODE, wrong};

/// The shipped definition, and one in which every number is another.
fn definitions() -> [String; 2] {
    let others = [
        ("code_length = 6", "code_length = 9"),
        ("code_life_minutes = 15", "code_life_minutes = 40"),
        ("code_life_minutes = 10", "code_life_minutes = 7"),
        ("attempts = 5", "attempts = 2"),
        ("resend_pause_seconds = 60", "resend_pause_seconds = 90"),
    ];
    [DEFINITION.to_owned(), changed(DEFINITION, &others)]
}

impl Kind {
    /// Somebody who has registered, by their identifier, and the code that was sent to them.
    async fn registered(&self, app: &App, person: usize) -> (String, String) {
        let identifier = (self.identifier)(person);
        let created = self.create(app, &json!({ "identifier": identifier, "pass_code": PASS_CODE })).await;
        assert_eq!(created.state(), "PENDING_VERIFICATION", "{created:?}");
        let code = app.code(&identifier).await;
        (identifier, code)
    }
}

#[tokio::test]
async fn a_code_has_the_told_digits_and_lives_as_long_as_is_told() {
    for definition in definitions() {
        let app = App::start_with(&definition).await;
        for kind in KINDS {
            let rules = kind.rules(&app).await;
            let seconds = 60 * number(&rules, "/verification/code_life_minutes");
            let (early, in_time) = kind.registered(&app, 0).await;
            let (late, too_late) = kind.registered(&app, 1).await;
            assert_eq!(in_time.len(), number(&rules, "/verification/code_length"));
            app.pass(i64::try_from(seconds).expect("seconds") - 1);
            assert_eq!(app.verify(&early, &in_time).await.state(), "EFFECTIVE");
            app.pass(1);
            assert_eq!(app.verify(&late, &too_late).await.code(), "VERIFICATION_REFUSED");
        }
    }
}

#[tokio::test]
async fn a_code_stands_one_wrong_try_less_than_the_told_attempts() {
    for definition in definitions() {
        let app = App::start_with(&definition).await;
        for kind in KINDS {
            let attempts = number(&kind.rules(&app).await, "/verification/attempts");
            for (person, tries, expected) in [(0, attempts - 1, 200), (1, attempts, 422)] {
                let (identifier, code) = kind.registered(&app, person).await;
                for _ in 0..tries {
                    let refused = app.verify(&identifier, &wrong(&code)).await;
                    assert_eq!(refused.code(), "VERIFICATION_REFUSED");
                }
                let verified = app.verify(&identifier, &code).await;
                assert_eq!(verified.status, expected, "after {tries} wrong ones: {verified:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_code_is_sent_again_after_the_told_pause_and_not_before() {
    for definition in definitions() {
        let app = App::start_with(&definition).await;
        for kind in KINDS {
            let pause = number(&kind.rules(&app).await, "/verification/resend_pause_seconds");
            let (identifier, _) = kind.registered(&app, 0).await;
            for (seconds, messages) in [(pause - 1, 1), (1, 2)] {
                app.pass(i64::try_from(seconds).expect("seconds"));
                app.post("reset_verification_code", json!({ "identifier": identifier })).await;
                assert_eq!(app.messages(&identifier).await.len(), messages);
            }
        }
    }
}

#[tokio::test]
async fn a_token_has_to_be_verified_where_it_is_told() {
    for (definition, told, state) in [
        (DEFINITION, "ALWAYS", "PENDING_VERIFICATION"),
        (&changed(DEFINITION, &[NEVER]), "NEVER", "EFFECTIVE"),
        (
            &changed(DEFINITION, &[(NEVER.0, "required = \"REWARDS_PARTICIPANTS\"")]),
            "REWARDS_PARTICIPANTS",
            "EFFECTIVE",
        ),
    ] {
        let app = App::start_with(definition).await;
        for kind in KINDS {
            assert_eq!(kind.rules(&app).await["verification"]["required"], told);
            let body = json!({ "identifier": (kind.identifier)(0), "pass_code": PASS_CODE });
            assert_eq!(kind.create(&app, &body).await.state(), state, "{told}");
        }
    }
}
