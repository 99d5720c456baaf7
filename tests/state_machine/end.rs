//! The end of a sequence: every token is found by what it has, and nothing is stuck.

use shared::State;

use super::{
    Run,
    model::Token,
    step::{CODES, PassCode, Patch, Sent, Step, Turn, Typed, Who},
};

/// Whoever guessed too often may try again then, and ask again.
const LATER: i64 = 24 * 60 * 60;

impl Run {
    pub async fn end(&mut self) -> Result<(), String> {
        self.make(&Step::Pass { seconds: LATER }.by_known()).await?;
        self.who_can_be_identified().await?;
        for token in self.model.tokens.clone() {
            for turn in self.goes(&token) {
                self.make(&turn).await?;
            }
        }
        Ok(())
    }

    /// By a back office, and by strangers, to whom what waits for its code is nothing.
    async fn who_can_be_identified(&mut self) -> Result<(), String> {
        for token in self.model.tokens.clone() {
            let by_code = token.code.map(Who::Code);
            let by_pass_code =
                token.identifier.map(|identifier| Who::Identifier(identifier, PassCode::Right));
            for who in [by_code, by_pass_code].into_iter().flatten() {
                self.make(&Step::Show(who.clone()).by_known()).await?;
                self.make(&Step::Show(who).by_stranger()).await?;
            }
        }
        Ok(())
    }

    /// What takes a token through the rest of its life; the model says what of it is granted.
    fn goes(&self, token: &Token) -> Vec<Turn> {
        let named = |pass_code| token.identifier.map(|identifier| Who::Identifier(identifier, pass_code));
        let by_code = token.code.map(Who::Code);
        let Some(who) = by_code.clone().or_else(|| named(PassCode::Right)) else { return Vec::new() };
        let free = CODES.into_iter().find(|code| self.model.holder_of_code(code).is_none());
        let code = token.code.or(free).map_or(Patch::Absent, Patch::Given);
        let now_by_code = match code {
            Patch::Given(code) => Who::Code(code),
            Patch::Absent | Patch::Null => who.clone(),
        };
        let (identifier, pass_code) = (Patch::Absent, Patch::Absent);
        let update = Step::Update { who: who.clone(), identifier, pass_code, code };
        let sent = Sent::default();
        let steps = match token.state {
            State::PendingVerification => {
                vec![
                    Step::ResetVerificationCode(who.clone()),
                    Step::Verify { who, typed: Typed::Right, sent },
                ]
            }
            State::NotEffective => vec![Step::SetAsEffective(who)],
            State::Effective => Vec::new(),
        };
        let ends = [update, Step::SetAsNotEffective(now_by_code.clone()), Step::Delete(now_by_code)];
        steps.into_iter().chain(ends).map(Step::by_known).collect()
    }
}
