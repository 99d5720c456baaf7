//! The steps that a sequence is made of.

use shared::State;

pub type Text = &'static str;

/// Three mailboxes, one of them in two spellings, one with two addresses.
pub const IDENTIFIERS: [Text; 5] =
    ["ada@example.com", "bob@example.com", "Bob@example.com", "eve@example.com", "eve+1@example.com"];
/// The last two are so long that nobody guesses them.
pub const CODES: [Text; 6] = [
    "card-A",
    "card-B",
    "card-C",
    "card-D",
    "card-E, of which each is a long one",
    "card-F, of which each is a long one",
];
pub const PASS_CODES: [Text; 2] = ["correct horse 1", "battery staple 2"];
/// Sent where a pass code is to be wrong: the one that is not the token's.
pub const WRONG_PASS_CODES: [Text; 2] = ["nobody's pass code 3", "whatever this is 4"];
/// Never the pass code of anybody, and too short to become one.
pub const TOO_SHORT: Text = "short 1";
pub const NAMES: [Text; 2] = ["Gold", "Silver"];
pub const ADDRESS: Text = "owner@example.com";

/// How a caller identifies an access token.
#[derive(Clone, Debug)]
pub enum Who {
    /// One of those that were made, in that state if one is, by its authentication code or its identifier, whichever it
    /// has.
    Made {
        state: Option<State>,
        index: usize,
        by_code: bool,
        pass_code: PassCode,
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

/// What comes with an identifier: the pass code that its token has, another one, one that none can be, or none.
#[derive(Clone, Copy, Debug)]
pub enum PassCode {
    Right,
    Wrong,
    TooShort,
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
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    pub identifier: Option<Text>,
    pub pass_code: Option<Text>,
    pub code: Option<Text>,
}

/// What comes with a verification code.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent {
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
    Right,
    Wrong,
    /// The one that was sent before the one that is out.
    Dead,
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
    Rotate,
    Create { fields: Fields, account: Option<Named>, participant: Option<Named> },
    Verify { who: Who, typed: Typed, sent: Sent },
    ResetVerificationCode(Who),
    ResetPassCode(Who),
    ForgotPassCode(Who),
    ChangePassCode { ticket: Ticket, pass_code: Text },
    Show(Who),
    Update { who: Who, identifier: Patch, pass_code: Patch, code: Patch },
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

/// A step, and whether a back office makes it or a stranger.
#[derive(Clone, Debug)]
pub struct Turn {
    pub step: Step,
    pub known: bool,
}

impl Step {
    /// Whether it names an access token by an identifier and a pass code.
    pub fn offers_a_pass_code(&self) -> bool {
        let offers = |who: &Who| matches!(who, Who::Identifier(_, pass_code) if !matches!(pass_code, PassCode::Missing));
        if let Self::Create { account, participant, .. } = self {
            let mut named = account.iter().chain(participant);
            return named.any(|named| matches!(named, Named::Token(who) if offers(who)));
        }
        if let Self::Verify { who, sent, .. } = self {
            return offers(who) || (matches!(who, Who::Identifier(..)) && sent.pass_code.is_some());
        }
        if let Self::Update { who, .. }
        | Self::Show(who)
        | Self::SetAsEffective(who)
        | Self::SetAsNotEffective(who)
        | Self::Delete(who) = self
        {
            return offers(who);
        }
        false
    }

    /// So long after a rotation new rows are under the new key.
    pub const KNOWN_AFTER: i64 = 10 * 60;

    /// In seconds, where only time passes.
    pub const fn takes(&self) -> Option<i64> {
        match self {
            Self::Pass { seconds } => Some(*seconds),
            Self::Rotate => Some(Self::KNOWN_AFTER),
            Self::Create { .. }
            | Self::Verify { .. }
            | Self::ResetVerificationCode(_)
            | Self::ResetPassCode(_)
            | Self::ForgotPassCode(_)
            | Self::ChangePassCode { .. }
            | Self::Show(_)
            | Self::Update { .. }
            | Self::SetAsEffective(_)
            | Self::SetAsNotEffective(_)
            | Self::Delete(_)
            | Self::CreateAccount { .. }
            | Self::UpdateAccount { .. }
            | Self::TerminateAccount(_)
            | Self::ShowAccount(_)
            | Self::CreateParticipant { .. }
            | Self::UpdateParticipant { .. }
            | Self::TerminateParticipant(_)
            | Self::ShowParticipant(_)
            | Self::ListOfAccount(_)
            | Self::ListOfParticipant(_)
            | Self::NotAssociated(_) => None,
        }
    }

    pub const fn by_known(self) -> Turn {
        Turn { step: self, known: true }
    }

    pub const fn by_stranger(self) -> Turn {
        Turn { step: self, known: false }
    }
}
