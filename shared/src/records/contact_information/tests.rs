//! Contact information as a caller meets it: each field kept, updated, cleared, and read back.

mod rules;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ContactInformation, State, details::merge};
use crate::{
    base::{context::Context, field_errors::FieldErrors, id::Id},
    definition::Definition,
};

const DEFINITION: &str = include_str!("../../../../infra/definition.toml");

fn definition() -> Definition {
    Definition::parse(DEFINITION, "definition.toml").expect("a definition")
}

fn parse(given: Value) -> Result<ContactInformation, FieldErrors> {
    ContactInformation::parse(Id::random(&mut Context::fixed(0).rng), given, &definition())
}

/// All fields.
fn full() -> Value {
    json!({
        "type": "PERSON", "life_cycle_state": "MARKETING",
        "first_name": "Loukia", "middle_name": "Maria", "last_name": "Papapavlou", "title": "Miss",
        "company_name": "Company ZX", "email": "loukia@example.com", "phone": "+35799123456",
        "demographics": {
            "gender": "FEMALE",
            "id_number": "LP1234", "id_number_expiration_date": "2030-01-31T00:00:00",
            "passport_number": "K1", "passport_number_expiration_date": "2031-01-31T00:00:00",
            "social_security_number": "77",
            "date_of_birth": { "day": 29, "month": 2, "year": 1988 },
            "name_day": { "day": 29, "month": 2 },
            "country_of_residence": { "name": "CYPRUS" },
            "id_issued_by_country": { "two_character_code": "GR" },
            "passport_issued_by_country": { "id": "826" },
            "industry": { "code": "I" },
            "industry_sector": { "name": "Hotels" },
        },
        "company_profile": {
            "profile_year": 2015, "annual_turnover": 1250.5, "established_date": "1990-05-01T00:00:00",
            "number_of_employees": 12, "registration_number": "HE1",
            "vat_registration_number": "CY1", "vat_registered_by": "Nicosia",
            "vat_registration_date": "1990-06-01T00:00:00", "tax_reference_number": "T1",
            "country_of_residence": { "three_character_code": "CYP" },
            "industry": { "name": "Accommodation and food" },
            "industry_sector": { "alternative_code": "HOTELS" },
        },
    })
}

/// All fields, each with another value than in `full`; each may stand among the others of `full`.
fn other() -> Value {
    json!({
        "type": "COMPANY", "life_cycle_state": "FINANCIAL",
        "first_name": "Ada", "middle_name": "B", "last_name": "Lovelace", "title": "Countess",
        "company_name": "Engines", "email": "ada@example.com", "phone": "+442079460958",
        "demographics": {
            "gender": "MALE",
            "id_number": "2", "id_number_expiration_date": "2040-01-31T00:00:00",
            "passport_number": "3", "passport_number_expiration_date": "2041-01-31T00:00:00",
            "social_security_number": "4",
            "date_of_birth": { "day": 10, "month": 12, "year": 1992 },
            "name_day": { "day": 10, "month": 12 },
            "country_of_residence": { "id": "250" },
            "id_issued_by_country": { "id": "250" },
            "passport_issued_by_country": { "id": "250" },
            "industry": { "code": "J" },
            "industry_sector": { "name": "Software" },
        },
        "company_profile": {
            "profile_year": 2016, "annual_turnover": 0, "established_date": "1991-05-01T00:00:00",
            "number_of_employees": 0, "registration_number": "5",
            "vat_registration_number": "6", "vat_registered_by": "7",
            "vat_registration_date": "1991-06-01T00:00:00", "tax_reference_number": "8",
            "country_of_residence": { "id": "250" },
            "industry": { "code": "J" },
            "industry_sector": { "name": "Software" },
        },
    })
}

fn kept(contact: &ContactInformation) -> Value {
    serde_json::to_value(&contact.details).expect("a value")
}

/// The pointers of all that holds no further fields.
fn leaves(value: &Value, pointer: &str) -> Vec<String> {
    match value.as_object() {
        Some(fields) => {
            fields.iter().flat_map(|(name, value)| leaves(value, &format!("{pointer}/{name}"))).collect()
        }
        None => vec![pointer.to_owned()],
    }
}

/// An object with one field, on whatever level.
fn only(pointer: &str, value: Value) -> Value {
    pointer.rsplit('/').filter(|name| !name.is_empty()).fold(value, |value, name| json!({ name: value }))
}

/// The status of a refusal and what it says.
fn refused(outcome: Result<ContactInformation, FieldErrors>) -> String {
    let refusal = outcome.expect_err("a refusal");
    format!("{} {refusal}", if refusal.of_values() { 422 } else { 400 })
}

#[test]
fn every_field_is_kept() {
    let contact = parse(full()).expect("contact information");
    let all = leaves(&kept(&contact), "");
    assert_eq!(all.len(), 9 + 6 + 3 + 2 + 5 + 12);
    assert!(all.iter().all(|leaf| !kept(&contact).pointer(leaf).expect("a leaf").is_null()));
    assert_eq!(kept(&contact)["demographics"]["passport_issued_by_country"], "GB");
    assert_eq!(contact.details.phone.expect("a phone").as_str(), "+35799123456");
}

#[test]
fn an_update_of_one_field_leaves_the_others() {
    let (contact, other_contact) = (parse(full()).expect("one"), parse(other()).expect("other"));
    let (before, other_kept) = (kept(&contact), kept(&other_contact));
    for leaf in leaves(&before, "") {
        let sent = only(&leaf, other().pointer(&leaf).expect("the same field").clone());
        let mut expected = before.clone();
        *expected.pointer_mut(&leaf).expect("a leaf") = other_kept.pointer(&leaf).expect("a leaf").clone();
        assert_ne!(expected, before, "{leaf}");
        let after = contact.patched(sent, &definition()).expect("an update");
        assert_eq!((&after.id, kept(&after)), (&contact.id, expected), "{leaf}");
    }
}

#[test]
fn null_clears_a_field_and_leaves_the_others() {
    let contact = parse(full()).expect("contact information");
    let before = kept(&contact);
    for leaf in leaves(&before, "") {
        let outcome = contact.patched(only(&leaf, Value::Null), &definition());
        let refusal = match leaf.as_str() {
            "/type" => "400 account_owner.type: is missing",
            "/last_name" => "400 account_owner.last_name: is needed for a PERSON",
            "/demographics/date_of_birth/month" => {
                "400 account_owner.demographics.date_of_birth.month: is needed with a day"
            }
            "/demographics/name_day/month" => {
                "400 account_owner.demographics.name_day.month: is needed with a day"
            }
            _ => {
                let mut expected = before.clone();
                *expected.pointer_mut(&leaf).expect("a leaf") =
                    if leaf == "/life_cycle_state" { json!("FINANCIAL") } else { Value::Null };
                assert_eq!(kept(&outcome.expect("an update")), expected, "{leaf}");
                continue;
            }
        };
        assert_eq!(refused(outcome), refusal);
    }
}

#[test]
fn null_clears_a_level_and_nothing_changes_nothing() {
    let contact = parse(full()).expect("contact information");
    assert_eq!(contact.patched(json!({}), &definition()).expect("an update"), contact);
    let patch = json!({ "demographics": null, "company_profile": { "industry": null } });
    let patched = contact.patched(patch, &definition()).expect("an update").details;
    assert_eq!(patched.demographics, None);
    assert_eq!(patched.company_profile.as_ref().and_then(|profile| profile.profile_year), Some(2015));
    assert_eq!(patched.company_profile.and_then(|profile| profile.industry), None);
}

#[test]
fn what_a_person_and_a_company_must_have_cannot_be_cleared_by_a_change_of_type() {
    let person = parse(json!({ "type": "PERSON", "last_name": "Papapavlou" })).expect("a person");
    assert_eq!((person.name(), person.details.life_cycle_state), ("Papapavlou".to_owned(), State::Financial));
    let change = |more: Value| {
        let mut patch = json!({ "type": "COMPANY" });
        merge(&mut patch, more);
        person.patched(patch, &definition())
    };
    assert_eq!(refused(change(json!({}))), "400 account_owner.company_name: is needed for a COMPANY");
    assert_eq!(change(json!({ "company_name": "ZX" })).expect("a company").name(), "ZX");
}

#[test]
fn a_day_may_be_known_in_part() {
    for known in [
        json!({}),
        json!({ "year": 1988 }),
        json!({ "month": 2 }),
        json!({ "day": 29, "month": 2 }),
        json!({ "month": 2, "year": 1987 }),
    ] {
        let sent = json!({ "type": "PERSON", "last_name": "x", "demographics": { "date_of_birth": known } });
        assert!(parse(sent).is_ok());
    }
}

proptest! {
    #[test]
    fn what_is_stored_reads_back_equal(mask: u64, text in "[^\\p{Cc}]{0,98}", turnover in 0.001..1e15_f64, employees: u32) {
        let mut sent = full();
        for (bit, leaf) in leaves(&kept(&parse(full()).expect("full")), "").iter().enumerate() {
            if mask >> bit & 1 == 1 && !leaf.ends_with("month") && leaf != "/type" {
                *sent.pointer_mut(leaf).expect("a leaf") = Value::Null;
            }
        }
        sent["last_name"] = json!(format!("x{text}"));
        sent["company_profile"]["annual_turnover"] = json!(turnover);
        sent["company_profile"]["number_of_employees"] = json!(employees);
        let contact = parse(sent).expect("contact information");
        let row: serde_dynamo::Item = serde_dynamo::to_item(&contact).expect("a row");
        let read: ContactInformation = serde_dynamo::from_item(row).expect("contact information");
        prop_assert_eq!(&read, &contact);
        // The table drops nulls.
        let mut value = serde_json::to_value(&contact).expect("a value");
        drop_nulls(&mut value);
        let row: serde_dynamo::Item = serde_dynamo::to_item(value).expect("a row");
        let read: ContactInformation = serde_dynamo::from_item(row).expect("contact information");
        prop_assert_eq!(read, contact);
    }
}

fn drop_nulls(value: &mut Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
        fields.values_mut().for_each(drop_nulls);
    }
}
