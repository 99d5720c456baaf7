//! The identifying code of an access token while it is alive: one row beside the token's, and a claim.
//!
//! The claim leads from what is shown to the access token, and the row says that it is still its code. There
//! is one row, so however often somebody asks, one code is alive.

use rand::rngs::ChaCha20Rng;
use serde::{Deserialize, Serialize};

use super::{access_token::AccessToken, refusal::Refusal};
use crate::{
    base::{id::Id, secret::Secret, state::State, timestamp::Timestamp},
    codes::identifying_code::IdentifyingCode,
    keyring::{Keyring, KeyringError},
    table::{Claim, Key, Row, Stored, Write},
};

/// The row. It goes with the request that the code lets through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LiveCode {
    /// The access token's of then: what ends all sessions ends it.
    generation: u32,
    pub code: IdentifyingCode,
}

impl Row for LiveCode {
    const ENTITY: &'static str = "identifying_code";

    fn expires(&self) -> Option<Timestamp> {
        Some(self.code.expires())
    }
}

impl LiveCode {
    pub(crate) fn new(token: &AccessToken, now: Timestamp, keyring: &Keyring, rng: &mut ChaCha20Rng) -> Self {
        Self { generation: token.generation, code: IdentifyingCode::new(now, keyring, rng) }
    }

    pub(crate) fn key_of(token: &Id) -> Key {
        AccessToken::key_of(token).beside("IDENTIFYING_CODE")
    }

    /// Whether who asks once more is given the same: one in the second half of its life may be over before it is read.
    pub(crate) fn is_given_again(&self, token: &AccessToken, now: Timestamp) -> bool {
        self.generation == token.generation && self.code.in_first_half(now)
    }

    /// Whether what is shown identifies the access token that this is of.
    pub(crate) fn identifies(
        &self,
        token: &AccessToken,
        shown: &Secret,
        now: Timestamp,
        keyring: &Keyring,
    ) -> Result<bool, KeyringError> {
        let is_alive = token.state() == State::Effective && self.generation == token.generation;
        Ok(is_alive && self.code.is(shown, now, keyring)?)
    }

    /// Puts it in the place of the one before, whose claim is given up.
    pub(crate) fn replaces(
        &self,
        before: Option<&Stored<Self>>,
        token: &Id,
        keyring: &Keyring,
    ) -> Result<Vec<Write>, Refusal> {
        let key = self.claim_key(keyring)?;
        let claim = Claim { holder: token.clone(), expires: Some(self.code.expires()) };
        let given_up = before.map(|before| before.row.claim_key(keyring)).transpose()?;
        // By chance the same code.
        let claimed = if given_up.as_ref() == Some(&key) {
            vec![Write::keep(&key, &claim)?]
        } else {
            let given_up = given_up.map(|key| Write::give_up(key, token.clone()));
            std::iter::once(Write::create(&key, &claim)?).chain(given_up).collect()
        };
        let row = Write::put_over(&Self::key_of(token), self, before)?;
        Ok(std::iter::once(row).chain(claimed).collect())
    }

    fn claim_key(&self, keyring: &Keyring) -> Result<Key, KeyringError> {
        IdentifyingCode::claim_key(&self.code.derive(keyring)?, keyring)
    }
}
