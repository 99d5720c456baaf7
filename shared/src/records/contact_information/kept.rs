//! What is sent in one of several spellings is kept in one: addresses, countries, industries, sectors.

use serde_json::Value;

use super::{
    check::FIELD,
    country::{Country, CountryIdentifier},
};
use crate::{
    base::{
        field_errors::FieldErrors,
        identifier::{Identifier, IdentifierFormat, IdentifierRules},
        rule::Rule,
        typed::typed,
    },
    definition::{Definition, IndustryIdentifier, IndustrySectorIdentifier},
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
pub(super) fn keep(sent: &mut Value, definition: &Definition) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut replace = |pointers: &[&str], kept: &dyn Fn(Value, &str) -> Result<String, FieldErrors>| {
        for pointer in pointers {
            errors.collect(replace(sent, pointer, kept));
        }
    };
    replace(&["/email"], &|sent, field| address(sent, field, IdentifierFormat::Email));
    replace(&["/phone"], &|sent, field| address(sent, field, IdentifierFormat::Phone));
    replace(&COUNTRIES, &country);
    replace(&INDUSTRIES, &|sent, field| industry(sent, field, definition));
    replace(&INDUSTRY_SECTORS, &|sent, field| industry_sector(sent, field, definition));
    errors.none()
}

fn replace(
    sent: &mut Value,
    pointer: &str,
    kept: impl Fn(Value, &str) -> Result<String, FieldErrors>,
) -> Result<(), FieldErrors> {
    match sent.pointer_mut(pointer) {
        None | Some(Value::Null) => {}
        Some(value) => {
            let field = format!("{FIELD}{}", pointer.replace('/', "."));
            *value = kept(value.take(), &field)?.into();
        }
    }
    Ok(())
}

fn address(sent: Value, field: &str, format: IdentifierFormat) -> Result<String, FieldErrors> {
    let text: String = typed(sent, field)?;
    let address = Identifier::parse(&text, &IdentifierRules::plain(format));
    Ok(address.map_err(FieldErrors::value(field))?.to_string())
}

fn country(sent: Value, field: &str) -> Result<String, FieldErrors> {
    let sent: CountryIdentifier = typed(sent, field)?;
    let country = Country::named(&sent).map(|country| country.as_str().to_owned());
    country.ok_or(Rule::NotACountry).map_err(FieldErrors::value(field))
}

fn industry(sent: Value, field: &str, definition: &Definition) -> Result<String, FieldErrors> {
    let sent: IndustryIdentifier = typed(sent, field)?;
    let known = definition.contact_information().industry_named(&sent).map(|known| known.id.to_string());
    known.ok_or(Rule::NotInTheDefinition).map_err(FieldErrors::value(field))
}

fn industry_sector(sent: Value, field: &str, definition: &Definition) -> Result<String, FieldErrors> {
    let sent: IndustrySectorIdentifier = typed(sent, field)?;
    let known =
        definition.contact_information().industry_sector_named(&sent).map(|known| known.id.to_string());
    known.ok_or(Rule::NotInTheDefinition).map_err(FieldErrors::value(field))
}
