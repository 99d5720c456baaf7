//! What the model cannot foretell: numbers come from answers, codes from the inbox.

use local::inbox;
use serde_json::Value;

use super::{Granted, Kind, Model};
use crate::support::app::digits;

fn number(answer: &Value) -> String {
    answer["number"].as_str().unwrap_or_default().to_owned()
}

fn kind(message: &inbox::Message) -> Kind {
    let subject = message.subject.as_deref().unwrap_or_default();
    let kinds = [
        ("is your Company ZX code", Kind::VerificationCode),
        ("You already have", Kind::Taken),
        ("Your new Company ZX pass code", Kind::PassCode),
        ("Choose a new", Kind::Ticket),
        ("pass code was changed", Kind::Changed),
        ("has another address", Kind::Renamed),
        ("access was changed", Kind::NewCode),
        ("A new access", Kind::Assigned),
    ];
    let known = kinds.into_iter().find(|(words, _)| subject.contains(words));
    known.map_or_else(|| panic!("a message of no kind: {message:?}"), |(_, kind)| kind)
}

impl Model {
    /// The numbers of what was made.
    pub fn learn(&mut self, granted: &Granted, data: &Value) {
        let (record, serials) = match granted {
            Granted::Token(serial) => {
                self.token_mut(*serial).number = number(data);
                return;
            }
            Granted::Account(index, serials) => (&mut self.accounts[*index].number, serials),
            Granted::Participant(index, serials) => (&mut self.participants[*index].number, serials),
            Granted::Nothing
            | Granted::Gone(_)
            | Granted::Pretended { .. }
            | Granted::Reset(_)
            | Granted::ToAStranger(_)
            | Granted::List(_) => return,
        };
        if record.is_empty() {
            *record = number(data);
        }
        for (index, serial) in serials.iter().enumerate() {
            let of_token = self.token_mut(*serial);
            if of_token.number.is_empty() {
                of_token.number = number(&data["access_tokens"][index]);
            }
        }
    }

    /// Compares what came with what had to come, and keeps the codes.
    pub fn receive(&mut self, came: &[inbox::Message]) -> Result<(), String> {
        let mut expected: Vec<_> =
            self.messages.iter().map(|message| (message.to.clone(), message.kind)).collect();
        let mut found: Vec<_> =
            came.iter().map(|message| (message.to.to_lowercase(), kind(message))).collect();
        expected.sort();
        found.sort();
        if expected != found {
            return Err(format!("messages expected: {expected:?}, but there came: {found:?}"));
        }
        for message in self.messages.clone() {
            if !message.kind.brings_a_secret() {
                continue;
            }
            let number = self.token(message.serial).number.clone();
            let is_it = |came: &&inbox::Message| {
                kind(came) == message.kind && (message.kind == Kind::Ticket || came.text.contains(&number))
            };
            let text = came.iter().find(is_it).map(|came| came.text.clone());
            let text = text.ok_or_else(|| format!("no message names {number} as {message:?} should"))?;
            self.keep(message.kind, message.serial, &text)?;
        }
        Ok(())
    }

    fn keep(&mut self, kind: Kind, serial: usize, text: &str) -> Result<(), String> {
        match kind {
            Kind::VerificationCode => {
                let code = text.lines().find_map(digits).expect("a code");
                let verification = self.token_mut(serial).verification.as_mut().expect("it is pending");
                learned(&mut verification.code, code)
            }
            Kind::PassCode => {
                let line = text.lines().find_map(|line| line.strip_prefix("Access Token Pass Code: "));
                let pass_code = line.expect("a pass code").to_owned();
                self.generated.push(pass_code.clone());
                self.token_mut(serial).pass_code = Some(pass_code);
                Ok(())
            }
            Kind::Ticket => {
                let ticket = text.lines().find(|line| line.len() == 32).expect("a ticket").to_owned();
                if self.tickets.last() != Some(&ticket) {
                    self.tickets.push(ticket.clone());
                }
                learned(&mut self.token_mut(serial).ticket.as_mut().expect("it has one").text, ticket)
            }
            Kind::Taken | Kind::Changed | Kind::Renamed | Kind::NewCode | Kind::Assigned => Ok(()),
        }
    }
}

/// What was sent before is sent again.
fn learned(known: &mut String, sent: String) -> Result<(), String> {
    if known.is_empty() || *known == sent {
        *known = sent;
        return Ok(());
    }
    Err(format!("{known} was to be sent again, but {sent} came"))
}
