//! The two kinds of customer record that a token can belong to.

use serde::Serialize;

use super::ContactInformationAnswer;

/// A financial account. States: ACTIVE, SUSPENDED, TERMINATED.
#[derive(Clone, Debug, Serialize)]
pub struct AccountsReceivable {
    pub id: Option<String>,
    pub number: Option<String>,
    pub name: Option<String>,
    pub life_cycle_state: Option<String>,
    pub account_owner: Option<ContactInformationAnswer>,
}

/// A customer who takes part in rewards; owned by an accounts receivable. States: EFFECTIVE, TERMINATED.
#[derive(Clone, Debug, Serialize)]
pub struct RewardsParticipant {
    pub id: Option<String>,
    pub number: Option<String>,
    pub life_cycle_state: Option<String>,
    pub accounts_receivable: Option<AccountsReceivable>,
}
