//! Reads a definition and refuses what could not work, by file, key and reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{
    Classification, Definition, DefinitionError, Required, Settings,
    contact_information::{ContactInformationSettings, Countries, Industry, IndustrySector},
};
use crate::{
    authentication_code::AuthenticationCodeRules,
    identifier::IdentifierFormat,
    pass_code::{PassCodeCreation, PassCodeRules},
    template::{Medium, Tag, Template, Text},
};

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    definition: Settings,
    #[serde(default)]
    classification: Vec<Classification>,
    template: BTreeMap<String, TemplateText>,
    #[serde(default)]
    sms: Sms,
    #[serde(default)]
    countries: Countries,
    #[serde(default)]
    industry: Vec<Industry>,
    #[serde(default)]
    industry_sector: Vec<IndustrySector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateText {
    medium: Medium,
    subject: Option<String>,
    content: String,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sms {
    countries: Vec<String>,
}

/// A key of the file and what is wrong with its value.
pub(super) struct Fault(String, String);

impl Definition {
    /// Reads the text of a definition; `file` is its name, for errors.
    pub fn parse(text: &str, file: &str) -> Result<Self, DefinitionError> {
        let read: File = toml::from_str(text)
            .map_err(|source| DefinitionError::NotToml { file: file.to_owned(), source: Box::new(source) })?;
        checked(read).map_err(|Fault(key, reason)| DefinitionError::Refused {
            file: file.to_owned(),
            key,
            reason,
        })
    }
}

fn checked(file: File) -> Result<Definition, Fault> {
    let mut templates = BTreeMap::new();
    for (name, text) in &file.template {
        templates.insert(name.clone(), template(&format!("template.{name}"), text)?);
    }
    let sms_off = file.sms.countries.is_empty();
    settings("definition", &file.definition, &templates, sms_off)?;
    let mut names = BTreeSet::new();
    for (index, classification) in file.classification.iter().enumerate() {
        let key = format!("classification[{index}]");
        for name in [classification.id.as_str(), &classification.name, &classification.alternative_code] {
            if !names.insert(name.to_owned()) {
                return fault(&key, "", format!("`{name}` names another classification already"));
            }
        }
        settings(&format!("{key}.settings"), &classification.settings, &templates, sms_off)?;
    }
    let all = std::iter::once(&file.definition).chain(file.classification.iter().map(|one| &one.settings));
    if let Some(format) = told_and_not_told(&all.collect::<Vec<_>>()) {
        let reason = format!(
            "is ALWAYS for some and NEVER for other tokens that may share an identifier ({format:?}): the latter would tell who the former are"
        );
        return fault("definition", "verification.required", reason);
    }
    for country in &file.sms.countries {
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return fault(
                "sms",
                "countries",
                format!("`{country}` is not a country in two capital letters, like CY"),
            );
        }
    }
    Ok(Definition {
        settings: file.definition,
        classifications: file.classification,
        templates,
        sms_countries: file.sms.countries,
        contact_information: ContactInformationSettings::checked(
            file.countries,
            file.industry,
            file.industry_sector,
        )?,
    })
}

/// The format of identifiers that one classification keeps quiet about and another does not. Free text
/// may be any other format too.
fn told_and_not_told(all: &[&Settings]) -> Option<IdentifierFormat> {
    let formats = |required| {
        let of = move |settings: &&&Settings| settings.verification.required == required;
        all.iter().filter(of).map(|settings| settings.identifier.format)
    };
    formats(Required::Always).find(|quiet| {
        formats(Required::Never).any(|told| told == *quiet || told == IdentifierFormat::FreeText)
    })
}

fn template(key: &str, text: &TemplateText) -> Result<Template, Fault> {
    let parse =
        |part: &str, text: &str| Text::parse(text).or_else(|error| fault(key, part, error.to_string()));
    let subject = match (text.medium, &text.subject) {
        (Medium::Email, Some(subject)) if subject.contains(['\r', '\n']) => {
            return fault(key, "subject", "must be one line");
        }
        (Medium::Email, Some(subject)) => Some(parse("subject", subject)?),
        (Medium::Email, None) => return fault(key, "subject", "an e-mail needs one"),
        (Medium::Sms, Some(_)) => return fault(key, "subject", "a text message has none"),
        (Medium::Sms, None) => None,
    };
    if text.content.trim().is_empty() {
        return fault(key, "content", "is empty");
    }
    let content = parse("content", text.content.trim())?;
    Ok(Template { medium: text.medium, subject, content })
}

fn settings(
    key: &str,
    settings: &Settings,
    templates: &BTreeMap<String, Template>,
    sms_off: bool,
) -> Result<(), Fault> {
    pass_code(key, &settings.pass_code)?;
    authentication_code(key, &settings.authentication_code)?;
    if settings.identifier.minimum.shortest() > crate::rules::MAXIMUM_LENGTH {
        return fault(key, "identifier.minimum", "no identifier is that long");
    }
    let verification = &settings.verification;
    let within = |name: &str, value: i64, least: i64, most: i64| {
        if (least..=most).contains(&value) {
            Ok(())
        } else {
            fault(key, &format!("verification.{name}"), format!("is {value}; it must be {least} to {most}"))
        }
    };
    within("code_length", i64::from(verification.code_length), 6, 10)?;
    within("attempts", i64::from(verification.attempts), 1, 5)?;
    within("resend_pause_seconds", verification.resend_pause_seconds, 60, 3600)?;

    let medium = match settings.identifier.format {
        IdentifierFormat::Email => Some(Medium::Email),
        IdentifierFormat::Phone => Some(Medium::Sms),
        IdentifierFormat::Number | IdentifierFormat::FreeText => None,
    };
    let longest_life = if medium == Some(Medium::Sms) { 10 } else { 24 * 60 };
    within("code_life_minutes", verification.code_life_minutes, 1, longest_life)?;
    match (verification.required, medium) {
        (Required::Always, None) => {
            return fault(
                key,
                "verification.required",
                "ALWAYS needs an identifier that a code can be sent to: EMAIL or PHONE",
            );
        }
        (Required::Always, Some(Medium::Sms)) if sms_off => {
            return fault("sms", "countries", format!("is empty, but {key} sends text messages"));
        }
        (Required::Never, _) if settings.pass_code.creation == PassCodeCreation::Generated => {
            return fault(
                key,
                "pass_code.creation",
                "GENERATED needs verification.required = ALWAYS: its message brings the pass code",
            );
        }
        (Required::Always | Required::Never, _) => {}
    }
    let used = |name: &str, template: &str, needs: Option<Tag>, must_not_hold: &[Tag]| {
        let Some(found) = templates.get(template) else {
            return fault(key, name, format!("there is no template `{template}`"));
        };
        if medium.is_some_and(|medium| medium != found.medium) {
            return fault(
                key,
                name,
                format!(
                    "template `{template}` is {:?}, but the identifier is {:?}",
                    found.medium, settings.identifier.format
                ),
            );
        }
        if needs.is_some_and(|tag| !found.holds(tag)) {
            return fault(
                key,
                name,
                format!("template `{template}` does not hold the code it is there to bring"),
            );
        }
        if must_not_hold.iter().any(|tag| found.holds(*tag)) {
            return fault(
                key,
                name,
                format!("template `{template}` holds a code that there is none of then"),
            );
        }
        Ok(())
    };
    used("verification.template", &verification.template, Some(Tag::VerificationCode), &[])?;
    used("pass_code.template", &settings.pass_code.template, Some(Tag::PassCode), &[Tag::VerificationCode])?;
    if let Some(taken) = &settings.identifier.taken_template {
        let codes = [Tag::VerificationCode, Tag::PassCode, Tag::AuthenticationCode];
        used("identifier.taken_template", taken, None, &codes)?;
    }
    Ok(())
}

fn pass_code(key: &str, rules: &PassCodeRules) -> Result<(), Fault> {
    let least = PassCodeRules::LEAST_MAXIMUM_LENGTH;
    if rules.maximum_length < least {
        return fault(
            key,
            "pass_code.maximum_length",
            format!("is {}; it must be at least {least}", rules.maximum_length),
        );
    }
    if rules.minimum.shortest() > rules.maximum_length {
        return fault(
            key,
            "pass_code.minimum",
            "asks for more characters than pass_code.maximum_length allows",
        );
    }
    if rules.minimum.length < 8 {
        return fault(
            key,
            "pass_code.minimum.length",
            format!("is {}; it must be at least 8", rules.minimum.length),
        );
    }
    Ok(())
}

fn authentication_code(key: &str, rules: &AuthenticationCodeRules) -> Result<(), Fault> {
    if !(1..=64).contains(&rules.length) {
        return fault(key, "authentication_code.length", format!("is {}; it must be 1 to 64", rules.length));
    }
    Ok(())
}

pub(super) fn fault<T>(key: &str, part: &str, reason: impl Into<String>) -> Result<T, Fault> {
    let key = if part.is_empty() { key.to_owned() } else { format!("{key}.{part}") };
    Err(Fault(key, reason.into()))
}
