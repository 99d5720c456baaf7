//! A candidate: a token that would be made, and what stands in its way.

use crate::{
    access_token::{AccessToken, LifeCycle},
    answer::AccessTokenAnswer,
    attempts::Attempts,
    authentication_code::AuthenticationCode,
    caller::Caller,
    definition::Settings,
    id::Id,
    identifier::Identifier,
    outbox,
    refusal::Refusal,
    seek::Seek,
    service::Service,
    table::{Claim, Decision, Key, Rows, Stored, TableError, Write},
    timestamp::Timestamp,
};

/// A token that would be made, and what of it its row does not hold.
pub struct Candidate<'a> {
    pub settings: &'a Settings,
    pub token: AccessToken,
    authentication_code: Option<AuthenticationCode>,
    /// Whether the caller brought the authentication code.
    brings_code: bool,
    /// Whether the caller is anybody: to be told that something is taken is to have guessed it, then.
    by_stranger: bool,
    attempts: Attempts,
    identifier: Option<Key>,
    codes: Vec<Key>,
    destination: Option<Key>,
}

/// What stands in a candidate's way.
pub struct Standing {
    /// The claim of the identifier, and whose it is.
    claim: Option<Stored<Claim>>,
    pub holder: Option<Stored<AccessToken>>,
    /// The claim of the authentication code, and where it stands.
    code_claim: Option<(Key, Stored<Claim>)>,
    used_up: bool,
}

impl Standing {
    /// Whether another token than the holder of the identifier has the authentication code. Who registers again
    /// may bring the same one again.
    pub fn code_is_taken(&self) -> bool {
        let holder = self.holder.as_ref().map(|holder| &holder.row.id);
        self.code_claim.as_ref().is_some_and(|(_, claim)| holder != Some(&claim.row.holder))
    }

    /// Whether the identifier's holder has proved nothing, and belongs to nothing: the latest registration wins.
    pub fn gives_way(&self) -> bool {
        self.holder.as_ref().is_none_or(|Stored { row: holder, .. }| {
            matches!(holder.life_cycle, LifeCycle::PendingVerification(_)) && holder.links.is_empty()
        })
    }
}

impl<'a> Candidate<'a> {
    pub fn new(
        settings: &'a Settings,
        token: AccessToken,
        authentication_code: Option<AuthenticationCode>,
        brings_code: bool,
        service: &Service,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let codes = authentication_code.as_ref().map(|code| code.claim_keys(&service.keyring));
        let normalised = token.identifier.as_ref().map(Identifier::normalised);
        Ok(Self {
            attempts: Attempts::at_authentication_codes(&caller.source, now, &service.keyring)?,
            identifier: normalised.map(|normalised| Key::identifier(&normalised)),
            codes: codes.transpose()?.unwrap_or_default(),
            destination: outbox::destination(&token, service)?,
            settings,
            token,
            authentication_code,
            brings_code,
            by_stranger: !caller.known,
        })
    }

    fn claim(&self, rows: &Rows) -> Result<Option<Stored<Claim>>, TableError> {
        self.identifier.as_ref().map_or(Ok(None), |key| rows.row(key))
    }

    fn holder_key(&self, rows: &Rows) -> Result<Key, TableError> {
        let holder = self.claim(rows)?.map_or_else(Id::nobody, |claim| claim.row.holder);
        Ok(Key::token(&holder))
    }

    /// What the token will claim.
    pub fn claims(&self) -> impl Iterator<Item = &Key> {
        self.identifier.iter().chain(&self.codes)
    }

    pub fn standing(&self, rows: &Rows) -> Result<Standing, TableError> {
        let mut code_claim = None;
        for key in &self.codes {
            code_claim = code_claim.or(rows.row(key)?.map(|claim| (key.clone(), claim)));
        }
        Ok(Standing {
            claim: self.claim(rows)?,
            holder: rows.row(&self.holder_key(rows)?)?,
            code_claim,
            used_up: self.attempts.used_up(rows.count(&self.attempts.key())),
        })
    }

    /// The refusal of an authentication code that is taken; a stranger's is counted.
    pub fn code_refused<R>(&self, standing: &Standing) -> Result<Option<Decision<R>>, Refusal> {
        let taken = standing.code_is_taken();
        if self.brings_code || taken {
            return self.refused(taken, standing, Refusal::AuthenticationCodeTaken);
        }
        Ok(None)
    }

    /// The refusal of an identifier that is taken, where that is said; a stranger's is counted.
    pub fn identifier_refused<R>(&self, standing: &Standing) -> Result<Option<Decision<R>>, Refusal> {
        self.refused(!standing.gives_way(), standing, Refusal::IdentifierTaken)
    }

    fn refused<R>(
        &self,
        taken: bool,
        standing: &Standing,
        refusal: Refusal,
    ) -> Result<Option<Decision<R>>, Refusal> {
        if self.by_stranger && standing.used_up {
            return Err(Refusal::TooManyAttempts);
        }
        let counted = self.by_stranger.then(|| self.attempts.count_within_limit());
        let writes = counted.into_iter().collect();
        Ok(taken.then_some(Decision { writes, outcome: Err(refusal) }))
    }

    /// What is answered of the token. A generated authentication code is shown once the token is verified, not to
    /// whoever registered it.
    pub fn answered(&self, answer: AccessTokenAnswer) -> AccessTokenAnswer {
        let pending = matches!(self.token.life_cycle, LifeCycle::PendingVerification(_));
        if pending && self.by_stranger && !self.brings_code {
            answer.without_authentication_code()
        } else {
            answer
        }
    }

    /// The token as it is made, keeping the tries of a registration whose place it takes.
    pub fn token(&self, standing: &Standing) -> AccessToken {
        match &standing.holder {
            Some(before) => self.token.clone().in_place_of(&before.row),
            None => self.token.clone(),
        }
    }

    /// The token and its claims, in the place of a registration that was not verified if there is one.
    pub fn writes(
        &self,
        token: &AccessToken,
        standing: &Standing,
        service: &Service,
    ) -> Result<Vec<Write>, Refusal> {
        let claim = Claim { holder: token.id.clone() };
        let code = self.authentication_code.as_ref();
        let code_key = match &standing.code_claim {
            Some((key, _)) => Some(key.clone()),
            None => {
                code.map(|code| code.claim_key(&service.keyring, service.keyring.newest())).transpose()?
            }
        };
        let mut writes = vec![
            Write::create(&Key::number(&token.number), &claim, None)?,
            Write::create(&Key::token(&token.id), token, None)?,
        ];
        if let Some(before) = &standing.holder {
            writes.extend(given_up(service, before, code_key.as_ref())?);
        }
        if let Some(key) = &self.identifier {
            writes.push(Write::put_over(key, &claim, standing.claim.as_ref(), None)?);
        }
        if let Some(key) = code_key {
            let read = standing.code_claim.as_ref().map(|(_, claim)| claim);
            writes.push(Write::put_over(&key, &claim, read, None)?);
        }
        Ok(writes)
    }
}

impl Seek for Candidate<'_> {
    /// First the claims (with the attempts and the destination), then the identifier's holder, or nobody: an
    /// identifier that is not known costs the same two steps.
    fn wants(&self, rows: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = vec![self.attempts.key()];
        keys.extend(self.identifier.clone());
        keys.extend(self.destination.clone());
        keys.extend(self.codes.clone());
        if keys.iter().all(|key| rows.read(key)) {
            keys.push(self.holder_key(rows)?);
        }
        Ok(keys)
    }
}

/// What goes with a registration that another takes the place of: the token, its number, and its
/// authentication code unless the new one brings the same.
fn given_up(
    service: &Service,
    before: &Stored<AccessToken>,
    kept: Option<&Key>,
) -> Result<Vec<Write>, Refusal> {
    let Stored { row: token, version } = before;
    let mut writes = vec![
        Write::delete(Key::token(&token.id), *version),
        Write::give_up(Key::number(&token.number), token.id.clone()),
    ];
    let code = token.authentication_code_claim(&service.keyring)?;
    writes.extend(code.filter(|key| kept != Some(key)).map(|key| Write::give_up(key, token.id.clone())));
    Ok(writes)
}
