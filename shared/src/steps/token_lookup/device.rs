//! The device that an access token is named on: where its customer logged in on it before, wrong proofs are
//! counted by the device, and not with those that strangers send; while few are wrong on the devices that the
//! customer has.

use super::TokenLookup;
use crate::{
    base::{context::Context, id::Id},
    codes::device_token::DeviceToken,
    keyring::{Keyring, KeyringError},
    records::{access_token::AccessToken, attempts::Attempts},
    table::Rows,
};

/// A device by the token that a caller shows, and what wrong proofs on it are counted by.
pub(super) struct Device {
    token: DeviceToken,
    attempts: Attempts,
    /// Whether it is this customer's, not logged out meanwhile, and still counted by itself: known once the
    /// access token was read.
    is_theirs: bool,
}

impl Device {
    pub(super) const fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// Looks whose it is, once the access token was read. Where too many were wrong in a row it is as good as
    /// any other: nobody on it is kept out, and nobody guesses there any more than elsewhere.
    pub(super) fn recognise(&mut self, token: Option<&AccessToken>, rows: &Rows) {
        let DeviceToken { access_token, generation, .. } = &self.token;
        let is_theirs = |token: &AccessToken| token.id == *access_token && token.devices == *generation;
        self.is_theirs = token.is_some_and(is_theirs) && !self.attempts.used_up_in_a_row(rows);
    }
}

impl TokenLookup {
    /// The same, named on a device.
    pub(crate) fn on_device(
        self,
        token: DeviceToken,
        context: &Context,
        keyring: &Keyring,
    ) -> Result<Self, KeyringError> {
        let attempts = Attempts::on_device(&token, context.now, keyring)?;
        Ok(Self { device: Some(Device { token, attempts, is_theirs: false }), ..self })
    }

    /// That device, where it is the customer's.
    pub(crate) fn device(&self) -> Option<&Id> {
        self.theirs().map(|device| &device.token.device)
    }

    /// What counts the wrong proofs of this caller.
    pub(super) fn counted_by(&self) -> Option<&Attempts> {
        self.theirs().map(Device::attempts).or(self.attempts.as_ref())
    }

    fn theirs(&self) -> Option<&Device> {
        self.device.as_ref().filter(|device| device.is_theirs)
    }
}
