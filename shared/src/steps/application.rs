//! The application that a request comes from, by the key that it shows.

use super::{lookup::Lookup, service::Service};
use crate::{
    base::timestamp::Timestamp,
    codes::application_key::ClearKey,
    http::{caller::Caller, parameters::Parameters},
    records::{application_key::ApplicationKey, refusal::Refusal},
    table::{Key, Rows},
};

/// A key that was shown. Nobody guesses one: wrong ones are not counted.
pub(crate) struct Application {
    shown: ClearKey,
    source: String,
    now: Timestamp,
}

impl Application {
    /// The key that the front door has read.
    pub(crate) fn of(parameters: &mut Parameters, caller: &Caller, now: Timestamp) -> Result<Self, Refusal> {
        let shown = parameters.key.take().ok_or(Refusal::ApplicationKeyRefused)?;
        Ok(Self { shown, source: caller.source.clone(), now })
    }

    /// The key as it is kept, if it is good here.
    pub(crate) fn proved(&self, rows: &Rows) -> Result<ApplicationKey, Refusal> {
        ApplicationKey::shown(&self.shown, &self.source, rows, self.now)
    }

    fn key(&self) -> Key {
        ApplicationKey::key_of(&self.shown.id)
    }
}

impl Lookup for Application {
    /// With a key that is no good nothing more is read.
    fn wants(&self, rows: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        if rows.read(&self.key()) {
            self.proved(rows)?;
        }
        Ok(vec![self.key()])
    }
}
