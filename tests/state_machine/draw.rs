//! Steps as they are drawn, from pools so small that they meet.

use proptest::{collection::vec, option, prelude::*, sample::select};
use shared::State;

use super::{
    step::{
        ADDRESS, Assignment, CODES, Fields, IDENTIFIERS, NAMES, Named, PASS_CODES, PassCode, Patch, Sent,
        Step, TOO_SHORT, Text, Ticket, Turn, Typed, Who,
    },
    story::story,
};

/// Mostly by authentication code: a pass code costs a hash.
fn who() -> BoxedStrategy<Who> {
    let wrong = select(vec![PassCode::Right, PassCode::Wrong, PassCode::Wrong, PassCode::Missing]);
    prop_oneof![
        14 => made(0.7),
        2 => select(&CODES[..]).prop_map(Who::Code),
        3 => (select(&IDENTIFIERS[..]), wrong).prop_map(|(of, pass_code)| Who::Identifier(of, pass_code)),
    ]
    .boxed()
}

pub fn made(by_code: f64) -> BoxedStrategy<Who> {
    of(None, Just(PassCode::Right).boxed(), by_code)
}

/// One that waits for its code, if one does; with whatever pass code.
pub fn pending() -> BoxedStrategy<Who> {
    let pass_code = prop_oneof![
        4 => Just(PassCode::Right),
        3 => Just(PassCode::Wrong),
        1 => Just(PassCode::TooShort),
        2 => Just(PassCode::Missing),
    ];
    of(Some(State::PendingVerification), pass_code.boxed(), 0.3)
}

fn of(state: Option<State>, pass_code: BoxedStrategy<PassCode>, by_code: f64) -> BoxedStrategy<Who> {
    (0..6_usize, prop::bool::weighted(by_code), pass_code)
        .prop_map(move |(index, by_code, pass_code)| Who::Made { state, index, by_code, pass_code })
        .boxed()
}

fn named() -> BoxedStrategy<Named> {
    prop_oneof![
        12 => (0..3_usize).prop_map(Named::Made),
        1 => select(&NAMES[..]).prop_map(Named::Called),
        1 => Just(Named::Nobody),
        3 => who().prop_map(Named::Token),
    ]
    .boxed()
}

pub fn fields() -> BoxedStrategy<Fields> {
    let (identifier, pass_code, code) =
        (select(&IDENTIFIERS[..]), select(&PASS_CODES[..]), select(&CODES[..]));
    (identifier, pass_code, code, 0..10_u8)
        .prop_map(|(identifier, pass_code, code, kind)| {
            let (identifier, pass_code, code) = match kind {
                0..=2 => (None, None, Some(code)),
                3..=6 => (Some(identifier), Some(pass_code), Some(code)),
                7 => (Some(identifier), Some(pass_code), None),
                8 => (Some(identifier), None, None),
                _ => (Some(identifier), None, Some(code)),
            };
            Fields { identifier, pass_code, code }
        })
        .boxed()
}

pub fn sent() -> BoxedStrategy<Sent> {
    let pass_code = prop_oneof![9 => select(&PASS_CODES[..]), 1 => Just(TOO_SHORT)];
    (option::weighted(0.3, pass_code), option::weighted(0.3, select(&CODES[..])))
        .prop_map(|(pass_code, code)| Sent { pass_code, code })
        .boxed()
}

fn added() -> BoxedStrategy<Assignment> {
    prop_oneof![3 => fields().prop_map(Assignment::AddNew), 2 => who().prop_map(Assignment::AddExisting)]
        .boxed()
}

fn assigned() -> BoxedStrategy<Assignment> {
    prop_oneof![3 => added(), 2 => who().prop_map(Assignment::Remove)].boxed()
}

/// Mostly one.
fn few(one: BoxedStrategy<Assignment>) -> BoxedStrategy<Vec<Assignment>> {
    prop_oneof![1 => vec(one.clone(), 0), 4 => vec(one.clone(), 1), 2 => vec(one, 2..=3)].boxed()
}

fn patch(pool: &'static [Text]) -> BoxedStrategy<Patch> {
    prop_oneof![3 => Just(Patch::Absent), 1 => Just(Patch::Null), 2 => select(pool).prop_map(Patch::Given)]
        .boxed()
}

fn create() -> BoxedStrategy<Turn> {
    let of = prop_oneof![
        4 => Just((None, None)),
        2 => named().prop_map(|account| (Some(account), None)),
        2 => named().prop_map(|participant| (None, Some(participant))),
        1 => (named(), named()).prop_map(|(account, participant)| (Some(account), Some(participant))),
    ];
    (fields(), of, prop::bool::weighted(0.6))
        .prop_map(|(fields, (account, participant), known)| Turn {
            step: Step::Create { fields, account, participant },
            known,
        })
        .boxed()
}

/// Steps on one access token.
fn on_token() -> BoxedStrategy<Turn> {
    let typed = prop_oneof![6 => Just(Typed::Right), 2 => Just(Typed::Wrong), 1 => Just(Typed::Dead)];
    let verify = (prop_oneof![3 => pending(), 1 => who()], typed, sent())
        .prop_map(|(who, typed, sent)| Step::Verify { who, typed, sent });
    let ticket =
        prop_oneof![4 => Just(Ticket::Newest), 1 => Just(Ticket::Oldest), 1 => Just(Ticket::Nobodys)];
    let chosen = prop_oneof![4 => select(&PASS_CODES[..]), 1 => Just(TOO_SHORT)];
    let change = (ticket, chosen).prop_map(|(ticket, pass_code)| Step::ChangePassCode { ticket, pass_code });
    let update = (who(), patch(&IDENTIFIERS), patch(&PASS_CODES), patch(&CODES))
        .prop_map(|(who, identifier, pass_code, code)| Step::Update { who, identifier, pass_code, code });
    let step = prop_oneof![
        4 => verify,
        2 => prop_oneof![pending(), who()].prop_map(Step::ResetVerificationCode),
        2 => prop_oneof![made(0.0), who()].prop_map(Step::ResetPassCode),
        3 => made(0.0).prop_map(Step::ForgotPassCode),
        3 => change,
        1 => who().prop_map(Step::Show),
        4 => update,
        2 => who().prop_map(Step::SetAsEffective),
        3 => who().prop_map(Step::SetAsNotEffective),
        2 => who().prop_map(Step::Delete),
    ];
    (step, any::<bool>()).prop_map(|(step, known)| Turn { step, known }).boxed()
}

/// Steps on customer records, which only a back office makes.
fn on_record() -> BoxedStrategy<Turn> {
    let create_account = (option::of(select(&NAMES[..])), option::weighted(0.7, Just(ADDRESS)), few(added()))
        .prop_map(|(name, address, tokens)| Step::CreateAccount { name, address, tokens });
    let update_account = (named(), patch(&NAMES), few(assigned()))
        .prop_map(|(account, name, tokens)| Step::UpdateAccount { account, name, tokens });
    let create_participant =
        (named(), few(added())).prop_map(|(owner, tokens)| Step::CreateParticipant { owner, tokens });
    let update_participant = (named(), few(assigned()))
        .prop_map(|(participant, tokens)| Step::UpdateParticipant { participant, tokens });
    prop_oneof![
        4 => create_account,
        5 => update_account,
        1 => named().prop_map(Step::TerminateAccount),
        1 => named().prop_map(Step::ShowAccount),
        4 => create_participant,
        4 => update_participant,
        2 => named().prop_map(Step::TerminateParticipant),
        1 => named().prop_map(Step::ShowParticipant),
        1 => named().prop_map(Step::ListOfAccount),
        1 => named().prop_map(Step::ListOfParticipant),
    ]
    .prop_map(Step::by_known)
    .boxed()
}

/// Seconds to the second at which something ends, and some others.
fn time() -> BoxedStrategy<Turn> {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    let seconds = prop_oneof![
        // The pause between two messages; half of a ticket's life, and of a code's; the lives of both.
        5 => select(vec![59, MINUTE, MINUTE, MINUTE + 1]),
        4 => select(vec![299, 300, 449, 450, 600, 899, 900]),
        2 => select(vec![HOUR - 1, HOUR, HOUR, 12 * HOUR, DAY - 1, DAY, DAY]),
        1 => select(vec![7 * DAY - 1, 7 * DAY]),
    ];
    seconds.prop_map(|seconds| Step::Pass { seconds }.by_known()).boxed()
}

fn turn() -> BoxedStrategy<Turn> {
    let states = State::ALL.to_vec();
    prop_oneof![
        4 => time(),
        1 => Just(Step::Rotate.by_known()),
        5 => create(),
        9 => on_token(),
        8 => on_record(),
        1 => option::of(select(states)).prop_map(|state| Step::NotAssociated(state).by_known()),
    ]
    .boxed()
}

/// Some sequences begin with an account that has a token, and a rewards participant of it.
pub fn turns() -> BoxedStrategy<Vec<Turn>> {
    let fields = Fields { identifier: None, pass_code: None, code: Some(CODES[0]) };
    let account =
        Step::CreateAccount { name: None, address: Some(ADDRESS), tokens: vec![Assignment::AddNew(fields)] };
    let participant = Step::CreateParticipant { owner: Named::Made(0), tokens: Vec::new() };
    let customer = vec![account.by_known(), participant.by_known()];
    let begun = prop_oneof![Just(Vec::new()), Just(customer)];
    let parts = prop_oneof![6 => turn().prop_map(|turn| vec![turn]), 1 => story()];
    (begun, vec(parts, 1..=30)).prop_map(|(begun, parts)| [begun, parts.concat()].concat()).boxed()
}
