//! Looking up the access token that a caller names, and whether the caller proves to know it.
//!
//! Two reads, whether the token exists or not: the claim (with the attempts), then the token. The pass
//! code is hashed in either case, so that an answer takes the same time.

mod counted;
mod device;
mod proof;

use device::Device;
pub(crate) use proof::Proof;
use proof::Proved;

use super::{
    credentials::{AccessTokenIdentifier, Credentials},
    service::Service,
};
use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        id::{Id, Number, Numbered},
        rule::Rule,
    },
    codes::{
        identifying_code::IdentifyingCode,
        pass_code::{Compared, ForeignKind, PassCode, PassCodeHash},
        reset_ticket::ResetTicket,
    },
    http::{answer::AccessTokenAnswer, caller::Caller, code::Code},
    keyring::{Keyring, KeyringError},
    records::{
        access_token::AccessToken, accounts_receivable::number_key, attempts::Attempts,
        claims::identifier_key, refusal::Refusal,
    },
    table::{Claim, Key, Rows, Stored, TableError},
};

/// What a token that is not proved is refused with.
pub(crate) const REFUSES: &[Code] = &[Code::AccessTokenNotFound];

/// A token that a caller names: where to look, and whether the caller proves to know it.
pub(crate) struct TokenLookup {
    pub credentials: Credentials,
    proof: Proof,
    by_stranger: bool,
    /// The pass code that is chosen with a verification code, beside what names the token.
    chosen: Option<PassCode>,
    /// What wrong proofs are counted by; nothing counts those of what nobody can guess.
    attempts: Option<Attempts>,
    /// The device that it is named on, as the caller shows it.
    device: Option<Device>,
    claims: Vec<Key>,
    /// The verdict on one hash, so that an operation that is run afresh does not hash again: the hash that the token
    /// had, if there was one, and what the pass code is beside it.
    compared: Option<(Option<PassCodeHash>, Compared)>,
    /// The same pass code as it is hashed now, where the token has it in an outdated way.
    rehashed: Option<PassCodeHash>,
    proved: Proved,
}

impl TokenLookup {
    pub(crate) fn new(
        credentials: Credentials,
        proof: Proof,
        caller: &Caller,
        context: &Context,
        service: &Service,
    ) -> Result<Self, KeyringError> {
        let (source, by_stranger, now) = (&caller.source, !caller.is_back_office(), context.now);
        let keyring = &service.keyring;
        let (attempts, claims) = match &credentials {
            Credentials::Identifier { normalised, .. } if proof == Proof::OrBareIdentifier => {
                (None, vec![identifier_key(normalised)])
            }
            Credentials::Identifier { normalised, .. } => {
                let reached = normalised.is_address() || service.definition.reaches_whatever_is_no_address();
                let attempts =
                    Attempts::at_pass_code(normalised, reached, source, by_stranger, now, keyring)?;
                (Some(attempts), vec![identifier_key(normalised)])
            }
            Credentials::AuthenticationCode(code) => {
                let guessable = !code.is_unguessable(service.definition.generates_authentication_codes());
                let attempts = guessable.then(|| Attempts::at_authentication_codes(source, now, keyring));
                (attempts.transpose()?, code.claim_keys(keyring)?)
            }
            Credentials::ResetTicket(ticket) => (None, ResetTicket::claim_keys(ticket, keyring)?),
            Credentials::OneTimePassword { normalised, .. } => {
                let attempts = Attempts::at_one_time_password(normalised, source, by_stranger, now, keyring)?;
                (Some(attempts), vec![identifier_key(normalised)])
            }
            Credentials::IdentifyingCode { shown, application_key } => {
                let attempts = Attempts::at_identifying_codes(application_key, now, keyring)?;
                (Some(attempts), vec![IdentifyingCode::claim_key(shown, keyring)?])
            }
            Credentials::Number(number) => (None, number.iter().map(number_key).collect()),
            Credentials::Session(_) => (None, Vec::new()),
            Credentials::SessionAndPassCode { session, .. } => {
                (Some(Attempts::in_session(session, now, keyring)?), Vec::new())
            }
        };
        Ok(Self {
            credentials,
            proof,
            by_stranger,
            chosen: None,
            attempts,
            device: None,
            claims,
            compared: None,
            rehashed: None,
            proved: Proved::NotYet,
        })
    }

    /// The same, parsed from a field of that name.
    pub(crate) fn parse(
        given: &AccessTokenIdentifier,
        proof: Proof,
        caller: &Caller,
        context: &Context,
        service: &Service,
    ) -> Result<Self, Refusal> {
        let credentials = Credentials::parse(given, caller.back_office())
            .map_err(|errors| errors.within("access_token_identifier"))?;
        Ok(Self::new(credentials, proof, caller, context, service)?)
    }

    /// The token that is named so; where none is, that of the customer whose session it is.
    pub(crate) fn named_or_own(
        given: Option<&AccessTokenIdentifier>,
        caller: &Caller,
        context: &Context,
        service: &Service,
    ) -> Result<Self, Refusal> {
        match (given, caller.customer()) {
            (Some(given), _) => Self::parse(given, Proof::Full, caller, context, service),
            (None, Some(own)) => Ok(Self::of_session(own, caller, context, service)?),
            (None, None) => Err(FieldErrors::field("access_token_identifier", Rule::Missing).into()),
        }
    }

    /// The token that a back office names by its number, or that of the customer whose session it is, who names none.
    pub(crate) fn numbered_or_own(
        number: Option<&str>,
        caller: &Caller,
        context: &Context,
        service: &Service,
    ) -> Result<Self, Refusal> {
        match (number, caller.customer()) {
            (None, Some(own)) => Ok(Self::of_session(own, caller, context, service)?),
            (Some(_), Some(_)) => Err(Refusal::CallerNotAllowed),
            (None, None) => Err(FieldErrors::field("number", Rule::Missing).into()),
            (Some(number), None) => {
                let credentials = Credentials::Number(Number::parse(Numbered::AccessToken, number));
                Ok(Self::new(credentials, Proof::Full, caller, context, service)?)
            }
        }
    }

    /// The token of the customer whose session it is.
    pub(crate) fn of_session(
        own: &Id,
        caller: &Caller,
        context: &Context,
        service: &Service,
    ) -> Result<Self, KeyringError> {
        Self::new(Credentials::Session(own.clone()), Proof::Full, caller, context, service)
    }

    /// Whether nothing proves it but what passes, a session or what is shown at a till, or its number, which
    /// proves nothing: then nobody sees or changes what proves it.
    pub(crate) const fn is_by_what_passes(&self) -> bool {
        match self.credentials {
            Credentials::Session(_) | Credentials::IdentifyingCode { .. } | Credentials::Number(_) => true,
            Credentials::AuthenticationCode(_)
            | Credentials::Identifier { .. }
            | Credentials::ResetTicket(_)
            | Credentials::OneTimePassword { .. }
            | Credentials::SessionAndPassCode { .. } => false,
        }
    }

    /// An answer as it is shown to who proves it so.
    pub(crate) fn shown(&self, answer: AccessTokenAnswer) -> AccessTokenAnswer {
        if self.is_by_what_passes() { answer.without_authentication_code() } else { answer }
    }

    /// The way to the token: first the claim (with the attempts, and what a one-time password was asked for with), then
    /// the token (with its identifying code, where one is shown), or nobody's. Two steps, found or not.
    pub(crate) fn way(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        let mut keys: Vec<Key> = self.counters().collect();
        keys.extend(self.claims.clone());
        keys.extend(self.request_key());
        if self.claims.iter().all(|key| rows.read(key)) {
            keys.push(self.token_key(rows)?);
            keys.extend(self.live_code_key(rows)?);
        }
        Ok(keys)
    }

    /// Whether the token was read, or that there is none.
    pub(crate) fn is_read(&self, rows: &Rows) -> bool {
        self.claims.iter().all(|key| rows.read(key)) && self.token_key(rows).is_ok_and(|key| rows.read(&key))
    }

    /// The claim that leads to the token.
    pub(crate) fn claim(&self, rows: &Rows) -> Result<Option<(Key, Id)>, TableError> {
        for key in &self.claims {
            if let Some(claim) = rows.row::<Claim>(key)? {
                return Ok(Some((key.clone(), claim.row.holder)));
            }
        }
        Ok(None)
    }

    fn token_key(&self, rows: &Rows) -> Result<Key, TableError> {
        if let Credentials::Session(own) | Credentials::SessionAndPassCode { access_token: own, .. } =
            &self.credentials
        {
            return Ok(AccessToken::key_of(own));
        }
        Ok(AccessToken::key_of(&self.holder(rows)?))
    }

    /// Who has the claim, or nobody.
    fn holder(&self, rows: &Rows) -> Result<Id, TableError> {
        Ok(self.claim(rows)?.map_or_else(Id::nobody, |(_, holder)| holder))
    }

    fn stored(&self, rows: &Rows) -> Result<Option<Stored<AccessToken>>, TableError> {
        rows.row(&self.token_key(rows)?)
    }

    /// The token that is meant, if there is one, whether or not it is proved.
    pub(crate) fn token(&self, rows: &Rows) -> Result<Option<Stored<AccessToken>>, TableError> {
        let mut stored = self.stored(rows)?;
        if let (Some(Stored { row, .. }), Some(hash)) = (&mut stored, &self.rehashed) {
            row.pass_code = Some(hash.clone());
        }
        Ok(stored)
    }

    /// The token once it is proved.
    pub(crate) fn proved_token(&self, rows: &Rows) -> Result<Option<AccessToken>, TableError> {
        match self.proved {
            Proved::NotYet => Ok(None),
            Proved::Yes | Proved::WithinLimits => Ok(self.token(rows)?.map(|token| token.row)),
        }
    }

    /// The customer records that the token belongs to, once it is proved.
    pub(crate) fn records(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        Ok(self.proved_token(rows)?.map(|token| token.links.records()).unwrap_or_default())
    }

    /// Whether the caller proves to know the token.
    pub(crate) fn prove(
        &mut self,
        rows: &Rows,
        imported: &[ForeignKind],
        keyring: &Keyring,
        context: &mut Context,
    ) -> Result<bool, Refusal> {
        let token = self.stored(rows)?.map(|token| token.row);
        if let Some(device) = &mut self.device {
            device.recognise(token.as_ref(), rows);
        }
        self.proved = self.proof_of(token.as_ref(), rows, imported, keyring, context)?;
        // Whoever guesses is told nothing that a customer would be told.
        let is_told = self.proved != Proved::NotYet && !self.used_up(rows);
        if is_told && self.proved == Proved::WithinLimits {
            self.hash_anew(token.as_ref(), keyring, context)?;
        }
        Ok(is_told)
    }

    /// The refusal of who does not prove it: the same for what is unknown and what is wrong.
    pub(crate) const fn unproved(&self) -> Refusal {
        match (&self.credentials, self.proof) {
            (Credentials::ResetTicket(_), _) => Refusal::ResetTicketRefused,
            (_, Proof::OrVerificationCode) => Refusal::VerificationRefused,
            (_, Proof::ToLogIn | Proof::ToLogInOrVerificationCode) => Refusal::LogInRefused,
            (_, Proof::Full | Proof::OrBareIdentifier) => Refusal::AccessTokenNotFound,
        }
    }

    /// The pass code that was sent, beside the one that the token has: once it is proved, where one was sent. Of a
    /// pending token the one that it is named by, where two were sent.
    pub(crate) fn compared(&self) -> Option<&Compared> {
        self.compared.as_ref().map(|(_, compared)| compared)
    }
}
