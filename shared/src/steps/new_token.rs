//! A new token: what a registration asks for, and what stands in its way.
//!
//! Its number is drawn in each round of the flow: where another token has drawn the same, the commit conflicts, and the
//! next round draws another.

use super::{flow::Decision, lookup::Lookup, obstacles::Obstacles, outbox, service::Service};
use crate::{
    base::{
        context::Context,
        id::{Id, Number, Numbered},
        identifier::{Identifier, IdentifierCreation},
        language::Language,
        state::State,
    },
    codes::{
        authentication_code::{AuthenticationCode, AuthenticationCodeCreation},
        pass_code::{GeneratedPassCode, PassCode, PassCodeCreation, PassCodeHash},
        verification_code::VerificationCode,
    },
    definition::Settings,
    http::{answer::AccessTokenAnswer, caller::Caller, code::Code},
    keyring::{Keyring, KeyringError},
    records::{
        access_token::AccessToken,
        attempts::Attempts,
        claims::identifier_key,
        destination::Purpose,
        history::History,
        life_cycle::{LifeCycle, SentCode, UnclaimedCode, Verification},
        links::Links,
        refusal::Refusal,
        tries::{Source, Tries},
        user_defined_fields::UserDefinedFields,
    },
    table::{Claim, Key, Rows, Stored, TableError},
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
    pub language: Option<Language>,
    pub user_defined_fields: UserDefinedFields,
    /// Whether the token has to be verified.
    pub pending: bool,
    /// Whether it belongs to nothing. Where it has to be verified too, anybody may have registered it.
    pub by_itself: bool,
}

/// A token that is to be made, and where to look for what stands in its way.
pub(crate) struct NewToken<'a> {
    pub settings: &'a Settings,
    /// As it will be, but for its number, which is drawn in each round, and what is generated from that.
    draft: AccessToken,
    /// Whether the caller brought the authentication code.
    brings_code: bool,
    /// Where nothing is told, nothing is counted.
    attempts: Option<Attempts>,
    identifier: Option<Key>,
    codes: Vec<Key>,
    destination: Option<Key>,
    /// Whose messages are counted: nobody's where a back office asks.
    source: Option<Source>,
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
        let bare = parts.pending && parts.by_itself;
        let (claimed, waits) = if bare { (None, sealed) } else { (sealed, None) };
        let life_cycle = if parts.pending {
            let rules = &settings.verification;
            let code = VerificationCode::new(rules.code_length, keyring, &mut context.rng);
            let expires = context.now.plus(rules.code_life_seconds());
            LifeCycle::PendingVerification(Box::new(Verification {
                sent: SentCode { code, made: context.now, expires },
                tries: Tries::default(),
                generated_pass_code: generated,
                authentication_code: waits.map(|sealed| UnclaimedCode { sealed, generated: !brings_code }),
                expires: bare.then(|| context.now.plus(rules.pending_seconds())),
            }))
        } else {
            LifeCycle::Effective { verified: None, code: None }
        };
        let draft = AccessToken {
            id,
            number: Number::default(),
            life_cycle,
            identifier: parts.identifier,
            pass_code,
            pass_codes: 0,
            authentication_code: claimed,
            card_masked_number: parts.card_masked_number,
            language: parts.language,
            classification: parts.classification,
            user_defined_fields: parts.user_defined_fields,
            links: Links::default(),
            reset_ticket: None,
            generation: 0,
            devices: 0,
            verified_by: None,
            history: History::begun(context.done()),
        };
        // Where there is no code to send, there may be news for whoever the token is given to.
        let purpose = if parts.pending { Purpose::Registration } else { Purpose::News };
        let claimed = authentication_code.as_ref().filter(|_| !bare);
        let codes = claimed.map(|code| code.claim_keys(keyring)).transpose()?;
        let identifier = draft.identifier.as_ref().map(Identifier::normalised);
        let attempts =
            (!bare).then(|| Attempts::at_authentication_codes(&caller.source, context.now, keyring));
        Ok(Self {
            attempts: attempts.transpose()?,
            identifier: identifier.as_ref().map(identifier_key),
            codes: codes.unwrap_or_default(),
            destination: outbox::destination(&draft, purpose, &service.definition, keyring)?,
            source: (!caller.is_back_office()).then(|| Source::of(&caller.source, keyring)).transpose()?,
            settings,
            draft,
            brings_code,
        })
    }

    pub(crate) const fn source(&self) -> Option<&Source> {
        self.source.as_ref()
    }

    /// Whether the caller is anybody: to be told that something is taken is to have guessed it, then.
    const fn is_by_stranger(&self) -> bool {
        self.source.is_some()
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.draft.state() == State::PendingVerification
    }

    fn claim(&self, rows: &Rows) -> Result<Option<Stored<Claim>>, TableError> {
        self.identifier.as_ref().map_or(Ok(None), |key| rows.row(key))
    }

    /// Where nobody has the identifier, the key that the new token would have: another than the one that is read for a
    /// token which the request names and which is not known, so that as many rows are read as for one that is.
    fn holder_key(&self, rows: &Rows) -> Result<Key, TableError> {
        let holder = self.claim(rows)?.map_or_else(|| self.draft.id.clone(), |claim| claim.row.holder);
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
        Ok(Obstacles { claim: self.claim(rows)?, holder: rows.row(&self.holder_key(rows)?)?, code_claim })
    }

    /// The refusal of an authentication code that is taken; a stranger's is counted.
    pub(crate) fn code_refused<A>(
        &self,
        obstacles: &Obstacles,
        rows: &Rows,
    ) -> Result<Option<Decision<A>>, Refusal> {
        let taken = obstacles.code_is_taken();
        if (self.brings_code && !self.codes.is_empty()) || taken {
            return self.refused(taken, rows, Refusal::AuthenticationCodeTaken);
        }
        Ok(None)
    }

    /// The refusal of an identifier that is taken, where that is said; a stranger's is counted.
    pub(crate) fn identifier_refused<A>(
        &self,
        obstacles: &Obstacles,
        rows: &Rows,
    ) -> Result<Option<Decision<A>>, Refusal> {
        self.refused(!obstacles.give_way(), rows, Refusal::IdentifierTaken)
    }

    fn refused<A>(&self, taken: bool, rows: &Rows, refusal: Refusal) -> Result<Option<Decision<A>>, Refusal> {
        let attempts = self.attempts.as_ref().filter(|_| self.is_by_stranger());
        let told = attempts.map(|attempts| attempts.told(rows, self.draft.history.created)).transpose()?;
        let writes = told.into_iter().collect();
        Ok(taken.then_some(Decision { writes, outcome: Err(refusal) }))
    }

    /// What is answered of the token. A generated authentication code is shown once the token is verified, not to
    /// whoever registered it.
    pub(crate) fn answered(&self, answer: AccessTokenAnswer) -> AccessTokenAnswer {
        if self.is_pending() && self.is_by_stranger() && !self.brings_code {
            answer.without_authentication_code()
        } else {
            answer
        }
    }

    /// The token as it is made in this round, with a number of its own. It keeps the code and the tries of a
    /// registration whose place it takes.
    pub(crate) fn token(&self, obstacles: &Obstacles, context: &mut Context) -> AccessToken {
        let token = self.fresh(context);
        match &obstacles.holder {
            Some(before) => token.in_place_of(&before.row, self.settings.verification.attempts),
            None => token,
        }
    }

    /// The same as it is registered by itself: under the id and the number of a registration that was not verified, if
    /// there is one.
    pub(crate) fn registered(
        &self,
        fresh: &AccessToken,
        obstacles: &Obstacles,
        keyring: &Keyring,
        context: &mut Context,
    ) -> Result<AccessToken, KeyringError> {
        let before = obstacles.holder.as_ref().map(|before| &before.row);
        let Some(before) = before.filter(|before| before.is_bare_registration()) else {
            return Ok(fresh.clone());
        };
        let token = fresh.clone().in_place_of(before, self.settings.verification.attempts);
        // A sealed text opens in its own row only.
        let clear = fresh.open_authentication_code(keyring)?;
        let sealed = clear.map(|clear| keyring.seal(&clear, before.id.as_str(), &mut context.rng));
        let (id, number) = (before.id.clone(), before.number.clone());
        let history = token.history.going_on_from(&before.history);
        let token = AccessToken { id, number, history, ..token };
        Ok(token.with_unclaimed_code(sealed.transpose()?))
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
        let mut keys: Vec<Key> = self.attempts.iter().flat_map(Attempts::keys).collect();
        keys.extend(self.identifier.clone());
        keys.extend(self.destination.clone());
        keys.extend(self.codes.clone());
        if keys.iter().all(|key| rows.read(key)) {
            keys.push(self.holder_key(rows)?);
        }
        Ok(keys)
    }
}
