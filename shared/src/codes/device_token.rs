//! The device token: by it a device that its customer logged in on before is known again. What is guessed elsewhere
//! does not lock it out; without the pass code it is worth nothing.
//!
//! `d1.<key>.<access token>.<device>.<generation>.<mac>`. Nothing of it is kept.

use super::said::Said;
use crate::{
    base::{id::Id, secret::Secret},
    keyring::{KeyId, MacKeys, Macced, NotAccepted},
};

/// What a device token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeviceToken {
    /// By which it is made.
    pub key: KeyId,
    pub access_token: Id,
    pub device: Id,
    /// What `devices` of the access token was then. It grows when its customer signs out everywhere, which ends the
    /// device token; it does not with a new pass code, without which the device token is worth nothing.
    pub generation: u32,
}

impl DeviceToken {
    /// The token that says this.
    pub(crate) fn write(self, keys: &MacKeys) -> Result<Secret, NotAccepted> {
        let Self { key, access_token, device, generation } = self;
        Said { key, access_token, of: device, number: generation }.token(Macced::DeviceToken, keys)
    }

    /// What a genuine one says.
    pub(crate) fn genuine(text: &Secret, keys: &MacKeys) -> Result<Self, NotAccepted> {
        let Said { key, access_token, of: device, number: generation } =
            Said::by(text, Macced::DeviceToken, keys)?;
        Ok(Self { key, access_token, device, generation })
    }
}
