//! A definition that met every check, and what is asked of it.

use std::collections::BTreeMap;

use super::{
    business::{Unit, User},
    callers::Callers,
    classification::{Classification, ClassificationIdentifier},
    contact_information::ContactInformationSettings,
    log_in::LogIn,
    messages::MessageBudgets,
    settings::{Required, Settings},
    template::{Medium, Template},
    words::Words,
};
use crate::{
    base::{
        id::Id,
        identifier::{Identifier, IdentifierFormat},
        language::Language,
        rule::Rule,
    },
    codes::authentication_code::AuthenticationCodeCreation,
};

#[derive(Debug)]
pub struct Definition {
    pub(super) settings: Settings,
    pub(super) classifications: Vec<Classification>,
    pub(super) templates: BTreeMap<String, Template>,
    pub(super) words: Words,
    pub(super) sms_countries: Vec<String>,
    pub(super) messages: MessageBudgets,
    pub(super) log_in: LogIn,
    pub(super) callers: Callers,
    pub(super) contact_information: ContactInformationSettings,
    pub(super) unit: Option<Unit>,
    pub(super) user: Option<User>,
}

impl Definition {
    /// The settings that hold for tokens of a classification, or of none.
    pub fn settings(&self, classification: Option<&Id>) -> &Settings {
        classification
            .and_then(|id| self.classifications.iter().find(|known| known.id == *id))
            .map_or(&self.settings, |classification| &classification.settings)
    }

    /// Whether some customers log in by a one-time password. Whose classification has none is answered as if it had: an
    /// answer would tell whose is whose.
    pub fn offers_one_time_passwords(&self) -> bool {
        self.all_settings().any(|settings| settings.one_time_password.template.is_some())
    }

    /// The classification that is named so, if there is one.
    pub fn classification(&self, named: &ClassificationIdentifier) -> Option<&Classification> {
        self.classifications.iter().find(|known| named.names(known))
    }

    pub fn classifications(&self) -> &[Classification] {
        &self.classifications
    }

    /// The unit of the business that all records say they were changed by, if it is named.
    pub const fn unit(&self) -> Option<&Unit> {
        self.unit.as_ref()
    }

    /// The user that all records say they were changed by, if one is named.
    pub const fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// The settings that hold for customer records, which have no classification.
    pub const fn of_records(&self) -> &Settings {
        &self.settings
    }

    /// A template by its name; every name in the settings has one.
    pub fn template(&self, name: &str) -> Option<&Template> {
        self.templates.get(name)
    }

    /// How many templates there are of a medium.
    pub fn templates_by(&self, medium: Medium) -> usize {
        self.templates.values().filter(|template| template.medium == medium).count()
    }

    /// The name of a template by which another system gets a message, if there is one.
    pub fn external_template(&self) -> Option<&str> {
        let external = self.templates.iter().find(|(_, template)| template.medium == Medium::External);
        external.map(|(name, _)| name.as_str())
    }

    /// Whether messages about tokens of a classification, or of none, go to their identifiers: these are addresses, or
    /// what another system knows somebody by. A customer record has an address for all others.
    pub fn reaches_identifiers(&self, classification: Option<&Id>) -> bool {
        self.reaches(self.settings(classification))
    }

    /// Whether messages reach every identifier that is neither an e-mail address nor a phone number. Which
    /// settings hold for one is not known before it is found, so that one of them that it cannot be reached
    /// by stands for all.
    pub fn reaches_whatever_is_no_address(&self) -> bool {
        self.all_settings().all(|settings| self.reaches(settings))
    }

    /// The same, by the settings themselves.
    pub(crate) fn reaches(&self, settings: &Settings) -> bool {
        let template = self.template(&settings.verification.template);
        !settings.reached_by(template.map(|template| template.medium)).is_empty()
    }

    /// Whether all authentication codes are the service's own: which settings hold for one is not known
    /// before it is found.
    pub(crate) fn generates_authentication_codes(&self) -> bool {
        let mut creations = self.all_settings().map(|settings| settings.authentication_code.creation);
        creations.all(|creation| creation == AuthenticationCodeCreation::Generated)
    }

    fn all_settings(&self) -> impl Iterator<Item = &Settings> {
        let of_classifications = self.classifications.iter().map(|one| &one.settings);
        std::iter::once(&self.settings).chain(of_classifications)
    }

    /// Whether messages of a medium may go somewhere: to a phone if it is a mobile one, in the countries that the
    /// medium goes to. A number of no country is never served, for nothing would count what goes there.
    pub fn serves(&self, to: &Identifier, medium: Medium) -> Result<(), Rule> {
        match medium {
            Medium::Email => return Ok(()),
            Medium::External if !to.is_phone() => return Ok(()),
            Medium::External | Medium::Sms => {}
        }
        let is_served = |country| self.countries(medium).is_none_or(|listed| listed.contains(&country));
        if !to.country().is_some_and(is_served) {
            return Err(Rule::CountryNotServed);
        }
        if to.takes_texts() { Ok(()) } else { Err(Rule::NotAMobileNumber) }
    }

    /// The countries of the phones that a medium goes to, none where it goes to those of all: none listed are none
    /// for text messages, and all for another system.
    fn countries(&self, medium: Medium) -> Option<&[String]> {
        match medium {
            Medium::Email => None,
            Medium::External => Some(self.sms_countries()).filter(|listed| !listed.is_empty()),
            Medium::Sms => Some(self.sms_countries()),
        }
    }

    /// The countries that a phone number has to be of to be the identifier of a new token, none where it may be of any.
    pub fn countries_of_identifiers(&self, settings: &Settings) -> Option<&[String]> {
        let may_be_a_phone = match settings.identifier.format {
            IdentifierFormat::Phone | IdentifierFormat::FreeText => true,
            IdentifierFormat::Email | IdentifierFormat::Number => false,
        };
        let is_verified = settings.verification.required != Required::Never && self.reaches(settings);
        let template =
            self.template(&settings.verification.template).filter(|_| may_be_a_phone && is_verified);
        self.countries(template?.medium)
    }

    /// The countries that text messages go to, in two capital letters each.
    pub fn sms_countries(&self) -> &[String] {
        &self.sms_countries
    }

    pub const fn messages(&self) -> &MessageBudgets {
        &self.messages
    }

    pub const fn log_in(&self) -> &LogIn {
        &self.log_in
    }

    pub const fn callers(&self) -> &Callers {
        &self.callers
    }

    /// The best of these languages that something is written in.
    pub fn spoken(&self, languages: &[Language]) -> Option<Language> {
        let is_spoken = |range: &str| {
            range == self.words.language.as_str()
                || self.templates.values().any(|template| template.languages.contains_key(range))
        };
        languages.iter().find(|language| language.ranges().any(is_spoken)).cloned()
    }

    pub const fn words(&self) -> &Words {
        &self.words
    }

    pub const fn contact_information(&self) -> &ContactInformationSettings {
        &self.contact_information
    }
}
