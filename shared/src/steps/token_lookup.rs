//! Looking up the access token that a caller names, and whether the caller proves to know it.
//!
//! Two reads, whether the token exists or not: the claim (with the attempts), then the token. The pass
//! code is hashed in either case, so that an answer takes the same time.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        context::Context,
        exactly_one::exactly_one,
        field_errors::FieldErrors,
        id::Id,
        identifier::NormalisedIdentifier,
        rule::Rule,
        schema::one_of,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, PLAIN, plain_text},
    },
    codes::{
        authentication_code::AuthenticationCode,
        pass_code::{self, PassCode, PassCodeHash},
        reset_ticket::ResetTicket,
    },
    http::{caller::Caller, code::Code},
    keyring::{Keyring, KeyringError},
    records::{access_token::AccessToken, attempts::Attempts, claims::identifier_key, refusal::Refusal},
    table::{Claim, Key, Rows, Stored, TableError},
};

/// What a token that is not proved is refused with.
pub(crate) const REFUSES: &[Code] = &[Code::AccessTokenNotFound];

/// `access_token_identifier` as it is sent: an authentication code, or an identifier with its pass code.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = one_of(&["authentication_code", "identifier"]))]
#[schemars(example = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1" }))]
pub(crate) struct AccessTokenIdentifier {
    /// Identifies and authenticates in one.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    pub authentication_code: Option<Secret>,
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "ada@example.com")]
    pub identifier: Option<String>,
    /// Goes with `identifier`.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 1")]
    pub pass_code: Option<Secret>,
}

/// By what a caller names an access token.
#[derive(Clone, Debug)]
pub(crate) enum Credentials {
    AuthenticationCode(AuthenticationCode),
    Identifier { as_sent: String, normalised: NormalisedIdentifier, pass_code: Option<PassCode> },
    ResetTicket(Secret),
}

impl Credentials {
    pub(crate) fn parse(given: &AccessTokenIdentifier) -> Result<Self, FieldErrors> {
        let AccessTokenIdentifier { authentication_code, identifier, pass_code } = given;
        let mut errors = FieldErrors::default();
        let code = authentication_code.as_ref().map(|code| {
            let offered = AuthenticationCode::offered(code);
            offered.map_err(FieldErrors::unusable("authentication_code"))
        });
        let code = errors.collect(code.transpose()).flatten();
        let normalised = identifier.as_ref().map(|text| {
            let normalised = NormalisedIdentifier::of(text);
            let short = plain_text(text, MAXIMUM_LENGTH).and_then(|()| normalised.short_enough());
            short.map(|()| (text.clone(), normalised)).map_err(FieldErrors::unusable("identifier"))
        });
        let named = errors.collect(normalised.transpose()).flatten();
        let offered = pass_code.as_ref().map(PassCode::offered).transpose();
        let pass_code = errors.collect(offered.map_err(FieldErrors::unusable("pass_code"))).flatten();
        if identifier.is_none() && authentication_code.is_some() && given.pass_code.is_some() {
            let with = "identifier, not with authentication_code";
            errors.collect(Err::<(), _>(FieldErrors::field("pass_code", Rule::GoesWith { with })));
        }
        errors.none()?;
        exactly_one([
            ("authentication_code", code.map(Self::AuthenticationCode)),
            (
                "identifier",
                named.map(|(as_sent, normalised)| Self::Identifier { as_sent, normalised, pass_code }),
            ),
        ])
        .map_err(|not_one| not_one.at("identifier"))
    }
}

/// What proves that a caller may name a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// An authentication code, a reset ticket, or an identifier with its pass code.
    Full,
    /// The same; but a token whose pass code is yet to be chosen is proved by the verification code.
    OrVerificationCode,
    /// Nothing, where a bare identifier is sent, which anybody can type: what is done goes to the owner.
    OrBareIdentifier,
}

/// A token that a caller names: where to look, and whether the caller proves to know it.
pub(crate) struct TokenLookup {
    pub credentials: Credentials,
    proof: Proof,
    attempts: Attempts,
    claims: Vec<Key>,
    /// The verdict on one hash, so that an operation that is run afresh does not hash again.
    checked: Option<(PassCodeHash, bool)>,
    /// What belongs to a token is read for nobody who has not proved to know it.
    is_proved: bool,
}

impl TokenLookup {
    pub(crate) fn new(
        credentials: Credentials,
        proof: Proof,
        caller: &Caller,
        context: &Context,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let (source, now) = (&caller.source, context.now);
        let (attempts, claims) = match &credentials {
            Credentials::Identifier { normalised, .. } => {
                (Attempts::at_identifier(normalised, source, now, keyring)?, vec![identifier_key(normalised)])
            }
            Credentials::AuthenticationCode(code) => {
                (Attempts::at_authentication_codes(source, now, keyring)?, code.claim_keys(keyring)?)
            }
            Credentials::ResetTicket(ticket) => (
                Attempts::at_authentication_codes(source, now, keyring)?,
                ResetTicket::claim_keys(ticket, keyring)?,
            ),
        };
        Ok(Self { credentials, proof, attempts, claims, checked: None, is_proved: false })
    }

    /// The same, parsed from a field of that name.
    pub(crate) fn parse(
        given: &AccessTokenIdentifier,
        proof: Proof,
        caller: &Caller,
        context: &Context,
        keyring: &Keyring,
    ) -> Result<Self, Refusal> {
        let credentials =
            Credentials::parse(given).map_err(|errors| errors.within("access_token_identifier"))?;
        Ok(Self::new(credentials, proof, caller, context, keyring)?)
    }

    /// The way to the token: first the claim (with the attempts), then the token, or nobody's. Two steps, found or not.
    pub(crate) fn way(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        let mut keys = vec![self.attempts.key()];
        keys.extend(self.claims.clone());
        if keys.iter().all(|key| rows.read(key)) {
            keys.push(self.token_key(rows)?);
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
        let holder = self.claim(rows)?.map_or_else(Id::nobody, |(_, holder)| holder);
        Ok(AccessToken::key_of(&holder))
    }

    /// The token that is meant, if there is one, whether or not it is proved.
    pub(crate) fn token(&self, rows: &Rows) -> Result<Option<Stored<AccessToken>>, TableError> {
        rows.row(&self.token_key(rows)?)
    }

    /// The token once it is proved.
    pub(crate) fn proved_token(&self, rows: &Rows) -> Result<Option<AccessToken>, TableError> {
        if self.is_proved { Ok(self.token(rows)?.map(|token| token.row)) } else { Ok(None) }
    }

    /// The customer records that the token belongs to, once it is proved.
    pub(crate) fn records(&self, rows: &Rows) -> Result<Vec<Key>, TableError> {
        Ok(self.proved_token(rows)?.map(|token| token.links.records()).unwrap_or_default())
    }

    pub(crate) const fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// Whether the caller proves to know the token. Who has guessed too often at it is told nothing for a while.
    pub(crate) fn prove(
        &mut self,
        rows: &Rows,
        keyring: &Keyring,
        context: &mut Context,
    ) -> Result<bool, Refusal> {
        let token = self.token(rows)?.map(|token| token.row);
        let holds = self.holds(token.as_ref(), keyring, context)?;
        let used_up = self.attempts.used_up(rows.count(&self.attempts.key()));
        self.is_proved = holds && (!used_up || self.is_bare());
        Ok(self.is_proved)
    }

    /// The refusal of who does not prove it: the same for what is unknown and what is wrong.
    pub(crate) const fn unproved(&self) -> Refusal {
        match (&self.credentials, self.proof) {
            (Credentials::ResetTicket(_), _) => Refusal::ResetTicketRefused,
            (_, Proof::OrVerificationCode) => Refusal::VerificationRefused,
            (_, Proof::Full | Proof::OrBareIdentifier) => Refusal::AccessTokenNotFound,
        }
    }

    /// Whether a bare identifier was sent, where that is enough.
    fn is_bare(&self) -> bool {
        self.proof == Proof::OrBareIdentifier && matches!(self.credentials, Credentials::Identifier { .. })
    }

    /// An authentication code is its own proof; an identifier needs its pass code, which is hashed even where
    /// there is no token to compare with: the time of an answer shall say nothing.
    fn holds(
        &mut self,
        token: Option<&AccessToken>,
        keyring: &Keyring,
        context: &mut Context,
    ) -> Result<bool, KeyringError> {
        if self.is_bare() {
            return Ok(true);
        }
        let pass_code = match &self.credentials {
            Credentials::AuthenticationCode(_) => return Ok(token.is_some()),
            Credentials::ResetTicket(sent) => {
                let ticket = token.and_then(|token| token.reset_ticket.as_ref());
                return ticket.map_or(Ok(false), |ticket| ticket.is(sent, context.now, keyring));
            }
            Credentials::Identifier { pass_code, .. } => pass_code,
        };
        match (pass_code, token.map(|token| &token.pass_code)) {
            (None, None | Some(Some(_))) => Ok(false),
            (None, Some(None)) => Ok(self.proof == Proof::OrVerificationCode),
            (Some(pass_code), None | Some(None)) => {
                if self.checked.is_none() {
                    let hash = PassCodeHash::new(pass_code, keyring, &mut context.rng)?;
                    self.checked = Some((hash, false));
                }
                Ok(false)
            }
            (Some(pass_code), Some(Some(hash))) => match &self.checked {
                Some((checked, verdict)) if checked == hash => Ok(*verdict),
                Some(_) | None => {
                    let verdict = hash.is_of(pass_code, keyring)?;
                    self.checked = Some((hash.clone(), verdict));
                    Ok(verdict)
                }
            },
        }
    }
}
