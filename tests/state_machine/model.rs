//! The model: the life cycle of the contract, the customer records around it, and the limits, kept simply. It says
//! of each step whether it is granted, what it changes, and whom it writes to.

mod changes;
mod customers;
mod learn;
mod limits;
mod messages;
mod records;
mod settings;
mod tokens;

use limits::{CODES, Limits, Window, subject};
pub use messages::{Kind, Message};
pub use settings::{AT_MOST, Settings, settings};
use shared::State;

use super::step::{PassCode, Step, Text, Who};
use crate::support::app::START;

/// An access token. What is empty is not known yet: an answer or a message brings it.
#[derive(Clone, Debug)]
pub struct Token {
    /// Tells tokens apart before they have a number.
    pub serial: usize,
    pub number: String,
    pub state: State,
    pub identifier: Option<Text>,
    pub pass_code: Option<String>,
    pub code: Option<Text>,
    pub account: Option<usize>,
    pub participant: Option<usize>,
    /// While it is PENDING_VERIFICATION.
    pub verification: Option<Verification>,
    pub ticket: Option<Ticket>,
}

#[derive(Clone, Debug)]
pub struct Verification {
    pub code: String,
    pub expires: i64,
    pub tries: u32,
    pub tries_of_day: Window,
}

#[derive(Clone, Debug)]
pub struct Ticket {
    pub text: String,
    pub expires: i64,
}

#[derive(Clone, Debug)]
pub struct Account {
    pub number: String,
    pub name: Option<Text>,
    pub address: Option<Text>,
    pub terminated: bool,
}

#[derive(Clone, Debug)]
pub struct Participant {
    pub number: String,
    pub owner: usize,
    pub terminated: bool,
}

/// Status and code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(pub u16, pub Text);

/// What a step that is granted answers. Tokens are named by their serials.
#[derive(Debug)]
pub enum Granted {
    /// No data, or only time passed.
    Nothing,
    Token(usize),
    /// The token as it was before it was deleted.
    Gone(Box<Token>),
    /// A token that is PENDING_VERIFICATION, and does not exist.
    Pretended,
    /// What a reset answers to who proved it, and to a stranger.
    Reset(usize),
    ToAStranger(Text),
    Account(usize, Vec<usize>),
    Participant(usize, Vec<usize>),
    List(Vec<usize>),
}

pub type Outcome = Result<Granted, Refused>;

const NOT_FOUND: Refused = Refused(404, "ACCESS_TOKEN_NOT_FOUND");
const WRONG_STATE: Refused = Refused(409, "LIFE_CYCLE_STATE_NOT_ALLOWED");
const INVALID_FIELD: Refused = Refused(400, "INVALID_FIELD");
const IDENTIFIER_TAKEN: Refused = Refused(409, "IDENTIFIER_TAKEN");
const CODE_TAKEN: Refused = Refused(409, "AUTHENTICATION_CODE_TAKEN");

#[derive(Clone, Debug)]
pub struct Model {
    pub settings: Settings,
    pub now: i64,
    pub tokens: Vec<Token>,
    pub accounts: Vec<Account>,
    pub participants: Vec<Participant>,
    /// Every reset ticket that was sent, alive or dead, and every generated pass code.
    pub tickets: Vec<String>,
    pub generated: Vec<String>,
    /// What the last step has to send, and how many all before it sent.
    pub messages: Vec<Message>,
    pub sent: usize,
    limits: Limits,
    serials: usize,
}

impl Model {
    pub fn new(settings: &Settings) -> Self {
        Self {
            settings: settings.clone(),
            now: START,
            tokens: Vec::new(),
            accounts: Vec::new(),
            participants: Vec::new(),
            tickets: Vec::new(),
            generated: Vec::new(),
            messages: Vec::new(),
            sent: 0,
            limits: Limits::default(),
            serials: 0,
        }
    }

    /// Makes a step, and says what comes of it.
    pub fn apply(&mut self, step: &Step) -> Outcome {
        self.sent += self.messages.len();
        self.messages.clear();
        match step {
            Step::Pass { seconds } => {
                self.now += seconds;
                Ok(Granted::Nothing)
            }
            Step::Create { fields, account, participant, known } => {
                self.create(fields, account.as_ref(), participant.as_ref(), *known)
            }
            Step::Verify { who, typed, pass_code } => self.verify(who, *typed, *pass_code),
            Step::ResetVerificationCode(who) => self.reset(who, Self::reset_verification_code),
            Step::ResetPassCode(who) => self.reset(who, Self::reset_pass_code),
            Step::ForgotPassCode(who) => {
                self.forgot_pass_code(who.identifier());
                Ok(Granted::Nothing)
            }
            Step::ChangePassCode { ticket, pass_code } => self.change_pass_code(*ticket, pass_code),
            Step::Show(who) => self.show(who),
            Step::Update { who, identifier, pass_code, code, known } => {
                self.update(who, *identifier, *pass_code, *code, *known)
            }
            Step::SetAsEffective(who) => self.set_as_effective(who),
            Step::SetAsNotEffective(who) => self.set_as_not_effective(who),
            Step::Delete(who) => self.delete(who),
            Step::CreateAccount { name, address, tokens } => self.create_account(*name, *address, tokens),
            Step::UpdateAccount { account, name, tokens } => self.update_account(account, *name, tokens),
            Step::TerminateAccount(named) => self.terminate_account(named),
            Step::ShowAccount(named) => self.show_account(named),
            Step::CreateParticipant { owner, tokens } => self.create_participant(owner, tokens),
            Step::UpdateParticipant { participant, tokens } => self.update_participant(participant, tokens),
            Step::TerminateParticipant(named) => self.terminate_participant(named),
            Step::ShowParticipant(named) => self.show_participant(named),
            Step::ListOfAccount(named) => self.list_of_account(named),
            Step::ListOfParticipant(named) => self.list_of_participant(named),
            Step::NotAssociated(state) => Ok(self.not_associated(*state)),
        }
    }

    pub fn token(&self, serial: usize) -> &Token {
        self.tokens.iter().find(|token| token.serial == serial).expect("a token of the model")
    }

    fn token_mut(&mut self, serial: usize) -> &mut Token {
        self.tokens.iter_mut().find(|token| token.serial == serial).expect("a token of the model")
    }

    /// Who has the identifier, in any spelling.
    fn holder(&self, identifier: &str) -> Option<&Token> {
        let has = |token: &&Token| token.identifier.is_some_and(|its| its.eq_ignore_ascii_case(identifier));
        self.tokens.iter().find(has)
    }

    fn holder_of_code(&self, code: Text) -> Option<&Token> {
        self.tokens.iter().find(|token| token.code == Some(code))
    }

    /// The token that is meant, whether or not the caller proves to know it.
    fn meant(&self, who: &Who) -> Option<&Token> {
        match who {
            Who::Code(code) => self.holder_of_code(code),
            Who::Identifier(identifier, _) => self.holder(identifier),
            Who::Made { .. } => None,
        }
    }

    /// The token that the caller proves to know.
    fn proved(&self, who: &Who) -> Option<&Token> {
        let proves = |token: &&Token| match who {
            Who::Code(_) | Who::Identifier(_, PassCode::Right) => token.code_or_pass_code(who),
            Who::Identifier(_, PassCode::Wrong | PassCode::Missing) | Who::Made { .. } => false,
        };
        let used_up = self.limits.used_up(&subject(who), self.now);
        self.meant(who).filter(proves).filter(|_| !used_up)
    }

    /// The same; a try that proves nothing is counted.
    fn prove(&mut self, who: &Who) -> Result<usize, Refused> {
        let proved = self.proved(who).map(|token| token.serial);
        if proved.is_none() {
            self.limits.attempt(&subject(who), self.now);
        }
        proved.ok_or(NOT_FOUND)
    }

    /// The pass code of whoever has the identifier; where nobody has one, any.
    pub fn pass_code_of(&self, identifier: &str) -> String {
        let pass_code = self.holder(identifier).and_then(|token| token.pass_code.clone());
        pass_code.unwrap_or_else(|| "whatever this is 4".to_owned())
    }

    /// The verification code that waits to be typed in; where there is none, any.
    pub fn code_of(&self, who: &Who) -> String {
        let verification = self.meant(who).and_then(|token| token.verification.as_ref());
        let sent = verification.map(|verification| verification.code.clone()).filter(|code| !code.is_empty());
        sent.unwrap_or_else(|| "000000".to_owned())
    }

    /// All of a change, or nothing of it.
    fn atomically<T>(
        &mut self,
        change: impl FnOnce(&mut Self, &Self) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        let before = self.clone();
        let outcome = change(self, &before);
        if outcome.is_err() {
            *self = before;
        }
        outcome
    }

    fn code_attempt(&mut self) {
        self.limits.attempt(CODES, self.now);
    }
}

impl Token {
    /// An authentication code is proof enough; an identifier needs a pass code, if it has one yet.
    fn code_or_pass_code(&self, who: &Who) -> bool {
        matches!(who, Who::Code(_)) || self.pass_code.is_some()
    }

    pub fn belongs_to_nothing(&self) -> bool {
        self.account.is_none() && self.participant.is_none()
    }
}
