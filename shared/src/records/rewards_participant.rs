//! Rewards participant: a customer who takes part in rewards, to which access tokens can belong.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    history::History,
    refusal::{RecordState, Refusal},
};
use crate::{
    base::{
        doer::Done,
        id::{Id, Number},
    },
    table::{Key, Row},
};

/// The row of a rewards participant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RewardsParticipant {
    pub id: Id,
    pub number: Number,
    pub life_cycle_state: ParticipantState,
    /// Who owns it. This never changes.
    pub accounts_receivable: Id,
    #[serde(flatten)]
    pub history: History,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub(crate) enum ParticipantState {
    #[default]
    Effective,
    Terminated,
}

impl ParticipantState {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Effective => "EFFECTIVE",
            Self::Terminated => "TERMINATED",
        }
    }
}

impl Row for RewardsParticipant {
    const ENTITY: &'static str = "rewards_participant";
}

impl RewardsParticipant {
    /// Where the row of that id stands.
    pub(crate) fn key_of(id: &Id) -> Key {
        Key::new(format!("REWARDS_PARTICIPANT#{id}"), "REWARDS_PARTICIPANT")
    }

    pub(crate) fn key(&self) -> Key {
        Self::key_of(&self.id)
    }

    /// Nothing happens to a TERMINATED one any more.
    pub(crate) fn changeable(self) -> Result<Self, Refusal> {
        match self.life_cycle_state {
            ParticipantState::Effective => Ok(self),
            ParticipantState::Terminated => Err(Refusal::RecordState(RecordState::ParticipantTerminated)),
        }
    }

    /// EFFECTIVE to TERMINATED. Its access tokens stay linked to it.
    pub(crate) fn terminate(self, done: &Done) -> Result<Self, Refusal> {
        let effective = self.changeable()?;
        Ok(Self {
            life_cycle_state: ParticipantState::Terminated,
            history: effective.history.updated(done),
            ..effective
        })
    }
}
