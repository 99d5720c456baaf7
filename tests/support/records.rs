//! Access tokens and customer records for tests that need some, and the table before and after.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::app::{Answer, App, DEFINITION, text};

/// An authentication code.
pub const CARD: &str = "card-0000-0000-0000-0007";

/// A definition under which a token is EFFECTIVE at once.
pub fn unverified() -> String {
    DEFINITION.replacen("required = \"ALWAYS\"", "required = \"NEVER\"", 1)
}

/// A definition under which `reset_pass_code` replaces the pass code for whoever asks.
pub fn at_once(definition: &str) -> String {
    definition.replace("reset = \"TICKET\"", "reset = \"AT_ONCE\"")
}

/// Another authentication code for each number.
pub fn card(number: usize) -> String {
    format!("card-0000-0000-0001-{number:04}")
}

/// `access_token_identifier` by an authentication code.
pub fn by_code(code: &str) -> Value {
    json!({ "authentication_code": code })
}

/// `access_token_identifier` by an identifier and its pass code.
pub fn by_pass_code(identifier: &str, pass_code: &str) -> Value {
    json!({ "identifier": identifier, "pass_code": pass_code })
}

/// An owner of an account with nothing but a name.
pub fn owner() -> Value {
    json!({ "type": "PERSON", "last_name": "Papapavlou" })
}

/// An object with the fields of another put over its own.
pub fn with(mut object: Value, more: &Value) -> Value {
    let fields = object.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    object
}

/// That a number is one that was drawn: three letters that say of what, and ten digits. The number.
pub fn assert_drawn<'a>(prefix: &str, number: &'a Value) -> &'a str {
    let number = number.as_str().expect("a number");
    let digits = number.strip_prefix(prefix).expect(prefix);
    assert!(digits.len() == 10 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{number}");
    number
}

/// Item after item, in the order of their keys.
pub type Standing = Vec<BTreeMap<String, AttributeValue>>;

impl App {
    /// A stack in which a token is EFFECTIVE at once.
    pub async fn start_unverified() -> Self {
        Self::start_with(&unverified()).await
    }

    /// Asks as a known caller, and is granted it.
    pub async fn granted(&self, operation: &str, body: Value) -> Answer {
        let answer = self.post_as_known(operation, body).await;
        assert_eq!(answer.status, 200, "{operation} {answer:?}");
        answer
    }

    /// A token that has nothing but an authentication code.
    pub async fn holding(&self, code: &str) -> Answer {
        self.granted("create", by_code(code)).await
    }

    /// An account of that name, with those `access_tokens`.
    pub async fn account(&self, name: &str, access_tokens: Value) -> Answer {
        let body = json!({ "name": name, "account_owner": owner(), "access_tokens": access_tokens });
        self.granted("accounts_receivable/create", body).await
    }

    /// A rewards participant of the account of that name, with those `access_tokens`; its id.
    pub async fn participant(&self, account: &str, access_tokens: Value) -> String {
        let body =
            json!({ "accounts_receivable_identifier": { "name": account }, "access_tokens": access_tokens });
        let made = self.granted("rewards_participants/create", body).await;
        made.data()["id"].as_str().expect("an id").to_owned()
    }

    /// The table, once all messages are sent.
    pub async fn standing(&self) -> Standing {
        self.settled().await;
        let mut rows = self.rows().await;
        rows.sort_by_key(|row| (text(row, "pk"), text(row, "sk")));
        rows
    }

    /// What the table must be whatever happened: links lead both ways, counts are right, claims are their holders'.
    pub async fn assert_consistent(&self) {
        let rows = self.standing().await;
        let of = |entity: &str| rows.iter().filter(|row| text(row, "entity") == entity).collect::<Vec<_>>();
        let id = |value: Option<&AttributeValue>| value.and_then(|id| id.as_s().ok()).cloned();
        let mut ends = Vec::new();
        for token in of("token") {
            let links = token.get("links").and_then(|links| links.as_m().ok()).cloned().unwrap_or_default();
            if let Some(account) = id(links.get("accounts_receivable")) {
                ends.push((format!("ACCOUNTS_RECEIVABLE#{account}"), text(token, "id")));
            }
            if let Some(owned) = links.get("rewards_participant").and_then(|owned| owned.as_m().ok()) {
                let participant = id(owned.get("id")).expect("an id");
                ends.push((format!("REWARDS_PARTICIPANT#{participant}"), text(token, "id")));
            }
        }
        let mut links: Vec<_> =
            of("link").into_iter().map(|link| (text(link, "pk"), text(link, "holder"))).collect();
        ends.sort_unstable();
        links.sort_unstable();
        assert_eq!(links, ends, "links lead both ways");
        for account in of("accounts_receivable") {
            let beside = links.iter().filter(|(pk, _)| *pk == text(account, "pk")).count();
            assert_eq!(account["access_tokens"].as_n(), Ok(&beside.to_string()), "{account:?}");
            let owned = of("rewards_participant").into_iter().filter(|participant| {
                text(participant, "accounts_receivable") == text(account, "id")
                    && text(participant, "life_cycle_state") == "EFFECTIVE"
            });
            let owned = owned.count().to_string();
            assert_eq!(account["rewards_participants"].as_n(), Ok(&owned), "{account:?}");
        }
        assert_claimed(&rows);
    }
}

/// Whether a claim passes by itself, though its holder may go before.
fn passes(claim: &BTreeMap<String, AttributeValue>) -> bool {
    ["RESET_TICKET#", "IDENTIFYING_CODE#"].iter().any(|kind| text(claim, "pk").starts_with(kind))
}

/// Every claim is of a record that stands, and every token's number and identifier are claimed for it.
fn assert_claimed(rows: &Standing) {
    let holders: Vec<_> = rows.iter().map(|row| text(row, "id")).collect();
    let claims: BTreeMap<_, _> = rows
        .iter()
        .filter(|row| text(row, "entity") == "claim" && !passes(row))
        .map(|claim| (text(claim, "pk"), text(claim, "holder")))
        .collect();
    for (claim, holder) in &claims {
        assert!(holders.contains(holder), "{claim} is nobody's");
    }
    let (mut identifiers, mut codes) = (0, 0);
    for token in rows.iter().filter(|row| text(row, "entity") == "token") {
        let number = format!("NUMBER#{}", text(token, "number"));
        assert_eq!(claims.get(&number), Some(&text(token, "id")));
        if token.contains_key("identifier") {
            let identifier = identifier_key(&text(token, "identifier"));
            assert_eq!(claims.get(&identifier), Some(&text(token, "id")), "{identifier}");
            identifiers += 1;
        }
        codes += usize::from(token.contains_key("authentication_code"));
    }
    let count = |kinds: &[&str]| {
        claims.keys().filter(|claim| kinds.iter().any(|kind| claim.starts_with(kind))).count()
    };
    let claimed = (count(&["EMAIL#", "PHONE#", "TEXT#"]), count(&["AUTHENTICATION_CODE#"]));
    assert_eq!(claimed, (identifiers, codes));
}

/// Where an identifier is claimed: by what it looks like.
pub fn identifier_key(identifier: &str) -> String {
    let kind = match identifier {
        address if address.contains('@') => "EMAIL",
        phone if phone.starts_with('+') => "PHONE",
        _ => "TEXT",
    };
    format!("{kind}#{}", identifier.to_lowercase())
}
