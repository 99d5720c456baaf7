//! The access token as answers show it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    classification::ClassificationAnswer,
    customer::{AccountsReceivableAnswer, RewardsParticipantAnswer},
    log_information::LogInformation,
};
use crate::{
    base::{
        id::{Id, Number},
        scope::Scope,
        secret::Secret,
        state::State,
        timestamp::DATE,
    },
    definition::{Definition, User},
    http::caller::Caller,
    keyring::{Keyring, KeyringError},
    records::{access_token::AccessToken, customer_records::Records, user_defined_fields::UserDefinedFields},
};

/// An access token in full. Its pass code is never part of it.
#[derive(Clone, Default, Serialize, JsonSchema)]
pub(crate) struct AccessTokenAnswer {
    pub id: Id,
    pub number: Number,
    pub life_cycle_state: State,
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
    pub log_information: LogInformation,
}

impl AccessTokenAnswer {
    pub(crate) fn of(
        token: &AccessToken,
        records: &Records,
        definition: &Definition,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let authentication_code = token.open_authentication_code(keyring)?;
        let classification = definition
            .classifications()
            .iter()
            .find(|known| Some(&known.id) == token.classification.as_ref());
        let participant = RewardsParticipantAnswer::of(records, definition);
        Ok(Self {
            id: token.id.clone(),
            number: token.number.clone(),
            life_cycle_state: token.state(),
            authentication_code: authentication_code.map(|code| code.reveal().to_owned()),
            identifier: token.identifier.as_ref().map(ToString::to_string),
            card_masked_number: token.card_masked_number.clone(),
            card_last_4_digits: token.card_masked_number.as_deref().and_then(last_4_digits),
            verification_code: None,
            verified_date: token.verified().map(|date| date.to_string()),
            user_defined_fields: token.user_defined_fields.clone(),
            verified_by_user: token.verified().and(User::who(token.verified_by.as_ref(), definition)),
            rewards_participant: participant.clone(),
            reward_participant: participant,
            accounts_receivable: token
                .links
                .accounts_receivable
                .as_ref()
                .and(records.account.as_ref())
                .map(|account| AccountsReceivableAnswer::of(account, definition)),
            classification: classification.map(ClassificationAnswer::of),
            log_information: LogInformation::of(&token.history, definition),
        })
    }

    /// A generated authentication code is shown once the token is verified, not to whoever registered it.
    pub(crate) fn without_authentication_code(self) -> Self {
        Self { authentication_code: None, ..self }
    }

    /// As lists show it: an authentication code is its own proof, so only who may clear codes finds it in one.
    pub(crate) fn in_a_list(self, caller: &Caller) -> Self {
        if caller.may(Scope::ClearCodes) { self } else { self.without_authentication_code() }
    }

    pub(crate) fn with_verification_code(self, sent: &Secret) -> Self {
        Self { verification_code: Some(sent.reveal().to_owned()), ..self }
    }
}

/// `card_last_4_digits`, which older applications read: the end of the masked number.
fn last_4_digits(masked: &str) -> Option<String> {
    let end: String = masked.chars().skip(masked.chars().count().saturating_sub(4)).collect();
    (end.len() == 4 && end.bytes().all(|byte| byte.is_ascii_digit())).then_some(end)
}
