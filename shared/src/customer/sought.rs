//! The customer records that a request names: where to look, and what was found.

use serde::Deserialize;

use super::{Customer, named::Named};
use crate::{
    access_token::AccessToken,
    accounts_receivable::{AccountsReceivable, name_key, parse_name},
    caller::Caller,
    context::Context,
    destination::Destination,
    http::Parameters,
    id::{Id, Numbered},
    look_up::{AccessTokenIdentifier, Sought},
    refusal::Refusal,
    registration::For,
    rewards_participant::RewardsParticipant,
    seek::Seek,
    service::Service,
    table::{Key, Rows, Stored, TableError},
};

/// `accounts_receivable_identifier` as it is sent: exactly one of the four.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountsReceivableIdentifier {
    id: Option<Id>,
    number: Option<String>,
    name: Option<String>,
    access_token_identifier: Option<AccessTokenIdentifier>,
}

/// `rewards_participant_identifier` as it is sent: exactly one of the three.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewardsParticipantIdentifier {
    id: Option<Id>,
    number: Option<String>,
    access_token_identifier: Option<AccessTokenIdentifier>,
}

/// The customer records that a request names, none to both of them.
#[derive(Default)]
pub struct SoughtCustomer {
    account: Option<Named>,
    participant: Option<Named>,
}

impl SoughtCustomer {
    /// Takes both fields, where they are given, out of the others.
    pub fn take(
        parameters: &mut Parameters,
        caller: &Caller,
        service: &Service,
        context: &Context,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            account: account(parameters, caller, service, context)?,
            participant: participant(parameters, caller, service, context)?,
        })
    }

    /// An accounts receivable, which must be named.
    pub fn account(
        parameters: &mut Parameters,
        caller: &Caller,
        service: &Service,
        context: &Context,
    ) -> Result<Self, Refusal> {
        let account = account(parameters, caller, service, context)?;
        let account = account.ok_or_else(|| Refusal::field(ACCOUNT, "is missing"))?;
        Ok(Self { account: Some(account), participant: None })
    }

    /// A rewards participant, which must be named.
    pub fn participant(
        parameters: &mut Parameters,
        caller: &Caller,
        service: &Service,
        context: &Context,
    ) -> Result<Self, Refusal> {
        let participant = participant(parameters, caller, service, context)?;
        let participant = participant.ok_or_else(|| Refusal::field(PARTICIPANT, "is missing"))?;
        Ok(Self { account: None, participant: Some(participant) })
    }

    pub const fn belongs(&self) -> For {
        match (&self.account, &self.participant) {
            (None, None) => For::Nothing,
            (Some(_), None) => For::Account,
            (_, Some(_)) => For::Participant,
        }
    }

    /// One of the two, which must be named.
    pub fn either(
        parameters: &mut Parameters,
        caller: &Caller,
        service: &Service,
        context: &Context,
    ) -> Result<Self, Refusal> {
        let sought = Self::take(parameters, caller, service, context)?;
        if sought.account.is_some() == sought.participant.is_some() {
            return Err(Refusal::field(ACCOUNT, format!("give either this or {PARTICIPANT}")));
        }
        Ok(sought)
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

const ACCOUNT: &str = "accounts_receivable_identifier";
const PARTICIPANT: &str = "rewards_participant_identifier";

fn account(
    parameters: &mut Parameters,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Option<Named>, Refusal> {
    let Some(given) = parameters.take::<AccountsReceivableIdentifier>(ACCOUNT)? else { return Ok(None) };
    let name =
        given.name.as_deref().map(parse_name).transpose().map_err(|refusal| refusal.within(ACCOUNT))?;
    let name = name.map(|name| Named::Claim(Some(name_key(&name))));
    let number = given.number.map(|number| Named::number(Numbered::AccountsReceivable, &number));
    let token = by_token(given.access_token_identifier.as_ref(), caller, service, context);
    let token = token.map_err(|refusal| refusal.within(ACCOUNT))?;
    let given = [given.id.map(Named::Id), number, name, token].into_iter().flatten().collect();
    Named::one(given, "id, number, name, access_token_identifier", caller)
        .map(Some)
        .map_err(|refusal| refusal.at(ACCOUNT))
}

fn participant(
    parameters: &mut Parameters,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Option<Named>, Refusal> {
    let Some(given) = parameters.take::<RewardsParticipantIdentifier>(PARTICIPANT)? else { return Ok(None) };
    let number = given.number.map(|number| Named::number(Numbered::RewardsParticipant, &number));
    let token = by_token(given.access_token_identifier.as_ref(), caller, service, context);
    let token = token.map_err(|refusal| refusal.within(PARTICIPANT))?;
    let given = [given.id.map(Named::Id), number, token].into_iter().flatten().collect();
    Named::one(given, "id, number, access_token_identifier", caller)
        .map(Some)
        .map_err(|refusal| refusal.at(PARTICIPANT))
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
