//! The access token as answers show it: every field of the Web API's tables, in its names and types.
//!
//! What the service knows nothing of yet is null, and typed all the same, so that an application's
//! parser meets no surprise.

mod contact_information;
mod customer;

pub use contact_information::ContactInformationAnswer;
pub use customer::{AccountsReceivableAnswer, RecordAnswer, RewardsParticipantAnswer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    access_token::{AccessToken, State},
    definition::{Classification, Definition},
    id::{Id, Number},
    keyring::KeyringError,
    links::Records,
    refusal::Refusal,
    secret::Secret,
    service::Service,
    table::Rows,
    timestamp::{DATE, Timestamp},
    user_defined_fields::UserDefinedFields,
};

/// An access token in full. Its pass code is never part of it.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct AccessTokenAnswer {
    pub id: Option<Id>,
    pub number: Option<Number>,
    pub life_cycle_state: Option<State>,
    pub authentication_code: Option<String>,
    pub identifier: Option<String>,
    pub card_masked_number: Option<String>,
    pub card_last_4_digits: Option<String>,
    /// Repeats, in verify's answer only, what the caller sent.
    pub verification_code: Option<String>,
    #[schemars(regex(pattern = DATE))]
    pub verified_date: Option<String>,
    #[serde(flatten)]
    pub user_defined_fields: UserDefinedFields,
    pub verified_by_user: Option<User>,
    pub rewards_participant: Option<RewardsParticipantAnswer>,
    /// The tables of the Web API say `rewards_participant`, its example `reward_participant`: both are answered.
    pub reward_participant: Option<RewardsParticipantAnswer>,
    pub accounts_receivable: Option<AccountsReceivableAnswer>,
    pub classification: Option<ClassificationAnswer>,
    pub log_information: Option<LogInformation>,
}

impl AccessTokenAnswer {
    pub fn of(token: &AccessToken, records: &Records, service: &Service) -> Result<Self, KeyringError> {
        let definition = &service.definition;
        let authentication_code = token.open_authentication_code(&service.keyring)?;
        let classification = definition
            .classifications()
            .iter()
            .find(|known| Some(&known.id) == token.classification.as_ref());
        let participant = RewardsParticipantAnswer::of(records, definition);
        Ok(Self {
            id: Some(token.id.clone()),
            number: Some(token.number.clone()),
            life_cycle_state: Some(token.state()),
            authentication_code: authentication_code.map(|code| code.reveal().to_owned()),
            identifier: token.identifier.as_ref().map(ToString::to_string),
            card_masked_number: token.card_masked_number.clone(),
            card_last_4_digits: token.card_masked_number.as_deref().and_then(last_4_digits),
            verification_code: None,
            verified_date: token.verified().map(|date| date.to_string()),
            user_defined_fields: token.user_defined_fields.clone(),
            verified_by_user: token.verified().and(definition.user().cloned()),
            rewards_participant: participant.clone(),
            reward_participant: participant,
            accounts_receivable: token
                .links
                .accounts_receivable
                .as_ref()
                .and(records.account.as_ref())
                .map(|account| AccountsReceivableAnswer::of(account, definition)),
            classification: classification.map(ClassificationAnswer::of),
            log_information: Some(LogInformation::of(token.created, token.updated, definition)),
        })
    }

    /// The answers of tokens that one request changed: `customer` is the record as the request leaves it.
    pub fn all(
        tokens: &[AccessToken],
        customer: &Records,
        rows: &Rows,
        service: &Service,
    ) -> Result<Vec<Self>, Refusal> {
        let answer = |token: &AccessToken| {
            let records = Records::of(&token.links, rows)?.with(customer.of_links(&token.links));
            Ok(Self::of(token, &records, service)?)
        };
        tokens.iter().map(answer).collect()
    }

    /// A generated authentication code is shown once the token is verified, not to whoever registered it.
    pub fn without_authentication_code(self) -> Self {
        Self { authentication_code: None, ..self }
    }

    pub fn with_verification_code(self, sent: &Secret) -> Self {
        Self { verification_code: Some(sent.reveal().to_owned()), ..self }
    }
}

/// What resets answer: who the token is, as far as the caller has proved to know it.
///
/// With an authentication code all of it; with a bare identifier, which anybody can type, nothing
/// but the identifier, so that the answer is the same for known and unknown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ResetAnswer {
    pub id: Option<Id>,
    pub number: Option<Number>,
    pub life_cycle_state: Option<State>,
    pub authentication_code: Option<String>,
    pub identifier: Option<String>,
    pub log_information: Option<LogInformation>,
    /// Only after `reset_pass_code`, and only where the definition shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub random_pass_code: Option<String>,
}

/// All the fields that `fields_set` may name, with nothing in them.
impl Default for ResetAnswer {
    fn default() -> Self {
        Self { random_pass_code: Some(String::new()), ..Self::to_a_stranger("") }
    }
}

impl ResetAnswer {
    pub fn of(token: &AccessToken, service: &Service) -> Result<Self, KeyringError> {
        let authentication_code = token.open_authentication_code(&service.keyring)?;
        Ok(Self {
            id: Some(token.id.clone()),
            number: Some(token.number.clone()),
            life_cycle_state: Some(token.state()),
            authentication_code: authentication_code.map(|code| code.reveal().to_owned()),
            identifier: token.identifier.as_ref().map(ToString::to_string),
            log_information: Some(LogInformation::of(token.created, token.updated, &service.definition)),
            random_pass_code: None,
        })
    }

    /// What a stranger is told, whether or not anybody has that identifier.
    pub fn to_a_stranger(identifier: &str) -> Self {
        Self {
            id: None,
            number: None,
            life_cycle_state: None,
            authentication_code: None,
            identifier: Some(identifier.to_owned()),
            log_information: None,
            random_pass_code: None,
        }
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClassificationAnswer {
    pub id: Id,
    pub name: String,
    pub alternative_code: String,
}

impl ClassificationAnswer {
    pub fn of(classification: &Classification) -> Self {
        Self {
            id: classification.id.clone(),
            name: classification.name.clone(),
            alternative_code: classification.alternative_code.clone(),
        }
    }
}

/// A classification as its list shows it.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct ListedClassification {
    pub id: Option<Id>,
    pub name: Option<String>,
    pub alternative_code: Option<String>,
    pub description: Option<String>,
    /// Null: the definition is a file, and does not say when it was written.
    pub log_information: Option<LogInformation>,
}

impl ListedClassification {
    pub fn of(classification: &Classification) -> Self {
        Self {
            id: Some(classification.id.clone()),
            name: Some(classification.name.clone()),
            alternative_code: Some(classification.alternative_code.clone()),
            description: Some(classification.description.clone()),
            log_information: None,
        }
    }
}

/// When a record was created and last updated, and by whom.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LogInformation {
    #[schemars(regex(pattern = DATE))]
    pub created_date: String,
    #[schemars(regex(pattern = DATE))]
    pub updated_date: String,
    pub created_by_unit: Option<Unit>,
    pub updated_by_unit: Option<Unit>,
    pub created_by_business_unit: Option<BusinessUnit>,
    pub updated_by_business_unit: Option<BusinessUnit>,
    pub created_by_user: Option<User>,
    pub updated_by_user: Option<User>,
}

impl LogInformation {
    /// Who did it is the definition's unit and user: a caller is not asked by name.
    pub fn of(created: Timestamp, updated: Timestamp, definition: &Definition) -> Self {
        Self {
            created_date: created.to_string(),
            updated_date: updated.to_string(),
            created_by_unit: definition.unit().cloned(),
            updated_by_unit: definition.unit().cloned(),
            created_by_business_unit: None,
            updated_by_business_unit: None,
            created_by_user: definition.user().cloned(),
            updated_by_user: definition.user().cloned(),
        }
    }
}

/// A user, as the definition names the one who runs the service.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct User {
    pub id: Option<String>,
    pub username: Option<String>,
    pub person_name: Option<String>,
    pub email: Option<String>,
}

/// A unit of the business, as the definition names it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Unit {
    pub id: Option<String>,
    pub name: Option<String>,
    pub group_name: Option<String>,
    pub community_name: Option<String>,
    pub alternative_code: Option<String>,
    pub description: Option<String>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BusinessUnit {
    pub id: Option<String>,
    pub name: Option<String>,
    pub code: Option<String>,
    pub unified_code: Option<String>,
    pub description: Option<String>,
    pub parent_business_unit_name: Option<String>,
}

/// `card_last_4_digits`, which older applications read: the end of the masked number.
fn last_4_digits(masked: &str) -> Option<String> {
    let end: String = masked.chars().skip(masked.chars().count().saturating_sub(4)).collect();
    (end.len() == 4 && end.bytes().all(|byte| byte.is_ascii_digit())).then_some(end)
}
