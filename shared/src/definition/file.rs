//! The definition's file: read, and refused where it could not work, by key and reason.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    business::{Unit, User},
    callers::Callers,
    check,
    checked::Definition,
    classification::Classification,
    contact_information::{ContactInformationSettings, Countries, Industry, IndustrySector},
    fault::{DefinitionError, Fault, Faults, fault},
    log_in::LogIn,
    messages::MessageBudgets,
    settings::{Required, Settings},
    template::{Medium, Template, Wording},
    text::Text,
    words::Words,
};
use crate::base::{
    identifier::{IdentifierFormat, is_country},
    language::Language,
};

/// The file as it is written.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// What access tokens of no classification are like, and what holds for customer records, which have none.
    definition: Settings,
    /// A kind of access tokens with settings of its own. There may be any number of them, or none.
    #[serde(default)]
    classification: Vec<Classification>,
    /// What goes to phones.
    #[serde(default)]
    sms: Sms,
    /// How many messages may leave, so that nobody floods a mailbox or your bill. What is kept back is
    /// NOT_SENT in its row, in the log and in the metric of that name.
    #[serde(default)]
    messages: MessageBudgets,
    /// Your business, as answers and session tokens name it. A caller who names a unit must mean this one, by
    /// id, name or code.
    unit: Option<Unit>,
    /// Whom answers name as who did something, where whoever did it was in no session.
    user: Option<User>,
    /// What session tokens say besides whose they are, which everybody who checks one reads; and what logs in
    /// by imported hashes.
    #[serde(default)]
    log_in: LogIn,
    /// How callers show who they are.
    #[serde(default)]
    callers: Callers,
    /// Flags in answers.
    #[serde(default)]
    countries: Countries,
    /// What a customer's industry is chosen from, by id, name or code, each of which names one of them only.
    #[serde(default)]
    industry: Vec<Industry>,
    /// What a part of an industry is chosen from, in the same way.
    #[serde(default)]
    industry_sector: Vec<IndustrySector>,
    /// Words that messages say in the place of a tag, where there is nothing to show.
    #[serde(default)]
    words: Words,
    /// What a message says. Settings name a template by what stands in the place of `NAME`.
    template: BTreeMap<String, TemplateText>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TemplateText {
    /// By what it is brought to its reader.
    #[schemars(example = Medium::Email)]
    medium: Medium,
    /// The subject, on one line: an e-mail needs one, what is EXTERNAL may have one, a text message has none.
    #[schemars(example = "#access_token.verification_code is your Company ZX code")]
    subject: Option<String>,
    /// The text, with tags in it. A blank line begins a paragraph, and `https://` a link, in which tags are encoded.
    #[schemars(example = "To activate your account, type in:\n\n#access_token.verification_code\n")]
    content: String,
    /// The same in another language, for customers who read it. Whatever the template needs each of them needs.
    #[serde(default)]
    languages: BTreeMap<Language, InAnotherLanguage>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InAnotherLanguage {
    /// As above.
    #[schemars(example = "#access_token.verification_code: ο κωδικός σας για την Company ZX")]
    subject: Option<String>,
    /// As above.
    #[schemars(example = "Γράψτε αυτόν τον κωδικό στην εφαρμογή:\n\n#access_token.verification_code\n")]
    content: String,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Sms {
    /// The countries that text messages go to, and to no others, in two capital letters; to mobile numbers
    /// only. None: no text messages. What is EXTERNAL goes to phones of these too, or of all countries where
    /// there are none.
    #[schemars(example = ["CY", "GR", "GB"])]
    countries: Vec<String>,
}

impl Definition {
    pub fn load(file: &Path) -> Result<Self, DefinitionError> {
        let name = file.display().to_string();
        match std::fs::read_to_string(file) {
            Ok(text) => Self::parse(&text, &name),
            Err(source) => Err(DefinitionError::Unreadable { file: name, source }),
        }
    }

    /// Reads the text of a definition; `file` is its name, for errors.
    pub fn parse(text: &str, file: &str) -> Result<Self, DefinitionError> {
        let read: File = toml::from_str(text)
            .map_err(|source| DefinitionError::NotToml { file: file.to_owned(), source: Box::new(source) })?;
        checked(read).map_err(|faults| DefinitionError::Refused { file: file.to_owned(), faults })
    }
}

fn checked(mut file: File) -> Result<Definition, Vec<Fault>> {
    let mut faults = Faults::default();
    let mut templates = check::Templates::new();
    for (name, text) in &file.template {
        templates.insert(name.clone(), faults.collect(template(&format!("template.{name}"), text)));
    }
    let sms_off = file.sms.countries.is_empty();
    check::settings("definition", &file.definition, &templates, sms_off, &mut faults);
    let mut names = BTreeSet::new();
    for (index, classification) in file.classification.iter().enumerate() {
        let key = format!("classification[{index}]");
        let own = [classification.id.as_str(), &classification.name, &classification.alternative_code];
        for name in own {
            if !names.insert(name.to_owned()) {
                let reason = format!("`{name}` names another classification already");
                faults.collect(fault::<()>(&key, "", reason));
            }
        }
        let settings = &classification.settings;
        check::settings(&format!("{key}.settings"), settings, &templates, sms_off, &mut faults);
    }
    file.words.check(&mut faults);
    let all = std::iter::once(&file.definition).chain(file.classification.iter().map(|one| &one.settings));
    alike(&file.definition, &all.collect::<Vec<_>>(), &mut faults);
    file.messages.check(&mut faults);
    file.log_in.check(&mut faults);
    for country in &file.sms.countries {
        if !is_country(country) {
            let instead = if country == "UK" { "; the United Kingdom is GB" } else { "" };
            let reason = format!(
                "`{country}` is no country that has phone numbers, in two capital letters like CY{instead}"
            );
            faults.collect(fault::<()>("sms", "countries", reason));
        }
    }
    let chosen = ContactInformationSettings::checked(file.countries, file.industry, file.industry_sector);
    let chosen = faults.collect(chosen);
    if let Some(name) = file.unit.as_ref().and_then(|unit| unit.name.as_ref()) {
        let of_classifications = file.classification.iter_mut().map(|one| &mut one.settings);
        for settings in std::iter::once(&mut file.definition).chain(of_classifications) {
            settings.pass_code.context_words.push(name.clone());
        }
    }
    let (Some(contact_information), []) = (chosen, faults.all()) else { return Err(faults.into_all()) };
    Ok(Definition {
        settings: file.definition,
        classifications: file.classification,
        templates: templates.into_iter().filter_map(|(name, template)| Some((name, template?))).collect(),
        words: file.words,
        sms_countries: file.sms.countries,
        messages: file.messages,
        log_in: file.log_in,
        callers: file.callers,
        contact_information,
        unit: file.unit,
        user: file.user,
    })
}

/// What must not differ between the tokens of one definition: an answer, or its time, would tell whose is whose.
fn alike(first: &Settings, all: &[&Settings], faults: &mut Faults) {
    let mut found = |part, reason: String| {
        faults.collect(fault::<()>("definition", part, reason));
    };
    if let Some(format) = told_and_not_told(all) {
        let reason = format!(
            "is ALWAYS for some and not for other tokens that may share an identifier ({format:?}): the latter would tell who the former are"
        );
        found("verification.required", reason);
    }
    let offered = |settings: &&&Settings| settings.pass_code.forgot_template.is_some();
    if ![0, all.len()].contains(&all.iter().filter(offered).count()) {
        let reason = "is there for some tokens and not for others: an answer would tell whose is whose";
        found("pass_code.forgot_template", reason.to_owned());
    }
    if all.iter().any(|settings| settings.pass_code.reset != first.pass_code.reset) {
        let reason = "is TICKET for some tokens and AT_ONCE for others: the time of an answer would tell whose is whose";
        found("pass_code.reset", reason.to_owned());
    }
}

/// The format of identifiers that one classification keeps quiet about and another does not. Free text
/// may be any other format too, on either side.
fn told_and_not_told(all: &[&Settings]) -> Option<IdentifierFormat> {
    let formats = |quiet| {
        let of = move |settings: &&&Settings| (settings.verification.required == Required::Always) == quiet;
        all.iter().filter(of).map(|settings| settings.identifier.format)
    };
    formats(true).find(|quiet| {
        formats(false).any(|told| told == *quiet || [told, *quiet].contains(&IdentifierFormat::FreeText))
    })
}

fn template(key: &str, text: &TemplateText) -> Result<Template, Fault> {
    let TemplateText { medium, subject, content, languages } = text;
    let mut others = BTreeMap::new();
    for (language, InAnotherLanguage { subject, content }) in languages {
        let key = format!("{key}.languages.{}", language.as_str());
        others.insert(language.clone(), wording(&key, *medium, subject.as_deref(), content)?);
    }
    let own = wording(key, *medium, subject.as_deref(), content)?;
    Ok(Template { medium: *medium, own, languages: others })
}

fn wording(key: &str, medium: Medium, subject: Option<&str>, content: &str) -> Result<Wording, Fault> {
    let parse =
        |part: &str, text: &str| Text::parse(text).or_else(|error| fault(key, part, error.to_string()));
    let subject = match (medium, subject) {
        (Medium::Sms, Some(_)) => return fault(key, "subject", "a text message has none"),
        (Medium::Email | Medium::External, Some(subject)) if subject.contains(['\r', '\n']) => {
            return fault(key, "subject", "must be one line");
        }
        (Medium::Email | Medium::External, Some(subject)) => Some(parse("subject", subject)?),
        (Medium::Email, None) => return fault(key, "subject", "an e-mail needs one"),
        (Medium::Sms | Medium::External, None) => None,
    };
    if content.trim().is_empty() {
        return fault(key, "content", "is empty");
    }
    Ok(Wording { subject, content: parse("content", content.trim())? })
}
