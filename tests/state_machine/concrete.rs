//! A step on whichever access token there is, as a step on the one that the model has.

use super::{
    model::{Model, Token},
    step::{Assignment, CODES, Named, Step, Turn, Who},
};

impl Who {
    fn concrete(&self, model: &Model) -> Self {
        let Self::Made { state, index, by_code, pass_code } = self else { return self.clone() };
        let identifier = |token: &Token| token.identifier.map(|of| Self::Identifier(of, *pass_code));
        let code = |token: &Token| token.code.map(Self::Code);
        let in_state: Vec<_> = model.tokens.iter().filter(|token| Some(token.state) == *state).collect();
        let all: Vec<_> = model.tokens.iter().collect();
        let tokens = if in_state.is_empty() { all } else { in_state };
        let index = index.checked_rem(tokens.len());
        let found = index.map(|index| tokens[index]).and_then(|token| {
            if *by_code { code(token).or(identifier(token)) } else { identifier(token).or(code(token)) }
        });
        found.unwrap_or(Self::Code(CODES[0]))
    }
}

impl Named {
    fn concrete(&self, model: &Model) -> Self {
        if let Self::Token(who) = self { Self::Token(who.concrete(model)) } else { self.clone() }
    }
}

impl Assignment {
    fn concrete(&self, model: &Model) -> Self {
        match self {
            Self::AddNew(fields) => Self::AddNew(*fields),
            Self::AddExisting(who) => Self::AddExisting(who.concrete(model)),
            Self::Remove(who) => Self::Remove(who.concrete(model)),
        }
    }
}

impl Turn {
    pub fn concrete(&self, model: &Model) -> Self {
        Self { step: self.step.concrete(model), known: self.known }
    }
}

impl Step {
    fn concrete(&self, model: &Model) -> Self {
        let mut step = self.clone();
        match &mut step {
            Self::Verify { who, .. }
            | Self::ResetVerificationCode(who)
            | Self::ResetPassCode(who)
            | Self::ForgotPassCode(who)
            | Self::Show(who)
            | Self::Update { who, .. }
            | Self::SetAsEffective(who)
            | Self::SetAsNotEffective(who)
            | Self::Delete(who) => *who = who.concrete(model),
            Self::Create { account, participant, .. } => {
                for named in account.iter_mut().chain(participant) {
                    *named = named.concrete(model);
                }
            }
            Self::CreateAccount { tokens, .. } => all(tokens, model),
            Self::UpdateAccount { account: named, tokens, .. }
            | Self::CreateParticipant { owner: named, tokens }
            | Self::UpdateParticipant { participant: named, tokens } => {
                *named = named.concrete(model);
                all(tokens, model);
            }
            Self::TerminateAccount(named)
            | Self::ShowAccount(named)
            | Self::TerminateParticipant(named)
            | Self::ShowParticipant(named)
            | Self::ListOfAccount(named)
            | Self::ListOfParticipant(named) => *named = named.concrete(model),
            Self::Pass { .. } | Self::Rotate | Self::ChangePassCode { .. } | Self::NotAssociated(_) => {}
        }
        step
    }
}

fn all(tokens: &mut [Assignment], model: &Model) {
    for token in tokens {
        *token = token.concrete(model);
    }
}
