//! The key of an application or a back office, as it is kept: whose it is, what it is for, and until when.

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;
use crate::{
    base::{id::Id, network::Network, scope::Scope, secret::Secret, timestamp::Timestamp},
    codes::application_key::{ClearKey, KeyClass},
    table::{Key, Row, Rows},
};

/// All keys stand in one partition: an owner has few, and lists them by one query.
const PARTITION: &str = "APPLICATION_KEYS";

/// A key's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationKey {
    pub id: String,
    pub class: KeyClass,
    /// The application. It may have several keys, so that one takes another's place while both are good.
    pub application: Id,
    /// Of the application; of a systemic key, the person or system that it is for.
    pub name: String,
    /// What a back office may with it; an app's customers may what is theirs.
    pub scopes: Vec<Scope>,
    /// Where a back office may come from; from everywhere, where there is none. Not in the oldest rows.
    #[serde(default)]
    pub networks: Vec<Network>,
    pub(crate) digest: String,
    pub created: Timestamp,
    /// From then on it is no good.
    pub ends: Option<Timestamp>,
    pub revoked: Option<Timestamp>,
}

impl Row for ApplicationKey {
    const ENTITY: &'static str = "application_key";
}

impl ApplicationKey {
    /// Where the row of that id stands.
    pub(crate) fn key_of(id: &str) -> Key {
        Key::new(PARTITION, format!("KEY#{id}"))
    }

    /// Beside what all of them stand, and how their sort keys begin.
    pub(crate) fn all() -> (Key, &'static str) {
        (Self::key_of(""), "KEY#")
    }

    pub(crate) fn key(&self) -> Key {
        Self::key_of(&self.id)
    }

    /// The key that a caller shows, if it is good for who comes from there.
    pub(crate) fn shown(
        shown: &ClearKey,
        source: &str,
        rows: &Rows,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        let key = rows.row::<Self>(&Self::key_of(&shown.id))?.map(|stored| stored.row);
        key.filter(|key| key.is(shown, now) && key.serves(source)).ok_or(Refusal::ApplicationKeyRefused)
    }

    /// Whether it is good for who comes from there, as a caller's source is written.
    pub(crate) fn serves(&self, source: &str) -> bool {
        self.networks.is_empty() || self.networks.iter().any(|network| network.holds(source))
    }

    /// Whether this is the key that a caller shows, and good now.
    pub(crate) fn is(&self, shown: &ClearKey, now: Timestamp) -> bool {
        let digest = Secret::new(self.digest.clone());
        digest.same_as(&Secret::new(shown.digest())) && self.class == shown.class && self.is_good(now)
    }

    /// Whether it has neither ended nor been revoked.
    pub(crate) fn is_good(&self, now: Timestamp) -> bool {
        let is_over = |end: Option<Timestamp>| end.is_some_and(|end| end <= now);
        !is_over(self.ends) && !is_over(self.revoked)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::context::Context;

    fn key(shown: &ClearKey) -> ApplicationKey {
        ApplicationKey {
            id: shown.id.clone(),
            class: shown.class,
            application: Id::nobody(),
            name: "Ada".to_owned(),
            scopes: Vec::new(),
            networks: Vec::new(),
            digest: shown.digest(),
            created: Timestamp::from_seconds(0),
            ends: Some(Timestamp::from_seconds(100)),
            revoked: None,
        }
    }

    #[test]
    fn a_key_is_good_until_it_ends_or_is_revoked() {
        let mut context = Context::fixed(0);
        let shown = ClearKey::random(KeyClass::SystemicKey, &mut context.rng);
        let other = ClearKey::random(KeyClass::SystemicKey, &mut context.rng);
        let (key, at) = (key(&shown), Timestamp::from_seconds);
        assert!(key.is(&shown, at(99)) && !key.is(&shown, at(100)) && !key.is(&other, at(99)));
        let revoked = ApplicationKey { revoked: Some(at(50)), ..key };
        assert!(revoked.is(&shown, at(49)) && !revoked.is(&shown, at(50)));
    }

    #[test]
    fn a_key_of_networks_serves_who_comes_from_one_of_them_and_any_other_key_serves_all() {
        let key = key(&ClearKey::random(KeyClass::SystemicKey, &mut Context::fixed(0).rng));
        assert!(["192.0.2.7", "2001:db8:1:2::/64", ""].iter().all(|source| key.serves(source)));
        let networks = ["192.0.2.0/24", "2001:db8:1::/48"].map(|text| text.parse().expect("a network"));
        let bound = ApplicationKey { networks: networks.to_vec(), ..key };
        assert!(["192.0.2.7", "2001:db8:1:2::/64"].iter().all(|source| bound.serves(source)));
        assert!(!["198.51.100.7", "2001:db8:2:2::/64", ""].iter().any(|source| bound.serves(source)));
    }

    #[test]
    fn a_row_without_networks_is_a_key_for_everywhere() {
        let key = key(&ClearKey::random(KeyClass::SystemicKey, &mut Context::fixed(0).rng));
        let mut row = serde_json::to_value(&key).expect("a row");
        assert_eq!(row.as_object_mut().and_then(|row| row.remove("networks")), Some(json!([])));
        assert_eq!(serde_json::from_value::<ApplicationKey>(row).expect("a key"), key);
    }
}
