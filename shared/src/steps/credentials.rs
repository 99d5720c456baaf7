//! By what a caller names an access token: read and checked, before anything is looked up.

mod to_log_in;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

pub(crate) use to_log_in::LogInIdentifier;

use crate::{
    base::{
        exactly_one::exactly_one,
        field_errors::FieldErrors,
        id::{Id, Number, Numbered},
        identifier::NormalisedIdentifier,
        rule::Rule,
        schema::one_of,
        secret::Secret,
        text_rules::{MAXIMUM_LENGTH, PLAIN, plain_text},
    },
    codes::{
        authentication_code::AuthenticationCode,
        pass_code::{self, PassCode},
    },
};

/// `access_token_identifier` as it is sent: an authentication code, an identifier with its pass code, or, by a back
/// office, what a customer shows at a till or the number.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = one_of(&["authentication_code", "identifier", "one_time_password", "number"]))]
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
    /// What `generate_otp` answered. It identifies the customer to a back office, once.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = "04291763")]
    pub one_time_password: Option<Secret>,
    /// By it a back office names an access token that it found.
    #[schemars(length(max = MAXIMUM_LENGTH), regex(pattern = PLAIN), example = &"ACT0123456789")]
    pub number: Option<String>,
}

const OF_A_BACK_OFFICE: &str = "the session of a back office";

/// By what a caller names an access token.
#[derive(Clone, Debug)]
pub(crate) enum Credentials {
    AuthenticationCode(AuthenticationCode),
    Identifier {
        as_sent: String,
        normalised: NormalisedIdentifier,
        pass_code: Option<PassCode>,
    },
    ResetTicket(Secret),
    /// What was sent to who has the identifier, with the request that it was sent for. Only a log-in takes it.
    OneTimePassword {
        normalised: NormalisedIdentifier,
        request: Id,
        password: Secret,
    },
    /// What a customer shows to a back office, by the key whose session the request is in.
    IdentifyingCode {
        shown: Secret,
        application_key: String,
    },
    /// The number of an access token that a back office names; none where no number is spelled like that.
    Number(Option<Number>),
    /// The session that the request is in, of that access token.
    Session(Id),
    /// The same, and the pass code that is typed in once more.
    SessionAndPassCode {
        access_token: Id,
        session: Id,
        pass_code: PassCode,
    },
}

impl Credentials {
    /// The identifier that it is named by, with or without a pass code.
    pub(crate) const fn identifier(&self) -> Option<&NormalisedIdentifier> {
        if let Self::Identifier { normalised, .. } = self { Some(normalised) } else { None }
    }

    /// What a one-time password was asked for with.
    pub(crate) const fn request(&self) -> Option<&Id> {
        if let Self::OneTimePassword { request, .. } = self { Some(request) } else { None }
    }

    /// What names an access token to anybody; and to a back office, whose key is given, what is shown to it.
    pub(crate) fn parse(
        given: &AccessTokenIdentifier,
        back_office: Option<&str>,
    ) -> Result<Self, FieldErrors> {
        let AccessTokenIdentifier { authentication_code, identifier, pass_code, one_time_password, number } =
            given;
        let mut errors = FieldErrors::default();
        let code = errors.optional(authentication_code.as_ref(), |code| {
            let offered = AuthenticationCode::offered(code);
            offered.map_err(FieldErrors::unusable("authentication_code"))
        });
        let named = errors.optional(identifier.as_ref(), |text| {
            let normalised = NormalisedIdentifier::of(text);
            let short = plain_text(text, MAXIMUM_LENGTH).and_then(|()| normalised.short_enough());
            short.map(|()| (text.clone(), normalised)).map_err(FieldErrors::unusable("identifier"))
        });
        let pass_code = errors.optional(pass_code.as_ref(), |text| {
            PassCode::offered(text).map_err(FieldErrors::unusable("pass_code"))
        });
        let alone = match (identifier, authentication_code, one_time_password, number) {
            (None, Some(_), _, _) => Some("identifier, not with authentication_code"),
            (None, None, Some(_), _) => Some("identifier, not with one_time_password"),
            (None, None, None, Some(_)) => Some("identifier, not with number"),
            (Some(_), _, _, _) | (None, None, None, None) => None,
        };
        if let (Some(with), Some(_)) = (alone, &given.pass_code) {
            errors.push(FieldErrors::field("pass_code", Rule::GoesWith { with }));
        }
        let shown = errors.optional(one_time_password.as_ref(), |shown| {
            let key = back_office.ok_or(Rule::GoesWith { with: OF_A_BACK_OFFICE });
            let checked = key.and_then(|key| plain_text(shown.reveal(), MAXIMUM_LENGTH).map(|()| key));
            let code =
                |key: &str| Self::IdentifyingCode { shown: shown.clone(), application_key: key.to_owned() };
            checked.map(code).map_err(FieldErrors::unusable("one_time_password"))
        });
        let number = errors.optional(number.as_ref(), |number| match back_office {
            Some(_) => Ok(Self::Number(Number::parse(Numbered::AccessToken, number))),
            None => Err(FieldErrors::field("number", Rule::GoesWith { with: OF_A_BACK_OFFICE })),
        });
        errors.none()?;
        let code = ("authentication_code", code.map(Self::AuthenticationCode));
        let named = named.map(|(as_sent, normalised)| Self::Identifier { as_sent, normalised, pass_code });
        let named = ("identifier", named);
        // Nobody else is told of what they may not send.
        let one = match back_office {
            Some(_) => exactly_one([code, named, ("one_time_password", shown), ("number", number)]),
            None => exactly_one([code, named]),
        };
        one.map_err(|not_one| not_one.at("identifier"))
    }
}
