//! A registration: the fields of a token that would be, against the definition or the classification's settings.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::{
    new_token::{NewToken, Parts},
    service::Service,
};
use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        identifier::{Identifier, IdentifierCreation},
        language::{self, Language},
        rule::Rule,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, PLAIN, plain_text},
    },
    codes::{
        authentication_code::{AuthenticationCode, AuthenticationCodeCreation},
        pass_code::{self, PassCode, PassCodeCreation},
    },
    definition::{BelongsTo, ClassificationIdentifier, Definition, Settings},
    http::{caller::Caller, code::Code, parameters::Parameters},
    records::{refusal::Refusal, user_defined_fields::UserDefinedFields},
};

/// What the fields of a new token can be refused with.
pub(crate) const REFUSES: &[Code] = &[Code::InvalidValue, Code::ClassificationNotFound];

/// Longer masked card numbers are refused.
pub(crate) const CARD_MAXIMUM_LENGTH: usize = 32;

/// The fields of a new token, beside the user-defined ones.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "identifier": "ada@example.com", "pass_code": "correct horse 1" }))]
pub(crate) struct Input {
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
    /// The one that the customer reads, as BCP 47 has it. Where it is absent, the best that `Accept-Language` names and
    /// that messages are written in; not that of a back office.
    #[schemars(length(max = language::MAXIMUM_LENGTH), example = "pt-BR")]
    language: Option<String>,
}

/// A registration whose fields met the rules.
pub(crate) struct Registration<'a> {
    settings: &'a Settings,
    parts: Parts,
}

impl<'a> Registration<'a> {
    /// Reads the fields. What is wrong with them is said all at once.
    pub(crate) fn parse(
        mut parameters: Parameters,
        belongs_to: BelongsTo,
        caller: &Caller,
        definition: &'a Definition,
    ) -> Result<Self, Refusal> {
        let user_defined_fields = parameters.take_raw::<UserDefinedFields>();
        let input: Input = parameters.rest()?;
        let classification = match &input.classification_identifier {
            Some(named) => Some(definition.classification(named).ok_or(Refusal::ClassificationNotFound)?),
            None => None,
        };
        let classification = classification.map(|known| known.id.clone());
        let settings = definition.settings(classification.as_ref());
        let pending = settings.verification.is_required(belongs_to);
        // It would hold its identifier for the customer whether or not anybody ever verifies it.
        if pending && belongs_to != BelongsTo::Nothing && !caller.is_back_office() {
            return Err(Refusal::CallerNotKnown);
        }
        let mut errors = FieldErrors::default();
        let text = input.identifier.as_deref();
        errors.collect(definition.log_in().check_sent(&user_defined_fields, caller.is_back_office()));
        let user_defined_fields = errors.collect(UserDefinedFields::default().patched(user_defined_fields));
        let identifier = errors.optional(text, |text| identifier(text, settings, pending, definition));
        let pass_code = errors.optional(input.pass_code.as_ref(), |code| pass_code(code, text, settings));
        let authentication_code =
            errors.optional(input.authentication_code.as_ref(), |code| authentication_code(code, settings));
        let card_masked_number = errors.optional(input.card_masked_number.as_deref(), card_masked_number);
        let language = errors.optional(input.language.as_deref(), customers_language);
        let code_goes_to_identifier = belongs_to == BelongsTo::Nothing;
        let pending_token = Pending { code_goes_to_identifier, by_stranger: !caller.is_back_office() };
        let given = Given::of(&input, pending.then_some(pending_token));
        errors.collect(check_combination(&given, settings));
        errors.none()?;
        let parts = Parts {
            classification,
            identifier,
            pass_code,
            authentication_code,
            card_masked_number,
            language: language.or_else(|| caller.reads(definition)),
            user_defined_fields: user_defined_fields.unwrap_or_default(),
            pending,
            by_itself: belongs_to == BelongsTo::Nothing,
        };
        Ok(Self { settings, parts })
    }

    /// The token that this registration asks for, with all that is costly made once.
    pub(crate) fn new_token(
        self,
        service: &'a Service,
        caller: &Caller,
        context: &mut Context,
    ) -> Result<NewToken<'a>, Refusal> {
        NewToken::new(self.settings, self.parts, service, caller, context)
    }
}

/// Which of the fields are there that depend on each other.
pub(crate) struct Given {
    pub identifier: bool,
    pub pass_code: bool,
    pub authentication_code: bool,
    pub to: GivenTo,
}

/// What the fields are given to.
pub(crate) enum GivenTo {
    /// A token that is made now, and gets besides what the definition generates; and whether it has yet to be verified.
    New(Option<Pending>),
    /// A token that there is. Nothing is generated for it.
    Known,
}

/// What matters of a token that has yet to be verified.
#[derive(Clone, Copy)]
pub(crate) struct Pending {
    /// Whether its code is sent to the identifier, and not to a customer record's address.
    code_goes_to_identifier: bool,
    /// Whether anybody may have registered it.
    by_stranger: bool,
}

impl Given {
    fn of(input: &Input, pending: Option<Pending>) -> Self {
        Self {
            identifier: input.identifier.is_some(),
            pass_code: input.pass_code.is_some(),
            authentication_code: input.authentication_code.is_some(),
            to: GivenTo::New(pending),
        }
    }
}

/// What the fields of a token must be to each other, when it is created and when it is updated.
pub(crate) fn check_combination(given: &Given, settings: &Settings) -> Result<(), FieldErrors> {
    let Settings { identifier, pass_code, authentication_code, automation, .. } = settings;
    let (is_new, pending) = match given.to {
        GivenTo::New(pending) => (true, pending),
        GivenTo::Known => (false, None),
    };
    let has = |is_given: bool, is_generated: bool| is_given || (is_new && is_generated);
    let has_identifier = has(given.identifier, identifier.creation != IdentifierCreation::None);
    let has_pass_code = has(given.pass_code, pass_code.creation == PassCodeCreation::Generated);
    let is_code_generated = authentication_code.creation == AuthenticationCodeCreation::Generated;
    let has_code = has(given.authentication_code, is_code_generated);
    let mut errors = FieldErrors::default();
    let mut broken = |field: &str, rule| errors.push(FieldErrors::field(field, rule));
    if has_identifier {
        // Where the token has yet to be verified, its pass code may also be chosen then.
        if !has_pass_code && pending.is_none() {
            broken("pass_code", Rule::Needed { why: " with an identifier" });
        }
        // Who verifies would make a stranger's authentication code a key to their own token: it is taken only with
        // a pass code that nobody but who brings both knows.
        let by_stranger = pending.is_some_and(|pending| pending.by_stranger);
        if by_stranger && given.authentication_code && !given.pass_code {
            broken("authentication_code", Rule::GoesWith { with: "a pass code that you choose" });
        }
    } else {
        if pending.is_some_and(|pending| pending.code_goes_to_identifier) {
            broken("identifier", Rule::Needed { why: ": the verification code is sent to it" });
        } else if !automation.allow_no_identifier_and_pass_code {
            broken("identifier", Rule::Needed { why: "" });
        } else if !has_code {
            broken("identifier", Rule::Needed { why: ", or an authentication_code" });
        }
        if given.pass_code {
            broken("pass_code", Rule::GoesWith { with: "an identifier" });
        }
    }
    errors.none()
}

/// An identifier that a caller gives a token.
pub(crate) fn identifier(
    text: &str,
    settings: &Settings,
    pending: bool,
    definition: &Definition,
) -> Result<Identifier, FieldErrors> {
    if settings.identifier.creation != IdentifierCreation::None {
        return Err(FieldErrors::field("identifier", Rule::Generated));
    }
    let identifier =
        Identifier::parse(text, &settings.identifier).map_err(FieldErrors::value("identifier"))?;
    let template = definition.template(&settings.verification.template);
    if let Some(template) = template.filter(|_| pending && definition.reaches(settings)) {
        definition.serves(&identifier, template.medium).map_err(FieldErrors::value("identifier"))?;
    }
    Ok(identifier)
}

/// A pass code that a caller chooses for a token.
fn pass_code(text: &Secret, identifier: Option<&str>, settings: &Settings) -> Result<PassCode, FieldErrors> {
    if settings.pass_code.creation == PassCodeCreation::Generated {
        return Err(FieldErrors::field("pass_code", Rule::Generated));
    }
    PassCode::chosen(text, &settings.pass_code, identifier).map_err(FieldErrors::value("pass_code"))
}

/// An authentication code that a caller gives a token.
pub(crate) fn authentication_code(
    text: &Secret,
    settings: &Settings,
) -> Result<AuthenticationCode, FieldErrors> {
    if settings.authentication_code.creation == AuthenticationCodeCreation::Generated {
        return Err(FieldErrors::field("authentication_code", Rule::Generated));
    }
    let given = AuthenticationCode::given(text, &settings.authentication_code);
    given.map_err(FieldErrors::value("authentication_code"))
}

pub(crate) fn customers_language(text: &str) -> Result<Language, FieldErrors> {
    Language::parse(text).map_err(FieldErrors::value("language"))
}

/// As it is printed on a card: `**** **** **** 1234`. A full card number is refused: it is none of ours to keep.
pub(crate) fn card_masked_number(number: &str) -> Result<String, FieldErrors> {
    let masked = plain_text(number, CARD_MAXIMUM_LENGTH).and_then(|()| {
        let digits = number.chars().filter(|c| c.is_numeric()).count();
        if digits > 10 { Err(Rule::NotMasked) } else { Ok(()) }
    });
    masked.map(|()| number.to_owned()).map_err(FieldErrors::value("card_masked_number"))
}
