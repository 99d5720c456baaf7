//! A service that goes on for as long as its environment stays warm, whatever becomes of the secrets meanwhile.
//!
//! A rotation does not end the environments that are warm. So the secrets and the public keys are read again every five
//! minutes, and at once where a key is needed that is not known yet: once a minute at most, for it may also be one that
//! was taken away, or that somebody made up. What was started with stays where a secret cannot be read.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use tokio::sync::Mutex;

use super::service::{Service, StartError};
use crate::{
    base::{
        timestamp::{Clock, MINUTE, Timestamp},
        variables::Variables,
    },
    keyring::KNOWN_AFTER,
};

const READ_EVERY: i64 = 5 * MINUTE;
// The rest is for clocks that differ, and for the steps between a key's making and its label.
const _: () = assert!(READ_EVERY < KNOWN_AFTER, "a new key writes when every function has read it");
const AT_MOST_EVERY: i64 = MINUTE;
/// A request waits no longer for that: it has to be answered too.
const READ_WITHIN: Duration = Duration::from_secs(3);

/// A request is answered by then: Lambda would break it off without a word in the log. The template's `Timeout` is
/// longer, which a test holds.
pub const ANSWERED_WITHIN: Duration = Duration::from_secs(8);

pub struct WarmService {
    variables: Variables,
    service: RwLock<Arc<Service>>,
    read: Mutex<Timestamp>,
    pub(crate) answers_within: Duration,
}

impl WarmService {
    /// Reads and checks everything once, so that a function that starts can also answer.
    pub async fn start(variables: &Variables, clock: Clock) -> Result<Self, StartError> {
        let read = Mutex::new(clock());
        let service = RwLock::new(Arc::new(Service::start(variables, clock).await?));
        Ok(Self { variables: variables.clone(), service, read, answers_within: ANSWERED_WITHIN })
    }

    /// The same, where more time may be taken.
    pub fn answering_within(self, answers_within: Duration) -> Self {
        Self { answers_within, ..self }
    }

    /// The service with a keyring that was read not long ago.
    pub(crate) async fn service(&self) -> Arc<Service> {
        self.read_again(READ_EVERY).await;
        self.latest()
    }

    /// Reads the keyring again, for a row that needs another key than this service knows. False if there is no hope.
    pub(crate) async fn renewed(&self, service: &Arc<Service>) -> bool {
        self.read_again(AT_MOST_EVERY).await;
        !Arc::ptr_eq(service, &self.latest())
    }

    fn latest(&self) -> Arc<Service> {
        self.service.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the keyring again, if the last time is so long ago. Who comes meanwhile waits, for the rows of a batch may
    /// all need the key that the first of them is about to find.
    async fn read_again(&self, seconds: i64) {
        let mut read = self.read.lock().await;
        let service = self.latest();
        let now = (service.clock)();
        if now < read.plus(seconds) {
            return;
        }
        *read = now;
        let not_read = |failure: String| {
            tracing::error!(failure, "the secrets are not read again; those that were are used on");
        };
        match tokio::time::timeout(READ_WITHIN, service.with_keys_of_now(&self.variables)).await {
            Ok(Ok(renewed)) => {
                *self.service.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(renewed);
            }
            Ok(Err(error)) => not_read(error.to_string()),
            Err(_) => not_read(format!("not within {} seconds", READ_WITHIN.as_secs())),
        }
    }
}
