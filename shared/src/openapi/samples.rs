//! What the fields of answers look like. Pages that show the description make values up where it has none, of patterns
//! and limits: years like 7238, and texts of nothing but `|` and `~`.

use serde_json::{Map, Value, json};

/// Gives an example to each field of these schemas that has none and does not say by itself what it is.
pub(super) fn add(schemas: &mut Map<String, Value>) {
    for (schema, described) in schemas {
        let fields = described.get_mut("properties").and_then(Value::as_object_mut);
        for (name, field) in fields.into_iter().flatten() {
            let Some(field) = field.as_object_mut().filter(|field| !says_it(field)) else { continue };
            if let Some(sample) = sample(schema, name) {
                field.insert("examples".to_owned(), json!([sample]));
            }
        }
    }
}

/// Whether a field's values are told by its schema, or by the schema that it refers to.
pub(super) fn says_it(field: &Map<String, Value>) -> bool {
    ["$ref", "anyOf", "oneOf", "enum", "const", "examples", "properties", "items"]
        .iter()
        .any(|keyword| field.contains_key(*keyword))
}

fn sample(schema: &str, field: &str) -> Option<Value> {
    text(schema, field).map(Value::from).or_else(|| number(schema, field))
}

fn text(schema: &str, field: &str) -> Option<&'static str> {
    Some(match (schema, field) {
        ("Status", "message" | "description") => "",
        ("GatewayRefusal", "message") => "Too Many Requests",
        ("FieldErrorAnswer", "field") => "pass_code",
        ("FieldErrorAnswer", "message") => "must have at least 8 characters",
        ("AccountsReceivableAnswer" | "RecordOfAccountsReceivableAnswer", "number") => "ACR0081726354",
        ("RewardsParticipantAnswer" | "RecordOfRewardsParticipantAnswer", "number") => "RWP4410275863",
        ("CountryAnswer" | "Image", "id") | (_, "two_character_code" | "vat_registered_by") => "CY",
        ("CountryAnswer", "name") => "Cyprus",
        ("ClassificationAnswer" | "ListedClassification", "name") => "Phone",
        ("ClassificationAnswer" | "ListedClassification", "alternative_code") => "PHONE",
        ("ListedClassification", "description") => "Customers who are called by their phone number",
        ("Unit" | "BusinessUnit", "name" | "group_name" | "community_name" | "parent_business_unit_name") => {
            "Main Group"
        }
        ("Unit" | "BusinessUnit", "description") | (_, "company_name") => "Company ZX",
        ("Industry" | "IndustrySector", "name") => "Retail",
        (_, "id") => "3DB5EB5034A0B017EA06922A0D48EC3E",
        (_, "request") => "9F1C4E7A0B6D4D3C8E52A7F0B1C6D9E8",
        (_, "number") => "ACT2408655193",
        (_, "identifier" | "email") => "ada@example.com",
        (_, "authentication_code") => "7KQ2M9XWPB4T8ZRJ5HCN",
        (_, "verification_code") => "042917",
        (_, "random_pass_code") => "correct horse 3",
        (_, "card_masked_number") => "**** **** **** 1234",
        (_, "card_last_4_digits") => "1234",
        (_, "name" | "person_name") => "Ada Lovelace",
        (_, "username") => "ada",
        (_, "first_name") => "Ada",
        (_, "middle_name") => "King",
        (_, "last_name") => "Lovelace",
        (_, "title") => "Ms",
        (_, "phone") => "+35799123456",
        (_, "three_character_code") => "CYP",
        (_, "dialing_code") => "+357",
        (_, "alternative_code" | "code" | "unified_code") => "MAIN",
        (_, "file_name") => "cy.png",
        (_, "file_content_url") => "https://www.example.com/cy.png",
        (_, "file_mime_type") => "image/png",
        (_, "device_name") => "Ada's phone",
        (_, "token") => "eyJ0eXAiOiJhdCtqd3Qi…",
        (_, "refresh_token") => "r1.1795802832.3DB5EB5034A0B017EA06922A0D48EC3E…",
        (_, "device_token") => "d1.1795802832.3DB5EB5034A0B017EA06922A0D48EC3E…",
        (_, "issuer") => "https://api.example.com",
        (_, "jwks_uri") => "https://api.example.com/.well-known/jwks.json",
        (_, "kid") => "1795802832",
        (_, "kty") => "RSA",
        (_, "alg") => "RS256",
        (_, "use") => "sig",
        (_, "n") => "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWh…",
        (_, "e") => "AQAB",
        (_, "id_number" | "passport_number" | "social_security_number" | "tax_reference_number") => {
            "K1234567"
        }
        (_, "registration_number" | "vat_registration_number") => "10123456X",
        (_, name) if name.starts_with("udf_string_") => "blue",
        (_, "created" | "last_refreshed") => "2026-11-27T16:08:56",
        (_, "expires") => "2026-12-27T16:08:56",
        (_, name) if name.ends_with("_date") || name.starts_with("udf_date_") => "2026-11-27T16:08:56",
        (_, _) => return None,
    })
}

fn number(schema: &str, field: &str) -> Option<Value> {
    Some(match (schema, field) {
        ("Minimums", "length") => json!(8),
        ("Minimums", "specials") => json!(0),
        ("Minimums", _) => json!(1),
        ("PassCodeRulesAnswer", "maximum_length") => json!(128),
        (_, "maximum_length") => json!(254),
        (_, "maximum_bytes") => json!(256),
        ("AuthenticationCodeRulesAnswer", "length") => json!(20),
        (_, "code_length") => json!(6),
        (_, "code_life_minutes") => json!(15),
        (_, "attempts") => json!(5),
        (_, "resend_pause_seconds") => json!(60),
        (_, "expires_in") => json!(900),
        (_, "refresh_expires_in") => json!(2_592_000),
        (_, "profile_year") => json!(2015),
        (_, "number_of_employees") => json!(40),
        (_, "annual_turnover") => json!(1_250_000.5),
        (_, name) if name.starts_with("udf_float_") => json!(1.5),
        (_, _) => return None,
    })
}
