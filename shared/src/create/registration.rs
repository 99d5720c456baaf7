//! The fields of a registration, against the definition or the classification's settings.

use serde::Deserialize;

use super::Candidate;
use crate::{
    access_token::{AccessToken, LifeCycle, Verification},
    authentication_code::{AuthenticationCode, AuthenticationCodeCreation},
    context::Context,
    definition::{ClassificationIdentifier, Definition, Required, Settings},
    http::Parameters,
    id::Id,
    identifier::Identifier,
    pass_code::{GeneratedPassCode, PassCode, PassCodeCreation, PassCodeHash},
    refusal::Refusal,
    rules::{Problem, plain_text},
    secret::Secret,
    service::Service,
    template::Medium,
    user_defined_fields::UserDefinedFields,
    verification_code::VerificationCode,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    authentication_code: Option<Secret>,
    identifier: Option<String>,
    pass_code: Option<Secret>,
    card_masked_number: Option<String>,
    classification_identifier: Option<ClassificationIdentifier>,
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
}

impl<'a> Registration<'a> {
    pub fn parse(mut parameters: Parameters, definition: &'a Definition) -> Result<Self, Refusal> {
        let user_defined_fields = parameters.take_user_defined_fields()?;
        let input: Input = parameters.into_input()?;
        let classification = match &input.classification_identifier {
            Some(named) => Some(definition.classification(named)?.id.clone()),
            None => None,
        };
        let settings = definition.settings(classification.as_ref());
        let registration = Self {
            identifier: identifier(&input, settings, definition)?,
            pass_code: pass_code(&input, settings)?,
            authentication_code: authentication_code(&input, settings)?,
            card_masked_number: card_masked_number(input.card_masked_number)?,
            settings,
            classification,
            user_defined_fields,
        };
        registration.together()
    }

    /// What the fields must be to each other.
    fn together(self) -> Result<Self, Refusal> {
        let verified = self.settings.verification.required == Required::Always;
        let generated = self.settings.pass_code.creation == PassCodeCreation::Generated;
        let neither = self.identifier.is_none() && self.pass_code.is_none();
        match &self.identifier {
            None if verified => {
                Err(Refusal::field("identifier", "is needed: the verification code is sent to it"))
            }
            None if self.pass_code.is_some() => Err(Refusal::field("pass_code", "goes with an identifier")),
            None if neither && !self.settings.automation.allow_no_identifier_and_pass_code => {
                Err(Refusal::field("identifier", "is needed"))
            }
            // Where the token is verified, its pass code may also be chosen then.
            Some(_) if self.pass_code.is_none() && !generated && !verified => {
                Err(Refusal::field("pass_code", "is needed with an identifier"))
            }
            // Who verifies would make a stranger's authentication code a key to their own token: it is
            // taken only with a pass code that nobody but who brings both knows.
            Some(_) if verified && self.authentication_code.is_some() && self.pass_code.is_none() => {
                Err(Refusal::field("authentication_code", "goes with a pass code that you choose"))
            }
            Some(_) | None => Ok(self),
        }
    }

    /// The token that this registration asks for, with all that is random or costly made once.
    pub async fn candidate(self, service: &Service, context: &mut Context) -> Result<Candidate<'a>, Refusal> {
        let Self { settings, identifier, authentication_code, .. } = self;
        let brings_code = authentication_code.is_some();
        let keyring = &service.keyring;
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
        let id = Id::random(&mut context.rng);
        let seal = |code: &AuthenticationCode| keyring.seal(code.secret(), id.as_str(), &mut context.rng);
        let sealed = authentication_code.as_ref().map(seal).transpose()?;
        let token = AccessToken {
            number: service.numbers.next(&service.table).await?,
            life_cycle: match settings.verification.required {
                Required::Never => LifeCycle::Effective { verified: None },
                Required::Always => LifeCycle::PendingVerification(Verification::new(
                    VerificationCode::new(settings.verification.code_length, keyring, &mut context.rng),
                    context.now.plus(settings.verification.code_life_minutes * 60),
                    generated,
                )),
            },
            id,
            identifier,
            pass_code,
            authentication_code: sealed,
            card_masked_number: self.card_masked_number,
            classification: self.classification,
            user_defined_fields: self.user_defined_fields,
            created: context.now,
            updated: context.now,
        };
        Ok(Candidate { settings, token, authentication_code, brings_code })
    }
}

fn identifier(
    input: &Input,
    settings: &Settings,
    definition: &Definition,
) -> Result<Option<Identifier>, Refusal> {
    let Some(text) = &input.identifier else { return Ok(None) };
    let invalid = Refusal::value("identifier");
    let identifier = Identifier::parse(text, &settings.identifier).map_err(&invalid)?;
    let by_sms = definition
        .template(&settings.verification.template)
        .is_some_and(|template| template.medium == Medium::Sms);
    if settings.verification.required == Required::Always && by_sms && !definition.serves(&identifier) {
        return Err(invalid(Problem::CountryNotServed));
    }
    Ok(Some(identifier))
}

fn pass_code(input: &Input, settings: &Settings) -> Result<Option<PassCode>, Refusal> {
    match (&input.pass_code, settings.pass_code.creation) {
        (None, _) => Ok(None),
        (Some(_), PassCodeCreation::Generated) => Err(Refusal::field("pass_code", "is generated; send none")),
        (Some(text), PassCodeCreation::None) => {
            PassCode::chosen(text, &settings.pass_code, input.identifier.as_deref())
                .map(Some)
                .map_err(Refusal::value("pass_code"))
        }
    }
}

fn authentication_code(input: &Input, settings: &Settings) -> Result<Option<AuthenticationCode>, Refusal> {
    match (&input.authentication_code, settings.authentication_code.creation) {
        (None, _) => Ok(None),
        (Some(_), AuthenticationCodeCreation::Generated) => {
            Err(Refusal::field("authentication_code", "is generated; send none"))
        }
        (Some(text), AuthenticationCodeCreation::None) => {
            AuthenticationCode::given(text, &settings.authentication_code)
                .map(Some)
                .map_err(Refusal::value("authentication_code"))
        }
    }
}

/// As it is printed on a card: `**** **** **** 1234`. A full card number is refused: it is none of ours to keep.
fn card_masked_number(given: Option<String>) -> Result<Option<String>, Refusal> {
    let Some(number) = given else { return Ok(None) };
    plain_text(&number, 32).map_err(Refusal::value("card_masked_number"))?;
    if number.chars().filter(char::is_ascii_digit).count() > 10 {
        return Err(Refusal::value("card_masked_number")(Problem::NotMasked));
    }
    Ok(Some(number))
}
