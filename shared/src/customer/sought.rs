//! The customer records that a request names: where to look, and what was found.

use super::{
    Customer,
    identifiers::{
        ACCOUNT, AccountsReceivableIdentifier, CustomerIdentifiers, PARTICIPANT, RewardsParticipantIdentifier,
    },
    named::Named,
};
use crate::{
    access_token::AccessToken,
    accounts_receivable::{AccountsReceivable, name_key, parse_name},
    caller::Caller,
    context::Context,
    destination::Destination,
    id::{Id, Numbered},
    look_up::{AccessTokenIdentifier, Sought},
    refusal::Refusal,
    registration::For,
    rewards_participant::RewardsParticipant,
    seek::Seek,
    service::Service,
    table::{Key, Rows, Stored, TableError},
};

/// The customer records that a request names, none to both of them.
#[derive(Default)]
pub struct SoughtCustomer {
    account: Option<Named>,
    participant: Option<Named>,
}

impl SoughtCustomer {
    /// What the identifiers name.
    pub fn new(
        given: CustomerIdentifiers,
        caller: &Caller,
        service: &Service,
        context: &Context,
    ) -> Result<Self, Refusal> {
        let CustomerIdentifiers { accounts_receivable_identifier, rewards_participant_identifier } = given;
        let account = accounts_receivable_identifier
            .map(|given| account(given, caller, service, context).map_err(|refusal| refusal.at(ACCOUNT)));
        let participant = rewards_participant_identifier.map(|given| {
            participant(given, caller, service, context).map_err(|refusal| refusal.at(PARTICIPANT))
        });
        Ok(Self { account: account.transpose()?, participant: participant.transpose()? })
    }

    pub const fn belongs(&self) -> For {
        match (&self.account, &self.participant) {
            (None, None) => For::Nothing,
            (Some(_), None) => For::Account,
            (_, Some(_)) => For::Participant,
        }
    }

    /// What leads to the ids.
    pub fn leads(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        let mut keys = Vec::new();
        for named in [&self.account, &self.participant].into_iter().flatten() {
            keys.extend(named.wants(rows)?);
        }
        Ok(keys)
    }

    /// The key of the one record that is named, once its id is known.
    pub fn record(&self, rows: &Rows) -> Result<Option<Key>, Refusal> {
        for named in [&self.account, &self.participant].into_iter().flatten() {
            named.identifies(rows)?;
        }
        if let Some(named) = &self.account {
            return Ok(named.id(rows, account_of)?.as_ref().map(Key::accounts_receivable));
        }
        let Some(named) = &self.participant else { return Ok(None) };
        Ok(named.id(rows, participant_of)?.as_ref().map(Key::rewards_participant))
    }

    /// The refusal where there is none.
    pub const fn not_found(&self) -> Refusal {
        match self.belongs() {
            For::Nothing | For::Account => Refusal::AccountsReceivableNotFound,
            For::Participant => Refusal::RewardsParticipantNotFound,
        }
    }

    /// What was found, all of it, or nothing where nothing is named.
    pub fn found(&self, rows: &Rows) -> Result<Option<Customer>, Refusal> {
        for named in [&self.account, &self.participant].into_iter().flatten() {
            named.identifies(rows)?;
        }
        let account = match &self.account {
            Some(named) => Some(stored_account(rows, named.id(rows, account_of)?)?),
            None => None,
        };
        let Some(named) = &self.participant else {
            return Ok(account.map(|account| Customer { account, participant: None, direct: true }));
        };
        let participant = match named.id(rows, participant_of)? {
            Some(id) => rows.row::<RewardsParticipant>(&Key::rewards_participant(&id))?,
            None => None,
        };
        let participant = participant.ok_or(Refusal::RewardsParticipantNotFound)?;
        let direct = account.is_some();
        let account = match account {
            Some(account) if account.row.id != participant.row.accounts_receivable => {
                return Err(Refusal::NotOwned);
            }
            Some(account) => account,
            None => stored_account(rows, Some(participant.row.accounts_receivable.clone()))?,
        };
        Ok(Some(Customer { account, participant: Some(participant), direct }))
    }
}

impl Seek for SoughtCustomer {
    fn tokens(&mut self) -> Vec<&mut Sought> {
        let named = self.account.iter_mut().chain(&mut self.participant);
        named.filter_map(Named::token).collect()
    }

    /// First what leads to the ids, then the records, with the destination of who owns them. A token's records are
    /// read once it is proved.
    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = self.leads(rows)?;
        let mut accounts = Vec::new();
        if let Some(named) = &self.account {
            accounts.extend(named.id(rows, account_of)?);
        }
        if let Some(named) = &self.participant {
            accounts.extend(named.id(rows, owner_of)?.filter(|_| named_by_token(named)));
            if let Some(id) = named.id(rows, participant_of)? {
                let key = Key::rewards_participant(&id);
                accounts.extend(
                    rows.row::<RewardsParticipant>(&key)?.map(|stored| stored.row.accounts_receivable),
                );
                keys.push(key);
            }
        }
        for account in accounts {
            keys.push(Key::accounts_receivable(&account));
            keys.push(Destination::key_of_account(&account, &service.keyring)?);
        }
        Ok(keys)
    }
}

fn account(
    given: AccountsReceivableIdentifier,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Named, Refusal> {
    let name = given.name.as_deref().map(parse_name).transpose()?;
    let name = name.map(|name| Named::Claim(Some(name_key(&name))));
    let number = given.number.map(|number| Named::number(Numbered::AccountsReceivable, &number));
    let token = by_token(given.access_token_identifier.as_ref(), caller, service, context)?;
    let given = [given.id.map(Named::Id), number, name, token].into_iter().flatten().collect();
    Named::one(given, "id, number, name, access_token_identifier", caller)
}

fn participant(
    given: RewardsParticipantIdentifier,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Named, Refusal> {
    let number = given.number.map(|number| Named::number(Numbered::RewardsParticipant, &number));
    let token = by_token(given.access_token_identifier.as_ref(), caller, service, context)?;
    let given = [given.id.map(Named::Id), number, token].into_iter().flatten().collect();
    Named::one(given, "id, number, access_token_identifier", caller)
}

fn by_token(
    given: Option<&AccessTokenIdentifier>,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Option<Named>, Refusal> {
    let sought =
        given.map(|given| Sought::parse(given, "access_token_identifier", caller, context, &service.keyring));
    Ok(sought.transpose()?.map(|sought| Named::Token(Box::new(sought))))
}

const fn named_by_token(named: &Named) -> bool {
    matches!(named, Named::Token(_))
}

fn stored_account(rows: &Rows, id: Option<Id>) -> Result<Stored<AccountsReceivable>, Refusal> {
    let row = id.map(|id| rows.row(&Key::accounts_receivable(&id))).transpose()?;
    row.flatten().ok_or(Refusal::AccountsReceivableNotFound)
}

fn account_of(token: &AccessToken) -> Option<&Id> {
    token.links.account()
}

fn participant_of(token: &AccessToken) -> Option<&Id> {
    token.links.rewards_participant.as_ref().map(|owned| &owned.id)
}

fn owner_of(token: &AccessToken) -> Option<&Id> {
    token.links.rewards_participant.as_ref().map(|owned| &owned.accounts_receivable)
}
