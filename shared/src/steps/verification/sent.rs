//! What is sent beside a verification code, and what the access token becomes by it.

use serde_json::{Map, Value};

use crate::{
    base::{
        context::Context, field_errors::FieldErrors, identifier::Identifier, language::Language, rule::Rule,
        secret::Secret,
    },
    codes::{
        authentication_code::AuthenticationCode,
        pass_code::{ChosenHash, PassCode, PassCodeHash},
    },
    keyring::KeyringError,
    records::{
        access_token::AccessToken, life_cycle::UnclaimedCode, refusal::Refusal,
        user_defined_fields::UserDefinedFields,
    },
    steps::{
        registration::{self, card_masked_number},
        service::Service,
        token_lookup::TokenLookup,
    },
    table::{Claim, Key, Rows},
};

/// What is sent beside the verification code.
#[derive(Default)]
pub(crate) struct Sent {
    /// The pass code that stands beside the identifier.
    pub named_with: Option<Secret>,
    pub pass_code: Option<Secret>,
    pub authentication_code: Option<Secret>,
    pub card_masked_number: Option<String>,
    pub user_defined_fields: Map<String, Value>,
    /// The one that the request asks for.
    pub language: Option<Language>,
    /// Of the pass code that is chosen.
    pub hash: ChosenHash,
}

impl Sent {
    /// Where the authentication code may be claimed that the token may get: the one that is sent, and the one that
    /// waits for it.
    pub(super) fn claims(&self, token: &AccessToken, service: &Service) -> Result<Vec<Key>, Refusal> {
        let keyring = &service.keyring;
        let waits = token.open_authentication_code(keyring)?.map(AuthenticationCode::kept);
        let sent = self.authentication_code.as_ref().map(AuthenticationCode::offered);
        // What cannot be one is refused later, if the code is right.
        let codes = waits.into_iter().chain(sent.and_then(Result::ok));
        let keys: Result<Vec<_>, KeyringError> = codes.map(|code| code.claim_keys(keyring)).collect();
        Ok(keys?.concat())
    }

    /// A registration by itself, as who reads the mailbox has it.
    pub(super) fn takes_over(
        &self,
        token: AccessToken,
        named: &TokenLookup,
        rows: &Rows,
        service: &Service,
        context: &mut Context,
    ) -> Result<AccessToken, Refusal> {
        let keyring = &service.keyring;
        let settings = service.definition.settings(token.classification.as_ref());
        let is_same = named.compared().is_some_and(|compared| compared.is_right);
        // A pass code that was generated proves that the mail was read, not who registered.
        let is_its_own = is_same && token.generated_pass_code().is_none();
        let mut errors = FieldErrors::default();
        let pass_code = self.chosen(&token, named, &mut errors, service, context)?;
        let kept_fields =
            if is_its_own { token.user_defined_fields.clone() } else { UserDefinedFields::default() };
        let fields = errors.collect(kept_fields.patched(self.user_defined_fields.clone()));
        let card = errors.optional(self.card_masked_number.as_deref(), card_masked_number);
        let code = errors.optional(self.authentication_code.as_ref(), |text| {
            registration::authentication_code(text, settings)
        });
        errors.none()?;
        let pass_code = pass_code.ok_or(Refusal::PassCodeNeeded)?;
        let code = match code {
            Some(code) => Some(code),
            None => waiting_code(&token, is_its_own, service)?,
        };
        // Whoever has the code by now keeps it: this token goes without.
        let code = match code {
            Some(code) if !is_others(&code, &token, rows, service)? => Some(code),
            Some(_) | None => None,
        };
        let seal =
            |code: AuthenticationCode| keyring.seal(code.secret(), token.id.as_str(), &mut context.rng);
        Ok(AccessToken {
            pass_code: Some(pass_code),
            authentication_code: code.map(seal).transpose()?,
            card_masked_number: card.or_else(|| token.card_masked_number.clone().filter(|_| is_its_own)),
            user_defined_fields: fields.unwrap_or_default(),
            language: self.language.clone().or_else(|| token.language.clone().filter(|_| is_its_own)),
            ..token
        })
    }

    /// The pass code that the token gets: the one that is sent for it, or else the one that names it.
    fn chosen(
        &self,
        token: &AccessToken,
        named: &TokenLookup,
        errors: &mut FieldErrors,
        service: &Service,
        context: &mut Context,
    ) -> Result<Option<PassCodeHash>, Refusal> {
        let Some(text) = self.pass_code.as_ref().or(self.named_with.as_ref()) else { return Ok(None) };
        // Where one alone is sent it was compared, and so hashed.
        let is_alone = self.pass_code.is_none() || self.named_with.is_none();
        let compared = named.compared().filter(|_| is_alone);
        if compared.is_some_and(|compared| compared.is_right) {
            return Ok(token.pass_code.clone());
        }
        let rules = &service.definition.settings(token.classification.as_ref()).pass_code;
        let identifier = token.identifier.as_ref().map(Identifier::as_str);
        let checked = PassCode::chosen(text, rules, identifier).map_err(FieldErrors::value("pass_code"));
        let checked = if self.pass_code.is_some() {
            checked
        } else {
            checked.map_err(|errors| errors.within("access_token_identifier"))
        };
        let Some(chosen) = errors.collect(checked) else { return Ok(None) };
        Ok(Some(match compared {
            Some(compared) => compared.offered.clone(),
            None => self.hash.of(&chosen, &service.keyring, &mut context.rng)?,
        }))
    }

    /// A token that a back office made for a customer record: it may still choose its pass code, and keeps all else.
    pub(super) fn adds_to(
        &self,
        token: AccessToken,
        named: &TokenLookup,
        service: &Service,
        context: &mut Context,
    ) -> Result<AccessToken, Refusal> {
        let Self {
            named_with: _,
            pass_code,
            authentication_code,
            card_masked_number,
            user_defined_fields,
            language: _,
            hash: _,
        } = self;
        let mut errors = FieldErrors::default();
        let mut not_here = |field: &str, with| {
            errors.push(FieldErrors::field(field, Rule::GoesWith { with }));
        };
        let by_itself = "a token that belongs to no customer record";
        if authentication_code.is_some() {
            not_here("authentication_code", by_itself);
        }
        if card_masked_number.is_some() {
            not_here("card_masked_number", by_itself);
        }
        for field in user_defined_fields.keys() {
            not_here(field, by_itself);
        }
        if pass_code.is_some() && token.identifier.is_none() {
            not_here("pass_code", "an identifier");
        }
        errors.none()?;
        // The one that names it is its own, if it has one.
        let keeps_its_own = token.identifier.is_none() || (pass_code.is_none() && token.pass_code.is_some());
        if keeps_its_own {
            return Ok(token);
        }
        let mut errors = FieldErrors::default();
        let chosen = self.chosen(&token, named, &mut errors, service, context)?;
        errors.none()?;
        Ok(AccessToken { pass_code: Some(chosen.ok_or(Refusal::PassCodeNeeded)?), ..token })
    }
}

/// The authentication code that waits for the token: one that the service made, or that was brought by who knows the
/// registration's pass code.
fn waiting_code(
    token: &AccessToken,
    is_its_own: bool,
    service: &Service,
) -> Result<Option<AuthenticationCode>, KeyringError> {
    let is_generated = token.unclaimed_code().is_some_and(|UnclaimedCode { generated, .. }| *generated);
    if !is_its_own && !is_generated {
        return Ok(None);
    }
    Ok(token.open_authentication_code(&service.keyring)?.map(AuthenticationCode::kept))
}

fn is_others(
    code: &AuthenticationCode,
    token: &AccessToken,
    rows: &Rows,
    service: &Service,
) -> Result<bool, Refusal> {
    for key in code.claim_keys(&service.keyring)? {
        if rows.row::<Claim>(&key)?.is_some_and(|claim| claim.row.holder != token.id) {
            return Ok(true);
        }
    }
    Ok(false)
}
