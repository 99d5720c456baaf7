//! Ada and a stranger register one address at random: who reads the mailbox verifies, and nobody else.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::app::{App, PASS_CODE, digits, verification, wrong};

const ADA: &str = "ada@example.com";
const STRANGER: &str = "127.0.0.2";
const PLANTED: &str = "mine-0000-0000-0000-0007";
const STRANGERS_PASS_CODE: &str = "a stranger's 1";
/// How long a code lives that came by e-mail.
const LIFE: i64 = 15 * 60;

#[derive(Clone, Debug)]
enum Step {
    Pass {
        seconds: i64,
    },
    StrangerRegisters,
    /// So many times.
    StrangerGuesses(usize),
    StrangerAsks(&'static str),
    AdaRegisters,
    AdaAsksAgain,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (1..1200_i64).prop_map(|seconds| Step::Pass { seconds }),
        3 => Just(Step::StrangerRegisters),
        2 => (1..8_usize).prop_map(Step::StrangerGuesses),
        3 => prop::sample::select(vec!["reset_verification_code", "reset_pass_code", "forgot_pass_code"])
            .prop_map(Step::StrangerAsks),
        1 => Just(Step::AdaRegisters),
        1 => Just(Step::AdaAsksAgain),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn who_reads_the_mailbox_verifies_however_often_a_stranger_registers_and_guesses(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(run(&steps)).map_err(TestCaseError::fail)?;
    }
}

/// What Ada knows: when her newest message came, by the clock of the stack, and how often she asked.
struct Ada {
    now: i64,
    messages: usize,
    came: i64,
    asked: usize,
}

async fn run(steps: &[Step]) -> Result<(), String> {
    let app = App::start().await;
    let mut ada = Ada { now: 0, messages: 0, came: 0, asked: 0 };
    for step in steps {
        take(&app, &mut ada, step).await?;
        let messages = app.messages(ADA).await.len();
        if messages > ada.messages {
            (ada.messages, ada.came) = (messages, ada.now);
        }
    }
    verify_at_last(&app, &mut ada).await
}

async fn take(app: &App, ada: &mut Ada, step: &Step) -> Result<(), String> {
    let planted = json!({
        "identifier": ADA,
        "pass_code": STRANGERS_PASS_CODE,
        "authentication_code": PLANTED,
        "card_masked_number": "**** 6666",
        "udf_string_1": "planted",
    });
    match step {
        Step::Pass { seconds } => {
            app.pass(*seconds);
            ada.now += seconds;
        }
        Step::StrangerRegisters => {
            app.post_from(STRANGER, "create", planted).await;
        }
        Step::StrangerGuesses(times) => {
            let newest = app.messages(ADA).await.last().and_then(|message| digits(&message.text));
            let guess = wrong(&newest.unwrap_or_else(|| "000000".to_owned()));
            for _ in 0..*times {
                let guessed = verification(ADA, STRANGERS_PASS_CODE, &guess);
                let answer = app.post_from(STRANGER, "verify", guessed).await;
                if answer.code() != "VERIFICATION_REFUSED" {
                    return Err(format!("a guess is answered {answer:?}"));
                }
            }
        }
        Step::StrangerAsks(operation) => {
            app.post_from(STRANGER, operation, json!({ "identifier": ADA })).await;
        }
        // A customer asks once or twice, and then waits.
        Step::AdaRegisters | Step::AdaAsksAgain if ada.asked == 2 => {}
        Step::AdaRegisters => {
            app.register(ADA).await;
            ada.asked += 1;
        }
        Step::AdaAsksAgain => {
            app.post("reset_verification_code", json!({ "identifier": ADA })).await;
            ada.asked += 1;
        }
    }
    Ok(())
}

/// She types in the newest code, if it is alive; else she registers, and after a while again.
async fn verify_at_last(app: &App, ada: &mut Ada) -> Result<(), String> {
    for _ in 0..4 {
        if ada.messages > 0 && ada.now < ada.came + LIFE / 2 {
            let verified = app.verify(ADA, &app.code(ADA).await).await;
            if verified.state() != "EFFECTIVE" {
                return Err(format!("Ada's code is answered {verified:?}"));
            }
            return nothing_is_left(app, verified.data()).await;
        }
        app.register(ADA).await;
        let messages = app.messages(ADA).await.len();
        if messages > ada.messages {
            (ada.messages, ada.came) = (messages, ada.now);
        } else {
            app.pass(LIFE + 300);
            ada.now += LIFE + 300;
        }
    }
    Err("no code reached Ada within an hour".to_owned())
}

async fn nothing_is_left(app: &App, verified: &Value) -> Result<(), String> {
    for field in ["authentication_code", "card_masked_number", "udf_string_1"] {
        if !verified[field].is_null() {
            return Err(format!("{field} is still {}", verified[field]));
        }
    }
    let show =
        async |named: Value| app.post("show", json!({ "access_token_identifier": named })).await.status;
    let by = |pass_code: &str| json!({ "identifier": ADA, "pass_code": pass_code });
    let shown = [
        show(by(PASS_CODE)).await,
        show(by(STRANGERS_PASS_CODE)).await,
        show(json!({ "authentication_code": PLANTED })).await,
    ];
    if shown == [200, 404, 404] { Ok(()) } else { Err(format!("shown to {shown:?}")) }
}
