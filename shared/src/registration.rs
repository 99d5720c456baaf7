//! A registration: the fields of a token that would be, against the definition or the classification's settings.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    access_token::{AccessToken, LifeCycle, Verification},
    authentication_code::{AuthenticationCode, AuthenticationCodeCreation},
    caller::Caller,
    candidate::Candidate,
    context::Context,
    definition::{ClassificationIdentifier, Definition, Required, Settings},
    http::Parameters,
    id::{Id, Numbered},
    identifier::{Identifier, IdentifierCreation, IdentifierFormat},
    links::Links,
    pass_code::{self, GeneratedPassCode, PassCode, PassCodeCreation, PassCodeHash},
    refusal::Refusal,
    rules::{MAXIMUM_LENGTH, PLAIN, Problem, plain_text},
    secret::Secret,
    service::Service,
    template::Medium,
    user_defined_fields::UserDefinedFields,
    verification_code::VerificationCode,
};

/// Longer masked card numbers are refused.
pub const CARD_MAXIMUM_LENGTH: usize = 32;

/// The fields of a new token, beside the user-defined ones.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1" }))]
pub struct Input {
    /// Identifies and authenticates in one.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    authentication_code: Option<Secret>,
    /// What the customer is called by: an e-mail address, a phone number or what else the definition says.
    #[schemars(length(max = MAXIMUM_LENGTH), example = "ada@example.com")]
    identifier: Option<String>,
    /// What the customer will log in with; it may also be chosen at verification.
    #[schemars(length(max = pass_code::MAXIMUM_BYTES), example = "correct horse 1")]
    pass_code: Option<Secret>,
    /// As it is printed: `**** **** **** 1234`.
    #[schemars(length(max = CARD_MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "**** **** **** 1234")]
    card_masked_number: Option<String>,
    classification_identifier: Option<ClassificationIdentifier>,
}

/// What the token will belong to from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    Nothing,
    Account,
    /// A rewards participant, and perhaps the account that owns it.
    Participant,
}

/// The fields of a registration, each of which met the rules.
pub struct Registration<'a> {
    settings: &'a Settings,
    classification: Option<Id>,
    identifier: Option<Identifier>,
    pass_code: Option<PassCode>,
    authentication_code: Option<AuthenticationCode>,
    card_masked_number: Option<String>,
    user_defined_fields: UserDefinedFields,
    /// Whether the token will have to be verified.
    pending: bool,
}

impl<'a> Registration<'a> {
    pub fn parse(
        mut parameters: Parameters,
        belongs: For,
        caller: &Caller,
        definition: &'a Definition,
    ) -> Result<Self, Refusal> {
        let user_defined_fields =
            UserDefinedFields::default().patched(parameters.take_user_defined_fields())?;
        let input: Input = parameters.into_input()?;
        let classification = match &input.classification_identifier {
            Some(named) => Some(definition.classification(named)?.id.clone()),
            None => None,
        };
        let settings = definition.settings(classification.as_ref());
        let pending = match settings.verification.required {
            Required::Never => false,
            Required::RewardsParticipants => belongs == For::Participant,
            Required::Always => true,
        };
        let text = input.identifier.as_deref();
        let registration = Self {
            identifier: text.map(|text| identifier(text, settings, pending, definition)).transpose()?,
            pass_code: input.pass_code.map(|code| pass_code(&code, text, settings)).transpose()?,
            authentication_code: input
                .authentication_code
                .map(|code| authentication_code(&code, settings))
                .transpose()?,
            card_masked_number: input.card_masked_number.as_deref().map(card_masked_number).transpose()?,
            settings,
            classification,
            user_defined_fields,
            pending,
        };
        registration.together(belongs, caller)
    }

    /// What the fields must be to each other.
    fn together(self, belongs: For, caller: &Caller) -> Result<Self, Refusal> {
        let Settings { identifier, pass_code, authentication_code, automation, .. } = self.settings;
        let has_identifier = self.identifier.is_some() || identifier.creation != IdentifierCreation::None;
        let has_pass_code = self.pass_code.is_some() || pass_code.creation == PassCodeCreation::Generated;
        let brings_code = self.authentication_code.is_some();
        let has_code = brings_code || authentication_code.creation == AuthenticationCodeCreation::Generated;
        // It would hold its identifier for the customer whether or not anybody ever verifies it.
        if self.pending && belongs != For::Nothing && !caller.known {
            return Err(Refusal::CallerNotKnown);
        }
        if !has_identifier && self.pending && belongs == For::Nothing {
            return Err(Refusal::field("identifier", "is needed: the verification code is sent to it"));
        }
        if !has_identifier && self.pass_code.is_some() {
            return Err(Refusal::field("pass_code", "goes with an identifier"));
        }
        if !has_identifier && !automation.allow_no_identifier_and_pass_code {
            return Err(Refusal::field("identifier", "is needed"));
        }
        if !has_identifier && !has_code {
            return Err(Refusal::field("identifier", "is needed, or an authentication_code"));
        }
        // Where the token is verified, its pass code may also be chosen then.
        if has_identifier && !has_pass_code && !self.pending {
            return Err(Refusal::field("pass_code", "is needed with an identifier"));
        }
        // Who verifies would make a stranger's authentication code a key to their own token: it is taken only with
        // a pass code that nobody but who brings both knows.
        if has_identifier && self.pending && brings_code && self.pass_code.is_none() && !caller.known {
            return Err(Refusal::field("authentication_code", "goes with a pass code that you choose"));
        }
        Ok(self)
    }

    /// The token that this registration asks for, with all that is random or costly made once.
    pub async fn candidate(
        self,
        service: &Service,
        caller: &Caller,
        context: &mut Context,
    ) -> Result<Candidate<'a>, Refusal> {
        let Self { settings, authentication_code, .. } = self;
        let brings_code = authentication_code.is_some();
        let keyring = &service.keyring;
        let id = Id::random(&mut context.rng);
        let number = service.numbers.next(Numbered::AccessToken, &service.table).await?;
        let identifier =
            self.identifier.or_else(|| Identifier::generated(settings.identifier.creation, &number, &id));
        let generated = match (settings.pass_code.creation, &identifier) {
            (PassCodeCreation::Generated, Some(_)) => {
                Some(GeneratedPassCode::new(settings.pass_code.shape(), keyring, &mut context.rng))
            }
            (PassCodeCreation::Generated, None) | (PassCodeCreation::None, _) => None,
        };
        let pass_code = match &generated {
            Some(generated) => Some(generated.derive(keyring)?),
            None => self.pass_code,
        };
        let hash = |code: &PassCode| PassCodeHash::new(code, keyring, &mut context.rng);
        let pass_code = pass_code.as_ref().map(hash).transpose()?;
        let authentication_code = match settings.authentication_code.creation {
            AuthenticationCodeCreation::Generated => {
                Some(AuthenticationCode::generated(&settings.authentication_code, &mut context.rng))
            }
            AuthenticationCodeCreation::None => authentication_code,
        };
        let seal = |code: &AuthenticationCode| keyring.seal(code.secret(), id.as_str(), &mut context.rng);
        let sealed = authentication_code.as_ref().map(seal).transpose()?;
        let verification = &settings.verification;
        let life_cycle = if self.pending {
            LifeCycle::PendingVerification(Verification::new(
                VerificationCode::new(verification.code_length, keyring, &mut context.rng),
                context.now.plus(verification.code_life_minutes * 60),
                generated,
            ))
        } else {
            LifeCycle::Effective { verified: None }
        };
        let token = AccessToken {
            id,
            number,
            life_cycle,
            identifier,
            pass_code,
            authentication_code: sealed,
            card_masked_number: self.card_masked_number,
            classification: self.classification,
            user_defined_fields: self.user_defined_fields,
            links: Links::default(),
            reset_ticket: None,
            created: context.now,
            updated: context.now,
        };
        Candidate::new(settings, token, authentication_code, brings_code, service, caller, context.now)
    }
}

/// An identifier that a caller gives a token.
fn identifier(
    text: &str,
    settings: &Settings,
    pending: bool,
    definition: &Definition,
) -> Result<Identifier, Refusal> {
    if settings.identifier.creation != IdentifierCreation::None {
        return Err(Refusal::field("identifier", "is generated; send none"));
    }
    let invalid = Refusal::value("identifier");
    let identifier = Identifier::parse(text, &settings.identifier).map_err(&invalid)?;
    let by_sms = definition
        .template(&settings.verification.template)
        .is_some_and(|template| template.medium == Medium::Sms);
    let is_phone = settings.identifier.format == IdentifierFormat::Phone;
    if pending && by_sms && is_phone && !definition.serves(&identifier) {
        return Err(invalid(Problem::CountryNotServed));
    }
    Ok(identifier)
}

/// A pass code that a caller chooses for a token.
fn pass_code(text: &Secret, identifier: Option<&str>, settings: &Settings) -> Result<PassCode, Refusal> {
    if settings.pass_code.creation == PassCodeCreation::Generated {
        return Err(Refusal::field("pass_code", "is generated; send none"));
    }
    PassCode::chosen(text, &settings.pass_code, identifier).map_err(Refusal::value("pass_code"))
}

/// An authentication code that a caller gives a token.
fn authentication_code(text: &Secret, settings: &Settings) -> Result<AuthenticationCode, Refusal> {
    if settings.authentication_code.creation == AuthenticationCodeCreation::Generated {
        return Err(Refusal::field("authentication_code", "is generated; send none"));
    }
    let rules = &settings.authentication_code;
    AuthenticationCode::given(text, rules).map_err(Refusal::value("authentication_code"))
}

/// As it is printed on a card: `**** **** **** 1234`. A full card number is refused: it is none of ours to keep.
pub fn card_masked_number(number: &str) -> Result<String, Refusal> {
    let invalid = Refusal::value("card_masked_number");
    plain_text(number, CARD_MAXIMUM_LENGTH).map_err(&invalid)?;
    if number.chars().filter(|c| c.is_numeric()).count() > 10 {
        return Err(invalid(Problem::NotMasked));
    }
    Ok(number.to_owned())
}
