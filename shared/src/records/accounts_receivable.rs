//! Accounts receivable: the financial account of a customer, to which access tokens can belong.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::{
    contact_information::ContactInformation,
    found::Beginning,
    history::History,
    refusal::{RecordState, Refusal},
};
use crate::{
    base::{
        doer::Done,
        field_errors::FieldErrors,
        id::{Id, Number, Numbered},
        rule::Rule,
        text_rules::visible_text,
    },
    definition::AccountsReceivableRules,
    table::{Key, Row},
};

/// The row of an accounts receivable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AccountsReceivable {
    pub id: Id,
    pub number: Number,
    /// Unique. Absent = its number.
    pub name: Option<String>,
    pub life_cycle_state: AccountState,
    pub account_owner: ContactInformation,
    /// How many access tokens belong to it.
    pub access_tokens: usize,
    /// How many rewards participants it owns that are not TERMINATED.
    pub rewards_participants: usize,
    /// And how many that are.
    #[serde(default)]
    pub terminated_participants: usize,
    #[serde(flatten)]
    pub history: History,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub(crate) enum AccountState {
    #[default]
    Active,
    Suspended,
    Terminated,
}

impl AccountState {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Terminated => "TERMINATED",
        }
    }
}

pub(crate) const LONGEST_NAME: usize = 100;

/// What is wrong with a name as a caller gives it.
pub(crate) fn check_name(name: &str) -> Result<(), Rule> {
    visible_text(name, LONGEST_NAME)?;
    // NFKC makes up to eighteen characters of one: what is claimed has to be as short.
    visible_text(&normalised(name), LONGEST_NAME)?;
    if name.trim().is_empty() { Err(Rule::TooShort { minimum: 1 }) } else { Ok(()) }
}

/// A name as a caller gives it.
pub(crate) fn parse_name(name: &str) -> Result<String, FieldErrors> {
    check_name(name).map(|()| name.trim().to_owned()).map_err(FieldErrors::value("name"))
}

/// A name that an account shall have.
pub(crate) fn parse_own_name(name: &str) -> Result<String, FieldErrors> {
    if number(name).is_some() {
        return Err(FieldErrors::field("name", Rule::SpelledLikeANumber));
    }
    parse_name(name)
}

/// In any spelling that looks the same it is one name.
fn normalised(name: &str) -> String {
    name.trim().nfkc().collect::<String>().to_lowercase()
}

/// The number that a name is spelled like, if it is.
fn number(name: &str) -> Option<Number> {
    Number::parse(Numbered::AccountsReceivable, &normalised(name).to_uppercase())
}

/// Where the claim of a name stands. A number is a name too.
pub(crate) fn name_key(name: &str) -> Key {
    number(name)
        .map_or_else(|| Key::new(format!("NAME#{}", normalised(name)), "CLAIM"), |number| number_key(&number))
}

/// Where the claim of a number stands, whatever it is the number of.
pub(crate) fn number_key(number: &Number) -> Key {
    Key::new(format!("NUMBER#{number}"), "CLAIM")
}

impl Row for AccountsReceivable {
    const ENTITY: &'static str = "accounts_receivable";

    fn indexed(&self) -> Vec<(&'static str, String)> {
        Beginning::Name.indexed(&self.called(), &self.id)
    }
}

impl AccountsReceivable {
    /// Where the row of that id stands.
    pub(crate) fn key_of(id: &Id) -> Key {
        Key::new(format!("ACCOUNTS_RECEIVABLE#{id}"), "ACCOUNTS_RECEIVABLE")
    }

    pub(crate) fn key(&self) -> Key {
        Self::key_of(&self.id)
    }

    pub(crate) fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(self.number.as_str())
    }

    /// What it is found by: its name, or the one of who owns it.
    pub(crate) fn called(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.account_owner.name())
    }

    /// Where the claim of its name stands, if it has one.
    pub(crate) fn name_key(&self) -> Option<Key> {
        self.name.as_deref().map(name_key)
    }

    /// What a message calls its owner: the account's name; the owner's own where the account has none but its number.
    pub(crate) fn addressed_as(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.account_owner.name_in_messages())
    }

    /// Nothing happens to a TERMINATED one any more.
    pub(crate) fn changeable(self) -> Result<Self, Refusal> {
        match self.life_cycle_state {
            AccountState::Active | AccountState::Suspended => Ok(self),
            AccountState::Terminated => Err(Refusal::RecordState(RecordState::AccountTerminated)),
        }
    }

    /// ACTIVE or SUSPENDED to TERMINATED; not while it owns a rewards participant that is EFFECTIVE.
    pub(crate) fn terminate(self, done: &Done) -> Result<Self, Refusal> {
        if self.rewards_participants > 0 {
            return Err(Refusal::RecordState(RecordState::OwnsEffectiveParticipant));
        }
        let account = self.changeable()?;
        Ok(Self {
            life_cycle_state: AccountState::Terminated,
            history: account.history.updated(done),
            ..account
        })
    }

    /// With other tokens than before: `added` more and `removed` less. One that has none, as an erased
    /// customer may have left it, is changed like any other.
    pub(crate) fn with_tokens(
        self,
        added: usize,
        removed: usize,
        rules: &AccountsReceivableRules,
        done: &Done,
    ) -> Result<Self, Refusal> {
        let access_tokens = (self.access_tokens + added).saturating_sub(removed);
        if let Some(most) = rules.at_most_tokens.filter(|most| added > 0 && access_tokens > *most) {
            return Err(Refusal::AtMostTokens(most));
        }
        let account = Self { access_tokens, history: self.history.updated(done), ..self };
        if removed > 0 {
            account.check_least_tokens(rules)?;
        }
        Ok(account)
    }

    /// Asked of a new one, and of one that tokens are taken from.
    pub(crate) fn check_least_tokens(&self, rules: &AccountsReceivableRules) -> Result<(), Refusal> {
        if rules.at_least_one_token && self.access_tokens == 0 {
            return Err(Refusal::AtLeastOneToken);
        }
        Ok(())
    }
}
