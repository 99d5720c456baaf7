//! The customer records that a request names: where to look, and what was found.

use super::{
    found::Customer,
    identifiers::{
        ACCOUNT, AccountsReceivableIdentifier, CustomerIdentifiers, PARTICIPANT, RewardsParticipantIdentifier,
    },
    named::{By, Named},
};
use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        id::{Id, Numbered},
    },
    definition::BelongsTo,
    http::{caller::Caller, code::Code},
    records::{
        access_token::AccessToken,
        accounts_receivable::{AccountsReceivable, name_key, parse_name},
        destination::{Destination, Purpose},
        refusal::Refusal,
        rewards_participant::RewardsParticipant,
    },
    steps::{
        credentials::AccessTokenIdentifier,
        lookup::Lookup,
        service::Service,
        token_lookup::{Proof, TokenLookup},
    },
    table::{Key, Rows, Stored, TableError},
};

/// What an access token that names a customer record can be refused with.
pub(crate) const NAMED_BY_TOKEN: &[Code] = &[Code::AccessTokenNotFound, Code::LifeCycleStateNotAllowed];
/// What an accounts receivable that is named can be refused with.
pub(crate) const ACCOUNT_NAMED: &[Code] = &[Code::AccountsReceivableNotFound, Code::InvalidValue];
/// What a rewards participant that is named can be refused with.
pub(crate) const PARTICIPANT_NAMED: &[Code] = &[Code::RewardsParticipantNotFound];

/// The customer records that a request names, none to both of them.
#[derive(Default)]
pub(crate) struct CustomerLookup {
    account: Option<Named>,
    participant: Option<Named>,
    /// The access token of the customer whose session it is, where they may ask: what is found must be theirs.
    owner: Option<Id>,
}

impl CustomerLookup {
    /// What the identifiers name; in a session of a customer, that and nothing else which is theirs, or what is theirs
    /// where nothing is named.
    pub(crate) fn or_own(
        given: CustomerIdentifiers,
        belongs_to: BelongsTo,
        caller: &Caller,
        service: &Service,
        context: &Context,
    ) -> Result<Self, Refusal> {
        let Some(own) = caller.customer() else {
            return Self::new(given.needed(belongs_to)?, caller, service, context);
        };
        let mut lookup = Self { owner: Some(own.clone()), ..Self::default() };
        let named = Self::named(given, By::Owner, caller, service, context)?;
        if named.belongs_to() != BelongsTo::Nothing {
            return Ok(Self { owner: lookup.owner, ..named });
        }
        let token = TokenLookup::of_session(own, caller, context, service)?;
        let named = Some(Named::Token(Box::new(token)));
        match belongs_to {
            BelongsTo::Nothing | BelongsTo::Account => lookup.account = named,
            BelongsTo::Participant => lookup.participant = named,
        }
        Ok(lookup)
    }

    /// What the identifiers name.
    pub(crate) fn new(
        given: CustomerIdentifiers,
        caller: &Caller,
        service: &Service,
        context: &Context,
    ) -> Result<Self, Refusal> {
        Self::named(given, By::Caller(caller), caller, service, context)
    }

    fn named(
        given: CustomerIdentifiers,
        by: By<'_>,
        caller: &Caller,
        service: &Service,
        context: &Context,
    ) -> Result<Self, Refusal> {
        let mut errors = FieldErrors::default();
        let named = given.accounts_receivable_identifier.map(|given| {
            account(given, by, caller, service, context).map_err(|refusal| refusal.within(ACCOUNT))
        });
        let account = Refusal::collect(&mut errors, named.transpose())?.flatten();
        let named = given.rewards_participant_identifier.map(|given| {
            participant(given, by, caller, service, context).map_err(|refusal| refusal.within(PARTICIPANT))
        });
        let participant = Refusal::collect(&mut errors, named.transpose())?.flatten();
        errors.none()?;
        Ok(Self { account, participant, owner: None })
    }

    pub(crate) const fn belongs_to(&self) -> BelongsTo {
        match (&self.account, &self.participant) {
            (None, None) => BelongsTo::Nothing,
            (Some(_), None) => BelongsTo::Account,
            (_, Some(_)) => BelongsTo::Participant,
        }
    }

    /// The way to the ids.
    pub(crate) fn way(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        let mut keys = Vec::new();
        for named in [&self.account, &self.participant].into_iter().flatten() {
            keys.extend(named.wants(rows)?);
        }
        Ok(keys)
    }

    /// The key of the one record that is named, once its id is known.
    pub(crate) fn record(&self, rows: &Rows) -> Result<Option<Key>, Refusal> {
        for named in [&self.account, &self.participant].into_iter().flatten() {
            named.identifies(rows)?;
        }
        if let Some(named) = &self.account {
            return Ok(named.id(rows, account_of)?.as_ref().map(AccountsReceivable::key_of));
        }
        let Some(named) = &self.participant else { return Ok(None) };
        Ok(named.id(rows, participant_of)?.as_ref().map(RewardsParticipant::key_of))
    }

    /// The refusal where there is none.
    pub(crate) const fn not_found(&self) -> Refusal {
        not_found(self.belongs_to())
    }

    /// What was found, all of it, or nothing where nothing is named.
    pub(crate) fn found(&self, rows: &Rows) -> Result<Option<Customer>, Refusal> {
        let found = self.any(rows)?;
        if let (Some(owner), Some(customer)) = (&self.owner, &found) {
            let token = rows.row::<AccessToken>(&AccessToken::key_of(owner))?;
            if !token.is_some_and(|token| customer.is_of(&token.row)) {
                return Err(self.not_found());
            }
        }
        Ok(found)
    }

    fn any(&self, rows: &Rows) -> Result<Option<Customer>, Refusal> {
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
            Some(id) => rows.row::<RewardsParticipant>(&RewardsParticipant::key_of(&id))?,
            None => None,
        };
        let participant = participant.ok_or(Refusal::RewardsParticipantNotFound)?;
        let direct = account.is_some();
        let account = match account {
            Some(account) if account.row.id != participant.row.accounts_receivable => {
                return Err(Refusal::NotOwned);
            }
            Some(account) => account,
            None => {
                let key = AccountsReceivable::key_of(&participant.row.accounts_receivable);
                rows.row(&key)?.ok_or_else(Refusal::linked_row_missing)?
            }
        };
        Ok(Some(Customer { account, participant: Some(participant), direct }))
    }
}

/// The refusal where there is no customer record of that kind.
pub(crate) const fn not_found(belongs_to: BelongsTo) -> Refusal {
    match belongs_to {
        BelongsTo::Nothing | BelongsTo::Account => Refusal::AccountsReceivableNotFound,
        BelongsTo::Participant => Refusal::RewardsParticipantNotFound,
    }
}

impl Lookup for CustomerLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        let named = self.account.iter_mut().chain(&mut self.participant);
        named.filter_map(Named::token).collect()
    }

    /// First the way to the ids, then the records, with the destination of who owns them. A token's records are
    /// read once it is proved. A customer who names another's record is told by no read whether there is one.
    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = self.way(rows)?;
        let nobodys = |is_missing: bool| (is_missing && self.owner.is_some()).then(Id::nobody);
        let mut accounts = Vec::new();
        if let Some(named) = &self.account {
            accounts.extend(named.id(rows, account_of)?.or_else(|| nobodys(named.leads_nowhere(rows))));
        }
        if let Some(named) = &self.participant {
            accounts.extend(named.id(rows, owner_of)?.filter(|_| named_by_token(named)));
            let id = named.id(rows, participant_of)?.or_else(|| nobodys(named.leads_nowhere(rows)));
            if let Some(id) = id {
                let key = RewardsParticipant::key_of(&id);
                let owner =
                    rows.row::<RewardsParticipant>(&key)?.map(|stored| stored.row.accounts_receivable);
                accounts.extend(owner.or_else(|| nobodys(rows.read(&key))));
                keys.push(key);
            }
        }
        for account in accounts {
            keys.push(AccountsReceivable::key_of(&account));
            keys.push(Destination::key_of_account(&account, Purpose::Registration, &service.keyring)?);
        }
        Ok(keys)
    }
}

fn account(
    given: AccountsReceivableIdentifier,
    by: By<'_>,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Named, Refusal> {
    let named = match given {
        AccountsReceivableIdentifier::Id(id) => Named::Id(id),
        AccountsReceivableIdentifier::Number(number) => Named::number(Numbered::AccountsReceivable, &number),
        AccountsReceivableIdentifier::Name(name) => Named::Claim(Some(name_key(&parse_name(&name)?))),
        AccountsReceivableIdentifier::AccessToken(given) => by_token(&given, caller, service, context)?,
    };
    named.by(by)
}

fn participant(
    given: RewardsParticipantIdentifier,
    by: By<'_>,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Named, Refusal> {
    let named = match given {
        RewardsParticipantIdentifier::Id(id) => Named::Id(id),
        RewardsParticipantIdentifier::Number(number) => Named::number(Numbered::RewardsParticipant, &number),
        RewardsParticipantIdentifier::AccessToken(given) => by_token(&given, caller, service, context)?,
    };
    named.by(by)
}

fn by_token(
    given: &AccessTokenIdentifier,
    caller: &Caller,
    service: &Service,
    context: &Context,
) -> Result<Named, Refusal> {
    let lookup = TokenLookup::parse(given, Proof::Full, caller, context, service)?;
    Ok(Named::Token(Box::new(lookup)))
}

const fn named_by_token(named: &Named) -> bool {
    matches!(named, Named::Token(_))
}

fn stored_account(rows: &Rows, id: Option<Id>) -> Result<Stored<AccountsReceivable>, Refusal> {
    let row = id.map(|id| rows.row(&AccountsReceivable::key_of(&id))).transpose()?;
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
