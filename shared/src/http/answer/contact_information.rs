//! Who owns an account, with every field of the Web API's tables, and null where nothing is known.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    base::{id::Id, timestamp::DATE},
    definition::{Definition, Industry, IndustrySector},
    records::contact_information::{
        CompanyProfile, ContactInformation, Country, DateOfBirth, Demographics, Gender, Kind, NameDay, State,
    },
};

#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct ContactInformationAnswer {
    pub id: Id,
    pub r#type: Kind,
    pub life_cycle_state: State,
    pub name: String,
    pub first_name: Option<String>,
    pub middle_name: Option<String>,
    pub last_name: Option<String>,
    pub title: Option<String>,
    pub company_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub demographics: Option<DemographicsAnswer>,
    pub company_profile: Option<CompanyProfileAnswer>,
}

impl ContactInformationAnswer {
    pub(crate) fn of(contact: &ContactInformation, definition: &Definition) -> Self {
        let details = &contact.details;
        Self {
            id: contact.id.clone(),
            r#type: details.r#type,
            life_cycle_state: details.life_cycle_state,
            name: contact.name(),
            first_name: details.first_name.clone(),
            middle_name: details.middle_name.clone(),
            last_name: details.last_name.clone(),
            title: details.title.clone(),
            company_name: details.company_name.clone(),
            email: details.email.as_ref().map(ToString::to_string),
            phone: details.phone.as_ref().map(ToString::to_string),
            demographics: details
                .demographics
                .as_ref()
                .map(|known| DemographicsAnswer::of(known, definition)),
            company_profile: details
                .company_profile
                .as_ref()
                .map(|known| CompanyProfileAnswer::of(known, definition)),
        }
    }
}

#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct DemographicsAnswer {
    pub gender: Option<Gender>,
    pub id_number: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub id_number_expiration_date: Option<String>,
    pub passport_number: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub passport_number_expiration_date: Option<String>,
    pub social_security_number: Option<String>,
    /// An object even where nothing is known of it, as in the Web API's example; `name_day` as well.
    pub date_of_birth: DateOfBirth,
    pub name_day: NameDay,
    pub country_of_residence: Option<CountryAnswer>,
    pub id_issued_by_country: Option<CountryAnswer>,
    pub passport_issued_by_country: Option<CountryAnswer>,
    pub industry: Option<Industry>,
    pub industry_sector: Option<IndustrySector>,
}

impl DemographicsAnswer {
    fn of(known: &Demographics, definition: &Definition) -> Self {
        Self {
            gender: known.gender,
            id_number: known.id_number.clone(),
            id_number_expiration_date: known.id_number_expiration_date.clone(),
            passport_number: known.passport_number.clone(),
            passport_number_expiration_date: known.passport_number_expiration_date.clone(),
            social_security_number: known.social_security_number.clone(),
            date_of_birth: known.date_of_birth.clone().unwrap_or_default(),
            name_day: known.name_day.clone().unwrap_or_default(),
            country_of_residence: CountryAnswer::of(known.country_of_residence.as_ref(), definition),
            id_issued_by_country: CountryAnswer::of(known.id_issued_by_country.as_ref(), definition),
            passport_issued_by_country: CountryAnswer::of(
                known.passport_issued_by_country.as_ref(),
                definition,
            ),
            industry: industry(known.industry.as_ref(), definition),
            industry_sector: industry_sector(known.industry_sector.as_ref(), definition),
        }
    }
}

#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct CompanyProfileAnswer {
    pub profile_year: Option<u16>,
    pub annual_turnover: Option<f64>,
    #[schemars(regex(pattern = DATE))]
    pub established_date: Option<String>,
    pub number_of_employees: Option<u32>,
    pub registration_number: Option<String>,
    pub vat_registration_number: Option<String>,
    pub vat_registered_by: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub vat_registration_date: Option<String>,
    pub tax_reference_number: Option<String>,
    pub country_of_residence: Option<CountryAnswer>,
    pub industry: Option<Industry>,
    pub industry_sector: Option<IndustrySector>,
}

impl CompanyProfileAnswer {
    fn of(known: &CompanyProfile, definition: &Definition) -> Self {
        Self {
            profile_year: known.profile_year,
            annual_turnover: known.annual_turnover,
            established_date: known.established_date.clone(),
            number_of_employees: known.number_of_employees,
            registration_number: known.registration_number.clone(),
            vat_registration_number: known.vat_registration_number.clone(),
            vat_registered_by: known.vat_registered_by.clone(),
            vat_registration_date: known.vat_registration_date.clone(),
            tax_reference_number: known.tax_reference_number.clone(),
            country_of_residence: CountryAnswer::of(known.country_of_residence.as_ref(), definition),
            industry: industry(known.industry.as_ref(), definition),
            industry_sector: industry_sector(known.industry_sector.as_ref(), definition),
        }
    }
}

#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct CountryAnswer {
    /// The three digits of ISO 3166-1.
    pub id: String,
    pub name: String,
    pub alternative_code: Option<String>,
    pub dialing_code: Option<String>,
    pub two_character_code: String,
    pub three_character_code: String,
    pub country_flag: Option<Image>,
}

impl CountryAnswer {
    /// Null too where ISO 3166-1 has taken the country back.
    fn of(kept: Option<&Country>, definition: &Definition) -> Option<Self> {
        let country = kept?;
        let code = country.code()?;
        let flag = definition.contact_information().flag_url(code.alpha2).map(|file_content_url| Image {
            id: code.numeric_str(),
            file: File {
                file_name: format!("{}.svg", code.alpha2),
                file_content_url,
                file_mime_type: "image/svg+xml",
            },
        });
        Some(Self {
            id: code.numeric_str(),
            name: code.name.to_uppercase(),
            alternative_code: None,
            dialing_code: country.dialing_code(),
            two_character_code: code.alpha2.to_owned(),
            three_character_code: code.alpha3.to_owned(),
            country_flag: flag,
        })
    }
}

#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct Image {
    /// A country has one flag, which has its id.
    pub id: String,
    pub file: File,
}

#[derive(Clone, Serialize, JsonSchema)]
pub(crate) struct File {
    pub file_name: String,
    pub file_content_url: String,
    pub file_mime_type: &'static str,
}

/// Null too where the definition no longer has it.
fn industry(id: Option<&Id>, definition: &Definition) -> Option<Industry> {
    id.and_then(|id| definition.contact_information().industry(id)).cloned()
}

/// Null too where the definition no longer has it.
fn industry_sector(id: Option<&Id>, definition: &Definition) -> Option<IndustrySector> {
    id.and_then(|id| definition.contact_information().industry_sector(id)).cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const DEFINITION: &str = include_str!("../../../../infra/definition.toml");

    fn answer(sent: Value, more: &str) -> Value {
        let definition =
            Definition::parse(&format!("{DEFINITION}\n{more}"), "definition.toml").expect("a definition");
        let id = Id::try_from("37072CF6ED884737B6592A7CBB6D5342".to_owned()).expect("an id");
        let contact = ContactInformation::parse(id, sent, &definition).expect("contact information");
        serde_json::to_value(ContactInformationAnswer::of(&contact, &definition)).expect("an answer")
    }

    #[test]
    fn the_example_of_the_web_api_is_answered() {
        let sent = json!({
            "type": "PERSON", "title": "Miss", "first_name": "Loukia", "last_name": "Papapavlou",
            "demographics": {
                "gender": "FEMALE", "id_number": "LP1234", "country_of_residence": { "name": "CYPRUS" },
            },
        });
        let mut expected = json!({
            "last_name": "Papapavlou", "middle_name": null, "life_cycle_state": "FINANCIAL",
            "company_profile": null, "title": "Miss", "first_name": "Loukia", "type": "PERSON",
            "id": "37072CF6ED884737B6592A7CBB6D5342", "name": "Papapavlou Loukia", "company_name": null,
            "demographics": {
                "gender": "FEMALE", "passport_issued_by_country": null, "social_security_number": null,
                "passport_number": null, "industry_sector": null,
                "country_of_residence": {
                    "three_character_code": "CYP", "two_character_code": "CY", "id": "181", "name": "CYPRUS",
                    "alternative_code": null,
                },
                "name_day": { "month": null, "day": null },
                "date_of_birth": { "month": null, "day": null, "year": null },
                "id_number": "LP1234", "industry": null, "id_issued_by_country": null,
            },
        });
        // Ours: addresses, and the ids of ISO 3166-1.
        expected["email"] = Value::Null;
        expected["phone"] = Value::Null;
        expected["demographics"]["country_of_residence"]["id"] = json!("196");
        // In the tables, but younger than the example.
        expected["demographics"]["id_number_expiration_date"] = Value::Null;
        expected["demographics"]["passport_number_expiration_date"] = Value::Null;
        expected["demographics"]["country_of_residence"]["dialing_code"] = json!("+357");
        expected["demographics"]["country_of_residence"]["country_flag"] = Value::Null;
        assert_eq!(answer(sent, ""), expected);
    }

    #[test]
    fn a_company_is_answered_with_its_profile_and_the_flag_of_its_country() {
        let sent = json!({
            "type": "COMPANY", "company_name": "Company ZX", "phone": "+357 99 123456",
            "company_profile": {
                "number_of_employees": 12, "country_of_residence": { "id": "196" },
                "industry": { "code": "J" }, "industry_sector": { "alternative_code": "SOFTWARE" },
            },
        });
        let flags = "[countries]\nflag_url = 'https://example.com/{two_character_code}.svg'";
        let answer = answer(sent, flags);
        assert_eq!(answer["name"], "Company ZX");
        assert_eq!(answer["phone"], "+35799123456");
        assert_eq!(answer["demographics"], Value::Null);
        let profile = &answer["company_profile"];
        assert_eq!(profile.as_object().map(serde_json::Map::len), Some(12));
        assert_eq!(profile["industry"]["name"], "Information and communication");
        assert_eq!(profile["industry_sector"]["name"], "Software");
        let flag = json!({
            "id": "196",
            "file": {
                "file_name": "CY.svg", "file_content_url": "https://example.com/CY.svg",
                "file_mime_type": "image/svg+xml",
            },
        });
        assert_eq!(profile["country_of_residence"]["country_flag"], flag);
    }
}
