//! The model: the life cycle of the contract, the customer records around it, and the limits, kept simply. It says
//! of each step whether it is granted, what it changes, and whom it writes to.

mod changes;
mod customers;
mod learn;
pub mod limits;
mod messages;
mod proofs;
mod records;
mod registrations;
mod resets;
mod settings;
mod tokens;
mod verification;

use limits::{DAY, Limits, Subject, Window};
pub use messages::{Kind, Message, MessageRow};
pub use settings::{AT_MOST, Settings, settings};
pub use tokens::{Ticket, Token, Verification};

use super::step::{Step, Text, Turn};
use crate::support::app::START;

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
    /// A token that is PENDING_VERIFICATION, and is not there by that number; what it was asked to have.
    Pretended {
        identifier: Text,
        code: Option<Text>,
    },
    /// What a reset answers to who proved it, and to a stranger.
    Reset(usize),
    ToAStranger(Text),
    Account(usize, Vec<usize>),
    Participant(usize, Vec<usize>),
    List(Vec<usize>),
}

pub type Outcome = Result<Granted, Refused>;

const NOT_FOUND: Refused = Refused(404, "ACCESS_TOKEN_NOT_FOUND");
const VERIFICATION_REFUSED: Refused = Refused(422, "VERIFICATION_REFUSED");
const WRONG_STATE: Refused = Refused(409, "LIFE_CYCLE_STATE_NOT_ALLOWED");
const INVALID_FIELD: Refused = Refused(400, "INVALID_FIELD");
const INVALID_VALUE: Refused = Refused(422, "INVALID_VALUE");
const CALLER_NOT_KNOWN: Refused = Refused(401, "CALLER_NOT_KNOWN");
const IDENTIFIER_TAKEN: Refused = Refused(409, "IDENTIFIER_TAKEN");
const CODE_TAKEN: Refused = Refused(409, "AUTHENTICATION_CODE_TAKEN");
const TOO_MANY_ATTEMPTS: Refused = Refused(429, "TOO_MANY_ATTEMPTS");

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
    /// What the last step has to send.
    pub messages: Vec<Message>,
    /// The rows of all messages, and of those that were not sent.
    pub rows: Vec<MessageRow>,
    pub limits: Limits,
    /// Whether a back office makes the step, and what it proved by what could have been guessed.
    known: bool,
    proved_by: Vec<Subject>,
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
            rows: Vec::new(),
            limits: Limits::default(),
            known: true,
            proved_by: Vec::new(),
            serials: 0,
        }
    }

    /// Makes a step, and says what comes of it.
    pub fn apply(&mut self, turn: &Turn) -> Outcome {
        self.messages.clear();
        self.proved_by.clear();
        self.known = turn.known;
        let outcome = self.made(&turn.step);
        let of_no_proof = |refused: &Refused| [NOT_FOUND, VERIFICATION_REFUSED].contains(refused);
        if outcome.as_ref().is_err_and(of_no_proof) && !turn.known && turn.step.offers_a_pass_code() {
            *self.limits.of_all.entry(self.now / limits::HOUR).or_default() += 1;
        }
        if outcome.is_ok() {
            for subject in &self.proved_by {
                self.limits.over(subject);
            }
        }
        outcome
    }

    fn made(&mut self, step: &Step) -> Outcome {
        match step {
            Step::Pass { .. } | Step::Rotate => Ok(self.pass(step.takes().unwrap_or_default())),
            Step::Create { fields, account, participant } => {
                self.create(fields, account.as_ref(), participant.as_ref())
            }
            Step::Verify { who, typed, sent } => self.verify(who, *typed, *sent),
            Step::ResetVerificationCode(who) => self.reset_verification_code(who),
            Step::ResetPassCode(who) => self.reset_pass_code(who),
            Step::ForgotPassCode(who) => self.forgot_pass_code(who.identifier()),
            Step::ChangePassCode { ticket, pass_code } => self.change_pass_code(*ticket, pass_code),
            Step::Show(who) => self.show(who),
            Step::Update { who, identifier, pass_code, code } => {
                self.update(who, *identifier, *pass_code, *code)
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

    /// Time passes, and takes what it is over with.
    fn pass(&mut self, seconds: i64) -> Granted {
        self.now += seconds;
        let now = self.now;
        self.tokens.retain(|token| token.expires().is_none_or(|expires| now < expires));
        self.rows.retain(|row| now < row.expires);
        Granted::Nothing
    }

    pub fn token(&self, serial: usize) -> &Token {
        self.tokens.iter().find(|token| token.serial == serial).expect("a token of the model")
    }

    fn token_mut(&mut self, serial: usize) -> &mut Token {
        self.tokens.iter_mut().find(|token| token.serial == serial).expect("a token of the model")
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
}
