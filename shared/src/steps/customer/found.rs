//! The customer records that were found: what access tokens belong to, or are to belong to.

use crate::{
    base::doer::Done,
    definition::Settings,
    records::{
        access_token::AccessToken,
        accounts_receivable::AccountsReceivable,
        customer_records::Records,
        links::{Links, Owned},
        refusal::Refusal,
        rewards_participant::RewardsParticipant,
    },
    steps::service::Service,
    table::{Stored, Write},
};

/// What tokens belong to, as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub account: Stored<AccountsReceivable>,
    /// A rewards participant that the account owns, where that is what tokens belong to.
    pub participant: Option<Stored<RewardsParticipant>>,
    /// Whether tokens belong to the account itself, and not only to its rewards participant.
    pub direct: bool,
}

impl Customer {
    /// Whether it is the one that an access token belongs to.
    pub(crate) fn is_of(&self, token: &AccessToken) -> bool {
        match &self.participant {
            Some(Stored { row, .. }) => {
                token.links.rewards_participant.as_ref().is_some_and(|owned| owned.id == row.id)
            }
            None => token.links.account() == Some(&self.account.row.id),
        }
    }

    /// Refuses a customer record to which nothing may happen any more.
    pub(crate) fn changeable(self) -> Result<Self, Refusal> {
        if self.direct {
            self.account.row.clone().changeable()?;
        }
        if let Some(participant) = &self.participant {
            participant.row.clone().changeable()?;
        }
        Ok(self)
    }

    /// A token that belongs to this customer from now on.
    pub(crate) fn attach(&self, token: AccessToken, done: &Done) -> Result<AccessToken, Refusal> {
        let account = &self.account.row.id;
        let token = if self.direct { token.attach_to_account(account, done)? } else { token };
        match &self.participant {
            Some(Stored { row, .. }) => {
                let owned = Owned { id: row.id.clone(), accounts_receivable: account.clone() };
                token.attach_to_participant(owned, done)
            }
            None => Ok(token),
        }
    }

    /// A token that belongs to this customer no longer.
    pub(crate) fn detach(
        &self,
        token: AccessToken,
        ends_with_last_link: bool,
        done: &Done,
    ) -> Result<AccessToken, Refusal> {
        let Links { accounts_receivable, rewards_participant } = token.links.clone();
        let links = match &self.participant {
            Some(Stored { row, .. })
                if rewards_participant.as_ref().is_some_and(|owned| owned.id == row.id) =>
            {
                Links { accounts_receivable, rewards_participant: None }
            }
            None if accounts_receivable.as_ref() == Some(&self.account.row.id) => {
                Links { accounts_receivable: None, rewards_participant }
            }
            Some(_) | None => return Err(Refusal::NotAssociated),
        };
        Ok(token.detached(links, ends_with_last_link, done))
    }

    /// Whether tokens may be created for this customer.
    pub(crate) const fn may_create_tokens(&self, settings: &Settings) -> bool {
        (!self.direct || settings.accounts_receivable.may_create_tokens)
            && (self.participant.is_none() || settings.rewards_participant.may_create_tokens)
    }

    /// The template that tells this customer of a token that was assigned, if one does.
    pub(crate) fn assigning_template<'a>(&self, settings: &'a Settings) -> Option<&'a str> {
        match self.participant {
            Some(_) => settings.rewards_participant.assigning_template.as_deref(),
            None => settings.accounts_receivable.assigning_template.as_deref(),
        }
    }

    pub(crate) fn records(&self) -> Records {
        Records {
            account: Some(self.account.row.clone()),
            rewards_participant: self.participant.as_ref().map(|stored| stored.row.clone()),
        }
    }

    /// The same, with the records updated that tokens belong to.
    pub(crate) fn updated(mut self, done: &Done) -> Self {
        if self.direct {
            self.account.row.history = self.account.row.history.updated(done);
        }
        let participant = self.participant.map(|Stored { row, version }| {
            let history = row.history.updated(done);
            Stored { row: RewardsParticipant { history, ..row }, version }
        });
        Self { participant, ..self }
    }

    /// The writes of the records: with so many tokens more and less, and guarded against what ends them meanwhile.
    pub(crate) fn writes(
        self,
        added: usize,
        removed: usize,
        service: &Service,
        done: &Done,
    ) -> Result<Vec<Write>, Refusal> {
        let Self { account, participant, direct } = self.updated(done);
        let mut writes = Vec::new();
        if direct {
            let Stored { row, version } = account;
            let rules = &service.definition.of_records().accounts_receivable;
            let account = row.with_tokens(added, removed, rules, done)?;
            writes.push(Write::replace(&account.key(), &account, version)?);
        }
        if let Some(Stored { row, version }) = participant {
            writes.push(Write::replace(&row.key(), &row, version)?);
        }
        Ok(writes)
    }
}
