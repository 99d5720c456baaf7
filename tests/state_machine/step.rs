//! The steps that a sequence is made of, drawn from pools so small that they meet.

use proptest::{collection::vec, option, prelude::*, sample::select};
use shared::State;

pub type Text = &'static str;

/// Three mailboxes, one of them in two spellings.
pub const IDENTIFIERS: [Text; 4] =
    ["ada@example.com", "bob@example.com", "Bob@example.com", "eve@example.com"];
pub const CODES: [Text; 6] = ["card-A", "card-B", "card-C", "card-D", "card-E", "card-F"];
pub const PASS_CODES: [Text; 2] = ["correct horse 1", "battery staple 2"];
/// Never the pass code of anybody, and too short to become one.
pub const TOO_SHORT: Text = "short 1";
const NAMES: [Text; 2] = ["Gold", "Silver"];
const ADDRESS: Text = "owner@example.com";

/// How a caller identifies an access token.
#[derive(Clone, Debug)]
pub enum Who {
    /// One of those that were made, by its authentication code or its identifier, whichever it has.
    Made {
        index: usize,
        by_code: bool,
    },
    Code(Text),
    Identifier(Text, PassCode),
}

impl Who {
    /// The identifier that is named; any, where none is.
    pub const fn identifier(&self) -> Text {
        match self {
            Self::Identifier(identifier, _) => identifier,
            Self::Code(_) | Self::Made { .. } => IDENTIFIERS[0],
        }
    }
}

/// What comes with an identifier: the pass code that its token has, another one, or none.
#[derive(Clone, Copy, Debug)]
pub enum PassCode {
    Right,
    Wrong,
    Missing,
}

/// How a caller names a customer record: as one of those that were made, by a name that may be anybody's, by a
/// number that is nobody's, or by an access token.
#[derive(Clone, Debug)]
pub enum Named {
    Made(usize),
    Called(Text),
    Nobody,
    Token(Who),
}

/// The fields of a new access token.
#[derive(Clone, Debug)]
pub struct Fields {
    pub identifier: Option<Text>,
    pub pass_code: Option<Text>,
    pub code: Option<Text>,
}

/// One of `access_tokens` of a customer record.
#[derive(Clone, Debug)]
pub enum Assignment {
    AddNew(Fields),
    AddExisting(Who),
    Remove(Who),
}

/// A field of an update.
#[derive(Clone, Copy, Debug)]
pub enum Patch {
    Absent,
    Null,
    Given(Text),
}

#[derive(Clone, Copy, Debug)]
pub enum Typed {
    RightCode,
    WrongCode,
}

/// Which of the reset tickets that were sent.
#[derive(Clone, Copy, Debug)]
pub enum Ticket {
    Newest,
    Oldest,
    Nobodys,
}

#[derive(Clone, Debug)]
pub enum Step {
    Pass { seconds: i64 },
    Create { fields: Fields, account: Option<Named>, participant: Option<Named>, known: bool },
    Verify { who: Who, typed: Typed, pass_code: Option<Text> },
    ResetVerificationCode(Who),
    ResetPassCode(Who),
    ForgotPassCode(Who),
    ChangePassCode { ticket: Ticket, pass_code: Text },
    Show(Who),
    Update { who: Who, identifier: Patch, pass_code: Patch, code: Patch, known: bool },
    SetAsEffective(Who),
    SetAsNotEffective(Who),
    Delete(Who),
    CreateAccount { name: Option<Text>, address: Option<Text>, tokens: Vec<Assignment> },
    UpdateAccount { account: Named, name: Patch, tokens: Vec<Assignment> },
    TerminateAccount(Named),
    ShowAccount(Named),
    CreateParticipant { owner: Named, tokens: Vec<Assignment> },
    UpdateParticipant { participant: Named, tokens: Vec<Assignment> },
    TerminateParticipant(Named),
    ShowParticipant(Named),
    ListOfAccount(Named),
    ListOfParticipant(Named),
    NotAssociated(Option<State>),
}

/// Mostly by authentication code: a pass code costs a hash.
fn who() -> BoxedStrategy<Who> {
    prop_oneof![
        14 => made(0.7),
        2 => select(&CODES[..]).prop_map(Who::Code),
        1 => select(&IDENTIFIERS[..]).prop_map(|identifier| Who::Identifier(identifier, PassCode::Right)),
        1 => select(&IDENTIFIERS[..]).prop_map(|identifier| Who::Identifier(identifier, PassCode::Wrong)),
        1 => select(&IDENTIFIERS[..]).prop_map(|identifier| Who::Identifier(identifier, PassCode::Missing)),
    ]
    .boxed()
}

fn made(by_code: f64) -> BoxedStrategy<Who> {
    (0..6_usize, prop::bool::weighted(by_code))
        .prop_map(|(index, by_code)| Who::Made { index, by_code })
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

fn fields() -> BoxedStrategy<Fields> {
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

fn create() -> BoxedStrategy<Step> {
    let of = prop_oneof![
        4 => Just((None, None)),
        2 => named().prop_map(|account| (Some(account), None)),
        2 => named().prop_map(|participant| (None, Some(participant))),
        1 => (named(), named()).prop_map(|(account, participant)| (Some(account), Some(participant))),
    ];
    (fields(), of, prop::bool::weighted(0.8))
        .prop_map(|(fields, (account, participant), known)| Step::Create {
            fields,
            account,
            participant,
            known,
        })
        .boxed()
}

/// Steps on one access token.
fn on_token() -> BoxedStrategy<Step> {
    let typed = prop_oneof![3 => Just(Typed::RightCode), 1 => Just(Typed::WrongCode)];
    let verify = (who(), typed, option::weighted(0.3, select(&PASS_CODES[..])))
        .prop_map(|(who, typed, pass_code)| Step::Verify { who, typed, pass_code });
    let ticket =
        prop_oneof![4 => Just(Ticket::Newest), 1 => Just(Ticket::Oldest), 1 => Just(Ticket::Nobodys)];
    let chosen = prop_oneof![4 => select(&PASS_CODES[..]), 1 => Just(TOO_SHORT)];
    let change = (ticket, chosen).prop_map(|(ticket, pass_code)| Step::ChangePassCode { ticket, pass_code });
    let update = (who(), patch(&IDENTIFIERS), patch(&PASS_CODES), patch(&CODES), any::<bool>()).prop_map(
        |(who, identifier, pass_code, code, known)| Step::Update { who, identifier, pass_code, code, known },
    );
    prop_oneof![
        4 => verify,
        2 => who().prop_map(Step::ResetVerificationCode),
        2 => who().prop_map(Step::ResetPassCode),
        3 => made(0.0).prop_map(Step::ForgotPassCode),
        3 => change,
        1 => who().prop_map(Step::Show),
        3 => update,
        2 => who().prop_map(Step::SetAsEffective),
        3 => who().prop_map(Step::SetAsNotEffective),
        2 => who().prop_map(Step::Delete),
    ]
    .boxed()
}

/// Steps on customer records.
fn on_record() -> BoxedStrategy<Step> {
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
    .boxed()
}

/// Steps that seldom meet by chance.
fn story() -> BoxedStrategy<Vec<Step>> {
    let forgot = (made(0.0), select(&PASS_CODES[..])).prop_map(|(who, pass_code)| {
        vec![Step::ForgotPassCode(who), Step::ChangePassCode { ticket: Ticket::Newest, pass_code }]
    });
    let deleted = made(0.7).prop_map(|who| vec![Step::SetAsNotEffective(who.clone()), Step::Delete(who)]);
    let out_and_in =
        made(0.7).prop_map(|who| vec![Step::SetAsNotEffective(who.clone()), Step::SetAsEffective(who)]);
    let verified = (select(&IDENTIFIERS[..]), select(&PASS_CODES[..])).prop_map(|(identifier, pass_code)| {
        let fields = Fields { identifier: Some(identifier), pass_code: Some(pass_code), code: None };
        let who = Who::Identifier(identifier, PassCode::Right);
        vec![
            Step::Create { fields, account: None, participant: None, known: false },
            Step::Verify { who, typed: Typed::RightCode, pass_code: None },
        ]
    });
    prop_oneof![2 => forgot, 1 => deleted, 1 => out_and_in, 3 => verified].boxed()
}

/// Some sequences begin with an account that has a token, and a rewards participant of it.
pub fn steps() -> BoxedStrategy<Vec<Step>> {
    let fields = Fields { identifier: None, pass_code: None, code: Some(CODES[0]) };
    let account =
        Step::CreateAccount { name: None, address: Some(ADDRESS), tokens: vec![Assignment::AddNew(fields)] };
    let participant = Step::CreateParticipant { owner: Named::Made(0), tokens: Vec::new() };
    let begun = prop_oneof![Just(Vec::new()), Just(vec![account, participant])];
    let parts = prop_oneof![8 => step().prop_map(|step| vec![step]), 1 => story()];
    (begun, vec(parts, 1..=30)).prop_map(|(begun, parts)| [begun, parts.concat()].concat()).boxed()
}

fn step() -> BoxedStrategy<Step> {
    let states = [State::Effective, State::NotEffective, State::PendingVerification];
    prop_oneof![
        3 => select(vec![61, 61, 61, 600, 600, 24 * 60 * 60]).prop_map(|seconds| Step::Pass { seconds }),
        5 => create(),
        9 => on_token(),
        9 => on_record(),
        1 => option::of(select(states.to_vec())).prop_map(Step::NotAssociated),
    ]
    .boxed()
}
