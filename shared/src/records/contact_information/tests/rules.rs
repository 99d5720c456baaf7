//! What each field is refused with.

use serde_json::{Value, json};

use super::{definition, full, only, parse, refused};

/// That `value` in the field at `path` is refused with `told`, in which `{}` stands for the path.
fn assert_refused(path: &str, value: Value, told: &str) {
    let contact = parse(full()).expect("contact information");
    let patch = only(&format!("/{}", path.replace('.', "/")), value);
    let refusal = refused(contact.patched(patch, &definition()));
    let told = told.replace("{}", &format!("account_owner.{path}"));
    assert!(refusal.starts_with(&told), "{refusal}, not {told}");
}

#[test]
fn a_text_is_plain_short_and_not_empty() {
    for (path, most) in [
        ("first_name", 100),
        ("middle_name", 100),
        ("last_name", 100),
        ("title", 100),
        ("company_name", 255),
        ("demographics.id_number", 255),
        ("demographics.passport_number", 255),
        ("demographics.social_security_number", 255),
        ("company_profile.registration_number", 255),
        ("company_profile.vat_registration_number", 255),
        ("company_profile.vat_registered_by", 255),
        ("company_profile.tax_reference_number", 255),
    ] {
        let too_long = format!("422 {{}}: must have at most {most} characters");
        assert_refused(path, json!("x".repeat(most + 1)), &too_long);
        assert_refused(path, json!(" "), "422 {}: must have at least 1 character");
        assert_refused(path, json!("a\nb"), "422 {}: must not hold line breaks or other control characters");
        assert_refused(path, json!(1), "400 {}: must be a string");
    }
}

#[test]
fn a_date_is_written_as_the_web_api_writes_it() {
    for path in [
        "demographics.id_number_expiration_date",
        "demographics.passport_number_expiration_date",
        "company_profile.established_date",
        "company_profile.vat_registration_date",
    ] {
        let told = "422 {}: must be a date like 2015-11-27T16:08:56";
        assert_refused(path, json!("2015-02-30T00:00:00"), told);
        assert_refused(path, json!("2015-02-28"), told);
    }
}

#[test]
fn a_country_is_one_of_iso_3166_named_once() {
    for path in [
        "demographics.country_of_residence",
        "demographics.id_issued_by_country",
        "demographics.passport_issued_by_country",
        "company_profile.country_of_residence",
    ] {
        let once = "400 {}: give exactly one of id, name, two_character_code, three_character_code";
        assert_refused(path, json!({ "name": "Atlantis" }), "422 {}: is no country of ISO 3166-1");
        assert_refused(path, json!({ "id": "196", "name": "CYPRUS" }), once);
        assert_refused(path, json!({ "id": null }), once);
        assert_refused(path, json!({ "dialing_code": "+357" }), "400 {}.dialing_code: unknown field");
        assert_refused(path, json!("CY"), "400 {}: must be an object");
    }
}

#[test]
fn an_industry_and_its_sector_are_of_the_definition_and_named_once() {
    for level in ["demographics", "company_profile"] {
        for (field, last) in [("industry", "code"), ("industry_sector", "alternative_code")] {
            let path = format!("{level}.{field}");
            let once = format!("400 {{}}: give exactly one of id, name, {last}");
            assert_refused(&path, json!({ "name": "Alchemy" }), "422 {}: is not in the definition");
            assert_refused(&path, json!({ "name": "Hotels", last: "x" }), &once);
            assert_refused(&path, json!({}), &once);
            assert_refused(&path, json!("J"), "400 {}: must be an object");
        }
    }
}

#[test]
fn every_other_field_has_its_rule() {
    let day = "422 account_owner.demographics.date_of_birth.day: must be 1 to 28";
    let (byte, word) =
        ("400 {}: must be a whole number from 0 to 255", "400 {}: must be a whole number from 0");
    let amount = "422 {}: must be 0, or from 0.001 to 10^15";
    let unknown = "400 {}: unknown field";
    for (path, value, told) in [
        ("type", json!("ROBOT"), "400 {}: must be `PERSON` or `COMPANY`"),
        ("type", json!(1), "400 {}: must be a string"),
        ("life_cycle_state", json!("x"), "400 {}: must be `MARKETING` or `FINANCIAL`"),
        ("email", json!("ada"), "422 {}: must be an e-mail address like ada@example.com"),
        ("email", json!(1), "400 {}: must be a string"),
        ("phone", json!("99123456"), "422 {}: must be a phone number with its country"),
        ("demographics", json!("x"), "400 {}: must be an object"),
        ("demographics.gender", json!("x"), "400 {}: must be `MALE` or `FEMALE`"),
        ("demographics.date_of_birth", json!("1988-02-29"), "400 {}: must be an object"),
        ("demographics.date_of_birth.year", json!(1987), day),
        ("demographics.date_of_birth.year", json!(1849), "422 {}: must be 1850 to 2100"),
        ("demographics.date_of_birth.year", json!(2101), "422 {}: must be 1850 to 2100"),
        ("demographics.date_of_birth.month", json!(13), "422 {}: must be 1 to 12"),
        ("demographics.date_of_birth.day", json!(0), "422 {}: must be 1 to 29"),
        ("demographics.date_of_birth.day", json!(-1), byte),
        ("demographics.name_day.day", json!(30), "422 {}: must be 1 to 29"),
        ("demographics.name_day.month", json!(0), "422 {}: must be 1 to 12"),
        ("demographics.name_day.month", json!("2"), byte),
        ("demographics.name_day.year", json!(1), "400 {}: unknown field"),
        ("company_profile.profile_year", json!(1849), "422 {}: must be 1850 to 2200"),
        ("company_profile.profile_year", json!(70000), word),
        ("company_profile.annual_turnover", json!(1e16), amount),
        ("company_profile.annual_turnover", json!(1e-9), amount),
        ("company_profile.annual_turnover", json!(-1), amount),
        ("company_profile.annual_turnover", json!("1"), "400 {}: must be a number"),
        ("company_profile.number_of_employees", json!(0.5), word),
        ("id", json!("37072CF6ED884737B6592A7CBB6D5342"), unknown),
        ("name", Value::Null, unknown),
        ("demographics.age", Value::Null, unknown),
        ("company_profile.owner", json!({}), unknown),
    ] {
        assert_refused(path, value, told);
    }
}

#[test]
fn the_whole_must_be_an_object() {
    assert_eq!(refused(parse(json!("x"))), "400 account_owner: must be an object");
    assert_eq!(refused(parse(Value::Null)), "400 account_owner: is missing");
    assert_eq!(refused(parse(json!({}))), "400 account_owner.type: is missing");
}
