//! What is sent in one of several spellings is kept in one: addresses, countries, industries, sectors.

use serde_json::Value;

use super::{Country, CountryIdentifier, FIELD};
use crate::{
    definition::{Definition, IndustryIdentifier, IndustrySectorIdentifier},
    http::typed,
    identifier::{Identifier, IdentifierFormat, IdentifierRules},
    refusal::Refusal,
    rules::Problem,
};

const COUNTRIES: [&str; 4] = [
    "/demographics/country_of_residence",
    "/demographics/id_issued_by_country",
    "/demographics/passport_issued_by_country",
    "/company_profile/country_of_residence",
];
const INDUSTRIES: [&str; 2] = ["/demographics/industry", "/company_profile/industry"];
const INDUSTRY_SECTORS: [&str; 2] = ["/demographics/industry_sector", "/company_profile/industry_sector"];

/// Puts in the place of each of them what is kept of it. Only what is sent is looked at, so an update
/// neither asks again for what was kept nor pays for a phone number that stays.
pub fn keep(sent: &mut Value, definition: &Definition) -> Result<(), Refusal> {
    replace(sent, "/email", |sent, field| address(sent, field, IdentifierFormat::Email))?;
    replace(sent, "/phone", |sent, field| address(sent, field, IdentifierFormat::Phone))?;
    for pointer in COUNTRIES {
        replace(sent, pointer, country)?;
    }
    for pointer in INDUSTRIES {
        replace(sent, pointer, |sent, field| industry(sent, field, definition))?;
    }
    for pointer in INDUSTRY_SECTORS {
        replace(sent, pointer, |sent, field| industry_sector(sent, field, definition))?;
    }
    Ok(())
}

fn replace(
    sent: &mut Value,
    pointer: &str,
    kept: impl FnOnce(Value, &str) -> Result<String, Refusal>,
) -> Result<(), Refusal> {
    match sent.pointer_mut(pointer) {
        None | Some(Value::Null) => {}
        Some(value) => {
            let field = format!("{FIELD}{}", pointer.replace('/', "."));
            *value = kept(value.take(), &field)?.into();
        }
    }
    Ok(())
}

fn address(sent: Value, field: &str, format: IdentifierFormat) -> Result<String, Refusal> {
    let text: String = typed(sent, field)?;
    let address = Identifier::parse(&text, &IdentifierRules::plain(format))
        .map_err(Refusal::value(field.to_owned()))?;
    Ok(address.to_string())
}

fn country(sent: Value, field: &str) -> Result<String, Refusal> {
    let sent: CountryIdentifier = typed(sent, field)?;
    let names = [
        ("id", &sent.id),
        ("name", &sent.name),
        ("two_character_code", &sent.two_character_code),
        ("three_character_code", &sent.three_character_code),
    ];
    exactly_one(field, names)?;
    let country = Country::named(&sent);
    country
        .map(|country| country.as_str().to_owned())
        .ok_or_else(|| Refusal::value(field.to_owned())(Problem::NotACountry))
}

fn industry(sent: Value, field: &str, definition: &Definition) -> Result<String, Refusal> {
    let sent: IndustryIdentifier = typed(sent, field)?;
    exactly_one(field, [("id", &sent.id), ("name", &sent.name), ("code", &sent.code)])?;
    let known = definition.industry_named(&sent);
    known
        .map(|known| known.id.to_string())
        .ok_or_else(|| Refusal::value(field.to_owned())(Problem::NotInTheDefinition))
}

fn industry_sector(sent: Value, field: &str, definition: &Definition) -> Result<String, Refusal> {
    let sent: IndustrySectorIdentifier = typed(sent, field)?;
    let names = [("id", &sent.id), ("name", &sent.name), ("alternative_code", &sent.alternative_code)];
    exactly_one(field, names)?;
    let known = definition.industry_sector_named(&sent);
    known
        .map(|known| known.id.to_string())
        .ok_or_else(|| Refusal::value(field.to_owned())(Problem::NotInTheDefinition))
}

fn exactly_one<const N: usize>(field: &str, names: [(&str, &Option<String>); N]) -> Result<(), Refusal> {
    if names.iter().filter(|(_, sent)| sent.is_some()).count() == 1 {
        return Ok(());
    }
    let names = names.map(|(name, _)| name).join(", ");
    Err(Refusal::field(field, format!("give exactly one of {names}")))
}
