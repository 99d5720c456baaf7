//! No two requests tell who is a customer: after whatever a stranger asked, whatever is asked next is
//! answered the same, with the same work, as if nobody had the address.

mod moves;
mod world;

use std::collections::BTreeSet;

use moves::{MOVES, Move, Stranger};
use world::{Kind, Seen, World, strangers};

use crate::support::app::path;

/// Once more than a source may guess at one pass code in an hour.
const TIMES: usize = 11;
/// What a source may ask for in an hour where it asks again and again.
const BUDGET: usize = 8;

/// What a victim's answers differ in from those of nobody, in words.
fn differences(what: &str, seen: &[(Kind, Seen)]) -> Vec<String> {
    let [(_, nobody), others @ ..] = seen else { panic!("nobody was asked for") };
    let mut found = Vec::new();
    for (kind, seen) in others {
        for ((name, theirs), (_, nobodys)) in seen.iter().zip(nobody) {
            if theirs != nobodys {
                found.push(format!("{what}: {kind:?} {name} {theirs} and not {nobodys}"));
            }
        }
    }
    found
}

/// Each stranger asks the same.
async fn ask(world: &World, strangers: &[(Kind, Stranger)], one: &Move) -> Vec<(Kind, Seen)> {
    let mut all = Vec::new();
    for (kind, stranger) in strangers {
        all.push((*kind, world.seen(stranger, one).await));
    }
    all
}

/// Asks some things, and then each of all, so many seconds later.
async fn nothing_is_told_after(first: &[&str], pauses: &[i64]) {
    let world = World::begin(60).await;
    let strangers = strangers();
    let mut found = Vec::new();
    for one in first {
        found.extend(differences(one, &ask(&world, &strangers, Move::called(one)).await));
    }
    let kept = world.kept().await;
    for pause in pauses {
        world.pass(*pause);
        for second in &MOVES {
            let what = format!("{}, then {}", first.join(", "), second.name);
            found.extend(differences(&what, &ask(&world, &strangers, second).await));
            world.restore(&kept).await;
        }
    }
    assert!(found.is_empty(), "{} differences\n{}", found.len(), found.join("\n"));
}

/// Asks the same again and again, beyond every limit, having registered with a code or not. Whoever is resting or out
/// of use differs from the others by what was sent, which the pairs look at.
async fn nothing_is_told_by_asking_again(registered: bool, moves: &[&str]) {
    let world = World::begin(BUDGET).await;
    let strangers = strangers();
    let others = |(kind, _): &(Kind, Stranger)| ![Kind::NotEffective, Kind::Resting].contains(kind);
    let strangers: Vec<_> = strangers.into_iter().filter(others).collect();
    if registered {
        ask(&world, &strangers, Move::called("create with a code")).await;
    }
    let kept = world.kept().await;
    let mut found = Vec::new();
    for again in moves {
        for time in 1..=TIMES {
            let what = format!("{again} for the {time}. time");
            found.extend(differences(&what, &ask(&world, &strangers, Move::called(again)).await));
        }
        world.restore(&kept).await;
    }
    assert!(found.is_empty(), "{} differences\n{}", found.len(), found.join("\n"));
}

#[test]
fn each_operation_that_anybody_may_ask_for_is_among_the_moves() {
    // These take nothing of anybody's, and tell nothing of anybody.
    let mut moves = BTreeSet::from([
        "GET /access_tokens/configuration/classifications/list".to_owned(),
        "GET /access_tokens/configuration/show".to_owned(),
        "GET /.well-known/jwks.json".to_owned(),
        "GET /.well-known/openid-configuration".to_owned(),
        "POST /authentication/token".to_owned(),
        "POST /authentication/token/refresh".to_owned(),
        "POST /authentication/token/release".to_owned(),
        "POST /authentication/web_api_key/token".to_owned(),
    ]);
    moves.extend(MOVES.iter().map(|one| format!("POST {}", path(one.operation))));
    let mut for_anybody = BTreeSet::new();
    for operation in shared::described_operations() {
        if !operation.needs_a_session() {
            for_anybody.insert(operation.route());
        }
    }
    assert_eq!(moves, for_anybody);
}

/// That hashes are counted at all.
#[tokio::test]
async fn a_pass_code_that_is_offered_is_hashed_once_for_whomever() {
    let world = World::begin(60).await;
    for (kind, stranger) in strangers() {
        let seen = world.seen(&stranger, Move::called("show")).await;
        assert!(seen.contains(&("hashes", "1".to_owned())), "{kind:?} {seen:?}");
    }
}

#[tokio::test]
async fn after_a_registration_nothing_tells_who_is_a_customer() {
    nothing_is_told_after(&["create"], &[0, 61]).await;
}

#[tokio::test]
async fn after_a_registration_with_a_code_nothing_tells_who_is_a_customer() {
    nothing_is_told_after(&["create with a code"], &[61]).await;
}

#[tokio::test]
async fn after_a_registration_for_their_account_nothing_tells_who_is_a_customer() {
    nothing_is_told_after(&["create for the account"], &[0]).await;
}

#[tokio::test]
async fn after_a_guess_at_a_verification_code_nothing_tells_who_is_a_customer() {
    nothing_is_told_after(&["verify"], &[0]).await;
}

#[tokio::test]
async fn after_a_code_was_asked_for_nothing_tells_who_is_a_customer() {
    nothing_is_told_after(&["reset_verification_code"], &[61]).await;
}

#[tokio::test]
async fn after_a_ticket_was_asked_for_nothing_tells_who_is_a_customer() {
    nothing_is_told_after(&["reset_pass_code"], &[61]).await;
    nothing_is_told_after(&["forgot_pass_code"], &[0]).await;
}

#[tokio::test]
async fn after_a_one_time_password_was_asked_for_nothing_tells_who_is_a_customer() {
    nothing_is_told_after(&["send_one_time_password"], &[0, 61]).await;
}

/// None of them does anything but count.
#[tokio::test]
async fn after_guesses_at_a_pass_code_and_a_ticket_nothing_tells_who_is_a_customer() {
    let guesses =
        ["show", "update", "set_as_effective", "set_as_not_effective", "delete", "change_pass_code"];
    nothing_is_told_after(&guesses, &[0]).await;
}

#[tokio::test]
async fn asking_for_messages_beyond_every_limit_tells_nothing() {
    let asked = [
        "create",
        "reset_verification_code",
        "reset_pass_code",
        "forgot_pass_code",
        "send_one_time_password",
    ];
    nothing_is_told_by_asking_again(false, &asked).await;
    nothing_is_told_by_asking_again(true, &asked).await;
}

#[tokio::test]
async fn guessing_beyond_every_limit_tells_nothing() {
    let guesses =
        ["show", "verify", "change_pass_code", "log in with a code", "log in by a one-time password"];
    nothing_is_told_by_asking_again(false, &guesses).await;
}

/// What the stranger registered is right, and known as little as what was never there.
#[tokio::test]
async fn guessing_beyond_every_limit_at_what_one_has_registered_tells_nothing() {
    let guesses = [
        "show",
        "verify",
        "verify without a pass code",
        "log in with a code",
        "log in with a code and no pass code",
        "update",
        "create for the account",
    ];
    nothing_is_told_by_asking_again(true, &guesses).await;
}

#[tokio::test]
async fn asking_beyond_every_limit_by_a_code_that_one_has_registered_tells_nothing() {
    let by_code: Vec<_> =
        MOVES.iter().map(|one| one.name).filter(|name| name.ends_with("by the code")).collect();
    nothing_is_told_by_asking_again(true, &by_code).await;
}
