//! Who owns an account: a person or a company, with all the fields of the Web API's tables.

use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct ContactInformation {
    pub id: Option<String>,
    /// PERSON or COMPANY.
    pub r#type: Option<String>,
    /// MARKETING or FINANCIAL.
    pub life_cycle_state: Option<String>,
    pub name: Option<String>,
    pub first_name: Option<String>,
    pub middle_name: Option<String>,
    pub last_name: Option<String>,
    pub title: Option<String>,
    pub company_name: Option<String>,
    pub demographics: Option<Demographics>,
    pub company_profile: Option<CompanyProfile>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Demographics {
    /// MALE or FEMALE.
    pub gender: Option<String>,
    pub id_number: Option<String>,
    pub id_number_expiration_date: Option<String>,
    pub passport_number: Option<String>,
    pub passport_number_expiration_date: Option<String>,
    pub social_security_number: Option<String>,
    pub date_of_birth: Option<DateOfBirth>,
    pub name_day: Option<NameDay>,
    pub country_of_residence: Option<Country>,
    pub id_issued_by_country: Option<Country>,
    pub passport_issued_by_country: Option<Country>,
    pub industry: Option<Industry>,
    pub industry_sector: Option<IndustrySector>,
}

#[derive(Clone, Debug, Serialize)]
pub struct DateOfBirth {
    pub day: Option<u8>,
    pub month: Option<u8>,
    pub year: Option<u16>,
}

#[derive(Clone, Debug, Serialize)]
pub struct NameDay {
    pub day: Option<u8>,
    pub month: Option<u8>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Country {
    pub id: Option<String>,
    pub name: Option<String>,
    pub alternative_code: Option<String>,
    pub dialing_code: Option<String>,
    pub two_character_code: Option<String>,
    pub three_character_code: Option<String>,
    pub country_flag: Option<Image>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Image {
    pub id: Option<String>,
    pub file: Option<File>,
}

#[derive(Clone, Debug, Serialize)]
pub struct File {
    pub file_name: Option<String>,
    pub file_content_url: Option<String>,
    pub file_mime_type: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Industry {
    pub id: Option<String>,
    pub name: Option<String>,
    pub code: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct IndustrySector {
    pub id: Option<String>,
    pub name: Option<String>,
    pub alternative_code: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CompanyProfile {
    pub profile_year: Option<u16>,
    pub annual_turnover: Option<f64>,
    pub established_date: Option<String>,
    pub number_of_employees: Option<u32>,
    pub registration_number: Option<String>,
    pub vat_registration_number: Option<String>,
    pub vat_registered_by: Option<String>,
    pub vat_registration_date: Option<String>,
    pub tax_reference_number: Option<String>,
    pub country_of_residence: Option<Country>,
    pub industry: Option<Industry>,
    pub industry_sector: Option<IndustrySector>,
}
