//! A definition before it is deployed: all that is wrong with it, or what it says in short.

use std::path::Path;

use serde::Serialize;

use crate::{
    base::identifier::IdentifierFormat,
    codes::pass_code::PassCodeCreation,
    definition::{
        Classification, Definition, DefinitionError, KeyOfAnApp, Required, Settings, template::Medium,
    },
};

/// What a definition says, as far as an owner looks for it before a release.
#[derive(Debug, Serialize)]
pub struct DefinitionReport {
    /// Of tokens without a classification, and then of each classification.
    pub kinds: Vec<KindReport>,
    pub emails: usize,
    pub text_messages: usize,
    /// Which another system brings.
    pub external: usize,
    /// The countries that text messages go to.
    pub countries: Vec<String>,
    /// What session tokens are for.
    pub audience: String,
    /// Whether who is in no session has to show the key of an app, whatever is asked for.
    pub application_key_required: bool,
}

/// The rules of one kind of access tokens.
#[derive(Debug, Serialize)]
pub struct KindReport {
    /// None of tokens without a classification.
    pub classification: Option<String>,
    pub identifier: IdentifierFormat,
    pub pass_code_generated: bool,
    pub verified: Required,
    pub code_length: u32,
    pub code_life_minutes: i64,
    /// Whether a one-time password opens a session.
    pub one_time_password: bool,
}

impl KindReport {
    fn of(classification: Option<&str>, settings: &Settings) -> Self {
        Self {
            classification: classification.map(str::to_owned),
            identifier: settings.identifier.format,
            pass_code_generated: settings.pass_code.creation == PassCodeCreation::Generated,
            verified: settings.verification.required,
            code_length: settings.verification.code_length,
            code_life_minutes: settings.verification.code_life_minutes,
            one_time_password: settings.one_time_password.template.is_some(),
        }
    }
}

/// Reads and checks the file as a function does that starts.
pub fn check_definition(file: &Path) -> Result<DefinitionReport, DefinitionError> {
    let definition = Definition::load(file)?;
    let classified = |one: &Classification| KindReport::of(Some(&one.name), &one.settings);
    let classified = definition.classifications().iter().map(classified);
    Ok(DefinitionReport {
        kinds: std::iter::once(KindReport::of(None, definition.settings(None))).chain(classified).collect(),
        emails: definition.templates_by(Medium::Email),
        text_messages: definition.templates_by(Medium::Sms),
        external: definition.templates_by(Medium::External),
        countries: definition.sms_countries().to_vec(),
        audience: definition.log_in().audience.clone(),
        application_key_required: definition.callers().application_key == KeyOfAnApp::Required,
    })
}
