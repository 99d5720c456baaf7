//! A new token: what a registration asks for, and what stands in its way.
//!
//! Its number is drawn in each round of the flow: where another token has drawn the same, the commit conflicts, and the
//! next round draws another.

use super::{
    flow::{Decision, Lookup},
    outbox,
    service::Service,
};
use crate::{
    base::{
        context::Context,
        id::{Id, Number, Numbered},
        identifier::{Identifier, IdentifierCreation},
    },
    codes::{
        authentication_code::{AuthenticationCode, AuthenticationCodeCreation},
        pass_code::{GeneratedPassCode, PassCode, PassCodeCreation, PassCodeHash},
        verification_code::VerificationCode,
    },
    definition::Settings,
    http::{answer::AccessTokenAnswer, caller::Caller, code::Code},
    keyring::Keyring,
    records::{
        access_token::AccessToken,
        attempts::Attempts,
        claims::{self, Claims, identifier_key},
        life_cycle::{LifeCycle, Verification},
        links::Links,
        refusal::Refusal,
        user_defined_fields::UserDefinedFields,
    },
    table::{Claim, Key, Rows, Stored, TableError, Write},
};

/// What can stand in the way of a new token.
pub(crate) const REFUSES: &[Code] =
    &[Code::TooManyAttempts, Code::AuthenticationCodeTaken, Code::IdentifierTaken, Code::NoDestination];

/// The fields of a registration, each of which met the rules.
pub(crate) struct Parts {
    pub classification: Option<Id>,
    pub identifier: Option<Identifier>,
    pub pass_code: Option<PassCode>,
    pub authentication_code: Option<AuthenticationCode>,
    pub card_masked_number: Option<String>,
    pub user_defined_fields: UserDefinedFields,
    /// Whether the token has to be verified.
    pub pending: bool,
}

/// A token that is to be made, and where to look for what stands in its way.
pub(crate) struct NewToken<'a> {
    pub settings: &'a Settings,
    /// As it will be, but for its number and what is generated from that.
    draft: AccessToken,
    /// Whether the caller brought the authentication code.
    brings_code: bool,
    /// Whether the caller is anybody: to be told that something is taken is to have guessed it, then.
    by_stranger: bool,
    attempts: Attempts,
    identifier: Option<Key>,
    codes: Vec<Key>,
    destination: Option<Key>,
}

/// What stands in the way of a new token.
pub(crate) struct Obstacles {
    /// The claim of the identifier, and whose it is.
    claim: Option<Stored<Claim>>,
    pub holder: Option<Stored<AccessToken>>,
    /// The claim of the authentication code, and where it stands.
    code_claim: Option<(Key, Stored<Claim>)>,
    used_up: bool,
}

impl Obstacles {
    /// Whether another token than the holder of the identifier has the authentication code. Who registers again
    /// may bring the same one again.
    pub(crate) fn code_is_taken(&self) -> bool {
        let holder = self.holder.as_ref().map(|holder| &holder.row.id);
        self.code_claim.as_ref().is_some_and(|(_, claim)| holder != Some(&claim.row.holder))
    }

    /// Whether the identifier's holder has proved nothing, and belongs to nothing: the latest registration wins.
    pub(crate) fn give_way(&self) -> bool {
        self.holder.as_ref().is_none_or(|Stored { row: holder, .. }| {
            matches!(holder.life_cycle, LifeCycle::PendingVerification(_)) && holder.links.is_empty()
        })
    }

    /// The token and its claims, in the place of a registration that was not verified if there is one.
    pub(crate) fn writes(&self, token: &AccessToken, keyring: &Keyring) -> Result<Vec<Write>, Refusal> {
        let claim = Claim { holder: token.id.clone() };
        let claims = Claims::of(token, keyring)?;
        // Who registers again brings the same code again: its claim stays where it stands.
        let code = match &self.code_claim {
            Some((key, _)) => Some(key.clone()),
            None => claims.authentication_code,
        };
        let mut writes =
            vec![Write::create(&claims.number, &claim, None)?, Write::create(&token.key(), token, None)?];
        if let Some(Stored { row: before, version }) = &self.holder {
            let stay: Vec<_> = claims.identifier.iter().chain(&code).cloned().collect();
            writes.push(Write::delete(before.key(), *version));
            writes.extend(claims::given_up(before, &stay, keyring)?);
        }
        if let Some(key) = claims.identifier {
            writes.push(Write::put_over(&key, &claim, self.claim.as_ref(), None)?);
        }
        if let Some(key) = code {
            let read = self.code_claim.as_ref().map(|(_, claim)| claim);
            writes.push(Write::put_over(&key, &claim, read, None)?);
        }
        Ok(writes)
    }
}

impl<'a> NewToken<'a> {
    /// Makes all that is random or costly once, but for the number.
    pub(crate) fn new(
        settings: &'a Settings,
        parts: Parts,
        service: &Service,
        caller: &Caller,
        context: &mut Context,
    ) -> Result<Self, Refusal> {
        let keyring = &service.keyring;
        let id = Id::random(&mut context.rng);
        let brings_code = parts.authentication_code.is_some();
        let has_identifier =
            parts.identifier.is_some() || settings.identifier.creation != IdentifierCreation::None;
        let generated = match settings.pass_code.creation {
            PassCodeCreation::Generated if has_identifier => {
                Some(GeneratedPassCode::new(settings.pass_code.shape(), keyring, &mut context.rng))
            }
            PassCodeCreation::Generated | PassCodeCreation::None => None,
        };
        let pass_code = match &generated {
            Some(generated) => Some(generated.derive(keyring)?),
            None => parts.pass_code,
        };
        let hash = |code: &PassCode| PassCodeHash::new(code, keyring, &mut context.rng);
        let pass_code = pass_code.as_ref().map(hash).transpose()?;
        let authentication_code = match settings.authentication_code.creation {
            AuthenticationCodeCreation::Generated => {
                Some(AuthenticationCode::generated(&settings.authentication_code, &mut context.rng))
            }
            AuthenticationCodeCreation::None => parts.authentication_code,
        };
        let seal = |code: &AuthenticationCode| keyring.seal(code.secret(), id.as_str(), &mut context.rng);
        let sealed = authentication_code.as_ref().map(seal).transpose()?;
        let life_cycle = if parts.pending {
            let code = VerificationCode::new(settings.verification.code_length, keyring, &mut context.rng);
            let expires = context.now.plus(settings.verification.code_life_seconds());
            LifeCycle::PendingVerification(Verification::new(code, expires, generated))
        } else {
            LifeCycle::Effective { verified: None }
        };
        let draft = AccessToken {
            id,
            number: Number::random(Numbered::AccessToken, &mut context.rng),
            life_cycle,
            identifier: parts.identifier,
            pass_code,
            authentication_code: sealed,
            card_masked_number: parts.card_masked_number,
            classification: parts.classification,
            user_defined_fields: parts.user_defined_fields,
            links: Links::default(),
            reset_ticket: None,
            created: context.now,
            updated: context.now,
        };
        let codes = authentication_code.as_ref().map(|code| code.claim_keys(keyring)).transpose()?;
        let identifier = draft.identifier.as_ref().map(Identifier::normalised);
        Ok(Self {
            attempts: Attempts::at_authentication_codes(&caller.source, context.now, keyring)?,
            identifier: identifier.as_ref().map(identifier_key),
            codes: codes.unwrap_or_default(),
            destination: outbox::destination(&draft, &service.definition, keyring)?,
            settings,
            draft,
            brings_code,
            by_stranger: !caller.known,
        })
    }

    fn claim(&self, rows: &Rows) -> Result<Option<Stored<Claim>>, TableError> {
        self.identifier.as_ref().map_or(Ok(None), |key| rows.row(key))
    }

    fn holder_key(&self, rows: &Rows) -> Result<Key, TableError> {
        let holder = self.claim(rows)?.map_or_else(Id::nobody, |claim| claim.row.holder);
        Ok(AccessToken::key_of(&holder))
    }

    /// What the token will claim, of what its caller gave it.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &Key> {
        self.identifier.iter().chain(&self.codes)
    }

    pub(crate) fn obstacles(&self, rows: &Rows) -> Result<Obstacles, TableError> {
        let mut code_claim = None;
        for key in &self.codes {
            code_claim = code_claim.or(rows.row(key)?.map(|claim| (key.clone(), claim)));
        }
        Ok(Obstacles {
            claim: self.claim(rows)?,
            holder: rows.row(&self.holder_key(rows)?)?,
            code_claim,
            used_up: self.attempts.used_up(rows.count(&self.attempts.key())),
        })
    }

    /// The refusal of an authentication code that is taken; a stranger's is counted.
    pub(crate) fn code_refused<A>(&self, obstacles: &Obstacles) -> Result<Option<Decision<A>>, Refusal> {
        let taken = obstacles.code_is_taken();
        if self.brings_code || taken {
            return self.refused(taken, obstacles, Refusal::AuthenticationCodeTaken);
        }
        Ok(None)
    }

    /// The refusal of an identifier that is taken, where that is said; a stranger's is counted.
    pub(crate) fn identifier_refused<A>(
        &self,
        obstacles: &Obstacles,
    ) -> Result<Option<Decision<A>>, Refusal> {
        self.refused(!obstacles.give_way(), obstacles, Refusal::IdentifierTaken)
    }

    fn refused<A>(
        &self,
        taken: bool,
        obstacles: &Obstacles,
        refusal: Refusal,
    ) -> Result<Option<Decision<A>>, Refusal> {
        if self.by_stranger && obstacles.used_up {
            return Err(Refusal::TooManyAttempts);
        }
        let counted = self.by_stranger.then(|| self.attempts.count_within_limit());
        let writes = counted.into_iter().collect();
        Ok(taken.then_some(Decision { writes, outcome: Err(refusal) }))
    }

    /// What is answered of the token. A generated authentication code is shown once the token is verified, not to
    /// whoever registered it.
    pub(crate) fn answered(&self, answer: AccessTokenAnswer) -> AccessTokenAnswer {
        let pending = matches!(self.draft.life_cycle, LifeCycle::PendingVerification(_));
        if pending && self.by_stranger && !self.brings_code {
            answer.without_authentication_code()
        } else {
            answer
        }
    }

    /// The token as it is made in this round, with a number of its own. It keeps the tries of a registration whose
    /// place it takes.
    pub(crate) fn token(&self, obstacles: &Obstacles, context: &mut Context) -> AccessToken {
        let token = self.fresh(context);
        match &obstacles.holder {
            Some(before) => token.in_place_of(&before.row),
            None => token,
        }
    }

    /// The same as if nothing stood in its way.
    pub(crate) fn fresh(&self, context: &mut Context) -> AccessToken {
        let number = Number::random(Numbered::AccessToken, &mut context.rng);
        let creation = self.settings.identifier.creation;
        let generated = Identifier::generated(creation, &number, &self.draft.id);
        let identifier = self.draft.identifier.clone().or(generated);
        AccessToken { number, identifier, ..self.draft.clone() }
    }
}

impl Lookup for NewToken<'_> {
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
