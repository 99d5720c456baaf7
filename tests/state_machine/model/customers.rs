//! What the operations on customer records are to do.

use super::{
    Account, Granted, Model, Outcome, Participant, Refused, Token, WRONG_STATE,
    records::{Customer, NO_PARTICIPANT},
};
use crate::state_machine::step::{Assignment, Named, Patch, Text};

impl Model {
    fn name_is_free(&self, name: Option<Text>, of: usize) -> Result<(), Refused> {
        let taken = |(index, account): (usize, &Account)| {
            index != of && account.name.is_some() && account.name == name
        };
        if self.accounts.iter().enumerate().any(taken) { Err(Refused(409, "NAME_TAKEN")) } else { Ok(()) }
    }

    pub fn create_account(
        &mut self,
        name: Option<Text>,
        address: Option<Text>,
        tokens: &[Assignment],
    ) -> Outcome {
        self.candidates(tokens, false)?;
        self.prove_all(tokens)?;
        self.atomically(|model, before| {
            let account = model.accounts.len();
            model.name_is_free(name, account)?;
            model.accounts.push(Account { number: String::new(), name, address, terminated: false });
            let customer = Customer { account, participant: None, direct: true };
            Ok(Granted::Account(account, model.assigned(before, tokens, customer)?))
        })
    }

    pub fn update_account(&mut self, account: &Named, name: Patch, tokens: &[Assignment]) -> Outcome {
        self.candidates(tokens, false)?;
        self.prove_named(Some(account))?;
        self.prove_all(tokens)?;
        let customer = self.found(Some(account), None)?;
        self.changeable(customer)?;
        self.atomically(|model, before| {
            let index = customer.account;
            let name = match name {
                Patch::Absent => model.accounts[index].name,
                Patch::Null => None,
                Patch::Given(name) => Some(name),
            };
            model.name_is_free(name, index)?;
            model.accounts[index].name = name;
            Ok(Granted::Account(index, model.assigned(before, tokens, customer)?))
        })
    }

    pub fn terminate_account(&mut self, named: &Named) -> Outcome {
        self.prove_named(Some(named))?;
        let customer = self.found(Some(named), None)?;
        if self.participants_of(customer.account) > 0 {
            return Err(WRONG_STATE);
        }
        self.changeable(customer)?;
        self.accounts[customer.account].terminated = true;
        Ok(Granted::Account(customer.account, Vec::new()))
    }

    pub fn show_account(&mut self, named: &Named) -> Outcome {
        self.prove_named(Some(named))?;
        Ok(Granted::Account(self.found(Some(named), None)?.account, Vec::new()))
    }

    pub fn create_participant(&mut self, owner: &Named, tokens: &[Assignment]) -> Outcome {
        self.candidates(tokens, true)?;
        self.prove_named(Some(owner))?;
        self.prove_all(tokens)?;
        let owner = self.found(Some(owner), None)?;
        self.changeable(owner)?;
        self.atomically(|model, before| {
            let index = model.participants.len();
            model.participants.push(Participant {
                number: String::new(),
                owner: owner.account,
                terminated: false,
            });
            let customer = Customer { account: owner.account, participant: Some(index), direct: false };
            Ok(Granted::Participant(index, model.assigned(before, tokens, customer)?))
        })
    }

    pub fn update_participant(&mut self, participant: &Named, tokens: &[Assignment]) -> Outcome {
        self.candidates(tokens, true)?;
        self.prove_named(Some(participant))?;
        self.prove_all(tokens)?;
        let (customer, index) = self.found_participant(participant)?;
        self.changeable(customer)?;
        self.atomically(|model, before| {
            Ok(Granted::Participant(index, model.assigned(before, tokens, customer)?))
        })
    }

    pub fn terminate_participant(&mut self, named: &Named) -> Outcome {
        self.prove_named(Some(named))?;
        let (customer, index) = self.found_participant(named)?;
        self.changeable(customer)?;
        self.participants[index].terminated = true;
        Ok(Granted::Participant(index, Vec::new()))
    }

    pub fn show_participant(&mut self, named: &Named) -> Outcome {
        self.prove_named(Some(named))?;
        Ok(Granted::Participant(self.found_participant(named)?.1, Vec::new()))
    }

    fn found_participant(&self, named: &Named) -> Result<(Customer, usize), Refused> {
        let customer = self.found(None, Some(named))?;
        Ok((customer, customer.participant.ok_or(NO_PARTICIPANT)?))
    }

    pub fn list_of_account(&mut self, named: &Named) -> Outcome {
        self.prove_named(Some(named))?;
        let account = self.found(Some(named), None)?.account;
        Ok(self.listed(|token| token.account == Some(account)))
    }

    pub fn list_of_participant(&mut self, named: &Named) -> Outcome {
        self.prove_named(Some(named))?;
        let (_, participant) = self.found_participant(named)?;
        Ok(self.listed(|token| token.participant == Some(participant)))
    }

    /// In the order of their numbers.
    fn listed(&self, wanted: impl Fn(&Token) -> bool) -> Granted {
        let mut listed: Vec<_> = self.tokens.iter().filter(|token| wanted(token)).collect();
        listed.sort_by_key(|token| token.number.clone());
        Granted::List(listed.into_iter().map(|token| token.serial).collect())
    }
}
