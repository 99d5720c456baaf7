//! Steps that seldom meet by chance, one after another.

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{
    draw::{made, sent},
    step::{CODES, Fields, IDENTIFIERS, PASS_CODES, PassCode, Sent, Step, Text, Ticket, Turn, Typed, Who},
};

/// As long as a registration waits for its code.
const WEEK: i64 = 7 * 24 * 60 * 60;

/// What somebody registers with by themselves.
fn registration(identifier: Text) -> BoxedStrategy<Turn> {
    let (pass_code, code) = (select(&PASS_CODES[..]), option::of(select(&CODES[..])));
    let fields = (pass_code, code).prop_map(move |(pass_code, code)| Fields {
        identifier: Some(identifier),
        pass_code: Some(pass_code),
        code,
    });
    let created = fields.prop_map(|fields| Step::Create { fields, account: None, participant: None });
    (created, prop::bool::weighted(0.2)).prop_map(|(step, known)| Turn { step, known }).boxed()
}

/// By the owner of the mailbox, who may have chosen another pass code.
fn verification(identifier: Text) -> BoxedStrategy<Turn> {
    (select(vec![PassCode::Right, PassCode::Right, PassCode::Wrong, PassCode::Missing]), sent())
        .prop_map(move |(pass_code, sent)| {
            let who = Who::Identifier(identifier, pass_code);
            Step::Verify { who, typed: Typed::Right, sent }.by_stranger()
        })
        .boxed()
}

fn pass(seconds: i64) -> BoxedStrategy<Turn> {
    Just(Step::Pass { seconds }.by_known()).boxed()
}

/// In that order.
fn told(turns: Vec<BoxedStrategy<Turn>>) -> BoxedStrategy<Vec<Turn>> {
    turns.boxed()
}

/// Somebody registers, perhaps more than once, and types a code in.
fn registered(identifier: Text) -> BoxedStrategy<Vec<Turn>> {
    let (register, verify) = (registration(identifier), verification(identifier));
    let rotate = Just(Step::Rotate.by_known()).boxed();
    let pauses =
        prop_oneof![Just(60), Just(900)].prop_map(|seconds| Step::Pass { seconds }.by_known()).boxed();
    let again = |waits: i64| told(vec![register.clone(), pass(waits), register.clone(), verify.clone()]);
    prop_oneof![
        3 => told(vec![register.clone(), verify.clone()]),
        2 => again(60),
        2 => again(450),
        1 => again(WEEK),
        1 => told(vec![register.clone(), pass(WEEK), verify.clone()]),
        2 => told(vec![register.clone(), rotate.clone(), register.clone(), verify.clone()]),
        2 => told(vec![register.clone(), verify.clone(), verify.clone(), pauses, verify.clone()]),
        1 => told(vec![register, rotate, verify]),
    ]
    .boxed()
}

/// Codes are typed in until no more are looked at.
fn guessed(identifier: Text) -> BoxedStrategy<Vec<Turn>> {
    let who = Who::Identifier(identifier, PassCode::Right);
    let guess = Step::Verify { who, typed: Typed::Wrong, sent: Sent::default() }.by_stranger();
    let reset = Step::ResetVerificationCode(Who::Identifier(identifier, PassCode::Missing)).by_stranger();
    let guesses = vec(Just(guess), 4..=6);
    (registration(identifier), guesses, select(vec![60, 450]), verification(identifier))
        .prop_map(move |(register, guesses, waits, verify)| {
            let waited = Step::Pass { seconds: waits }.by_known();
            [vec![register], guesses, vec![waited, reset.clone(), verify]].concat()
        })
        .boxed()
}

/// Pass codes are guessed until the source may try no more.
fn locked_out(identifier: Text) -> BoxedStrategy<Vec<Turn>> {
    let show = |pass_code| Step::Show(Who::Identifier(identifier, pass_code)).by_stranger();
    let (wrong, right) = (show(PassCode::Wrong), show(PassCode::Right));
    vec(Just(wrong), 9..=11).prop_map(move |guesses| [guesses, vec![right.clone()]].concat()).boxed()
}

/// A ticket is asked for, by whichever operation sends one, perhaps twice, and changes the pass code.
fn forgotten() -> BoxedStrategy<Vec<Turn>> {
    let ask = (made(0.0), any::<bool>()).prop_map(|(who, forgot)| {
        if forgot { Step::ForgotPassCode(who) } else { Step::ResetPassCode(who) }.by_stranger()
    });
    let change = (select(vec![Ticket::Newest, Ticket::Oldest]), select(&PASS_CODES[..]))
        .prop_map(|(ticket, pass_code)| Step::ChangePassCode { ticket, pass_code }.by_stranger());
    let between = option::of(select(vec![60, 299, 300]));
    (ask, between, change)
        .prop_map(|(ask, between, change)| {
            let again = between.map(|seconds| vec![Step::Pass { seconds }.by_known(), ask.clone()]);
            [vec![ask], again.unwrap_or_default(), vec![change]].concat()
        })
        .boxed()
}

pub fn story() -> BoxedStrategy<Vec<Turn>> {
    let identifier = || select(&IDENTIFIERS[..]);
    let known = |turns: Vec<Step>| turns.into_iter().map(Step::by_known).collect::<Vec<_>>();
    let deleted =
        made(0.7).prop_map(move |who| known(vec![Step::SetAsNotEffective(who.clone()), Step::Delete(who)]));
    let out_and_in = made(0.7)
        .prop_map(move |who| known(vec![Step::SetAsNotEffective(who.clone()), Step::SetAsEffective(who)]));
    prop_oneof![
        4 => forgotten(),
        2 => deleted,
        2 => out_and_in,
        8 => identifier().prop_flat_map(registered),
        3 => identifier().prop_flat_map(guessed),
        1 => identifier().prop_flat_map(locked_out),
    ]
    .boxed()
}
