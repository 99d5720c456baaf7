//! The keyring after a rotation: one key more, and everything of before goes on.

use std::collections::BTreeMap;

use rand::{Rng, rngs::ChaCha20Rng};

use super::{
    key_id::KeyId,
    keys::{Keyring, KeyringError, Purpose},
    written::written,
};
use crate::base::{
    context::Context,
    sampling,
    secret::Secret,
    timestamp::{MINUTE, Timestamp},
};

/// Letters and digits, as Secrets Manager generates the first key: 64 of them hold 381 bits.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH: usize = 64;
/// So many seconds after a key is made, every function has read it. Until then nothing is written under it: functions
/// that do not know it would find no ticket and no authentication code.
pub(crate) const KNOWN_AFTER: i64 = 10 * MINUTE;
/// What a successor is tried with; it is about no row.
const TRIAL: &str = "a rotation";

/// Why a keyring cannot take the place of another. The text never quotes a key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum NotASuccessor {
    #[error("lacks the key `{0}`, which rows may need")]
    KeyLost(String),
    #[error("has another key under the id `{0}`")]
    KeyChanged(String),
    #[error("has an older key than the current one: what is counted would begin anew")]
    OldestChanged,
    #[error("does not yield what the current one yields: {0}")]
    NotDerived(#[from] KeyringError),
    #[error("yields other values than the current one")]
    DerivedOtherwise,
}

impl Keyring {
    /// The same with one key more, which is the newest. Old keys stay, because rows need them: pass codes for good.
    pub(crate) fn next(&self, context: &mut Context) -> Self {
        let newest = self.id_after_all(context.now);
        let material: String = (0..LENGTH).map(|_| sampling::one_of(ALPHABET, &mut context.rng)).collect();
        let mut keys = self.keys.clone();
        keys.insert(newest.clone(), Secret::new(material));
        Self { newest, coming: None, keys }
    }

    /// The time; with zeros before it where it would not come after all others: two keys of one second, a clock that
    /// was set back, ids of another form.
    fn id_after_all(&self, now: Timestamp) -> KeyId {
        let mut id = KeyId(now.seconds().to_string());
        while self.keys.keys().any(|other| other.age() >= id.age()) {
            id.0.insert(0, '0');
        }
        id
    }

    /// The keyring as functions use it at a moment: a key that was made just now reads and does not write yet, unless
    /// there is no other. An id that is no time is known for ever.
    pub(crate) fn used_at(mut self, now: Timestamp) -> Self {
        let is_known = |id: &KeyId| {
            let made = id.0.parse::<i64>();
            !made.is_ok_and(|made| made.abs_diff(now.seconds()) < KNOWN_AFTER.unsigned_abs())
        };
        let known = self.keys.keys().filter(|id| is_known(id)).max_by_key(|id| id.age());
        if let Some(known) = known.filter(|_| !is_known(&self.newest)).cloned() {
            self.coming = Some(std::mem::replace(&mut self.newest, known));
        }
        self
    }

    /// The text that [`Keyring::parse`] reads.
    pub(crate) fn text(&self) -> Secret {
        let mut texts: BTreeMap<&str, &str> =
            self.keys.iter().map(|(id, material)| (id.0.as_str(), material.reveal())).collect();
        texts.insert("newest", &self.newest.0);
        written(&texts)
    }

    /// Whether this one can take the place of `current` while functions run with either: it has every key unchanged,
    /// counts under the same one, and yields what was derived, opens what was sealed and finds what was digested.
    pub(crate) fn succeeds(&self, current: &Self, rng: &mut ChaCha20Rng) -> Result<(), NotASuccessor> {
        for (id, material) in &current.keys {
            let kept = self.keys.get(id).ok_or_else(|| NotASuccessor::KeyLost(id.0.clone()))?;
            if !kept.same_as(material) {
                return Err(NotASuccessor::KeyChanged(id.0.clone()));
            }
        }
        if self.oldest() != current.oldest() {
            return Err(NotASuccessor::OldestChanged);
        }
        let seed = current.seed(rng);
        let sealed = current.seal(&Secret::new(TRIAL), TRIAL, rng)?;
        let yields = |keyring: &Self| {
            let derived = keyring.rng(Purpose::VerificationCode, &seed)?.next_u64();
            let opened = keyring.open(&sealed, TRIAL)?.reveal().to_owned();
            let digested = current.ids().map(|id| keyring.digest(id, Purpose::Subject, TRIAL));
            Ok::<_, KeyringError>((derived, opened, digested.collect::<Result<Vec<_>, _>>()?))
        };
        if yields(self)? == yields(current)? { Ok(()) } else { Err(NotASuccessor::DerivedOtherwise) }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::{collection::btree_set, prelude::*};

    use super::*;
    use crate::{base::timestamp::Clock, keyring::tests::keyring};

    const NOW: i64 = 1_795_000_000;

    fn named<'a>(newest: &str, ids: impl IntoIterator<Item = &'a str>) -> Keyring {
        let keys = ids.into_iter().map(|id| (KeyId(id.to_owned()), Secret::new(id.repeat(32))));
        Keyring { newest: KeyId(newest.to_owned()), coming: None, keys: keys.collect() }
    }

    fn check(successor: &Keyring, current: &Keyring) -> Result<(), NotASuccessor> {
        successor.succeeds(current, &mut Context::fixed(NOW).rng)
    }

    #[test]
    fn the_next_keyring_has_a_key_of_64_letters_and_digits_under_the_time_in_seconds() {
        let next = keyring().next(&mut Context::fixed(NOW));
        assert_eq!(next.newest().0, "1795000000");
        let material = next.keys[next.newest()].reveal();
        assert!(material.len() == LENGTH && material.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let once_more = next.next(&mut Context::fixed(NOW + 1));
        assert_eq!(once_more.newest().0, "1795000001");
        assert_eq!(once_more.ids().count(), 3);
    }

    #[test]
    fn two_keys_are_never_the_same() {
        let clock: Clock = Arc::new(|| Timestamp::from_seconds(NOW));
        let [one, other] = [(); 2].map(|()| keyring().next(&mut Context::fresh(&clock)));
        assert!(!one.keys[one.newest()].same_as(&other.keys[other.newest()]));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let next = keyring().next(&mut Context::fixed(NOW));
        let read = Keyring::parse(&next.text()).expect("a keyring");
        assert_eq!(read.newest(), next.newest());
        assert_eq!(check(&read, &next), Ok(()));
        assert_eq!(check(&next, &read), Ok(()));
    }

    proptest! {
        /// Whatever ids an owner chose, and whatever the clock says: what is counted goes on under the oldest key.
        #[test]
        fn a_new_key_comes_after_all_others(ids in btree_set("[0-9a-zA-Z-]{1,12}", 1..5), now in 0..=i64::MAX) {
            let first = ids.first().expect("an id").clone();
            let mut keyring = named(&first, ids.iter().map(String::as_str));
            for _ in 0..3 {
                let next = keyring.next(&mut Context::fixed(now));
                prop_assert_eq!(next.keys.len(), keyring.keys.len() + 1);
                prop_assert_eq!(next.keys.keys().max_by_key(|id| id.age()), Some(next.newest()));
                prop_assert_eq!(check(&next, &keyring), Ok(()));
                keyring = next;
            }
        }
    }

    #[test]
    fn a_new_key_writes_ten_minutes_after_it_was_made_and_reads_at_once() {
        let used = |keyring: Keyring, seconds: i64| keyring.used_at(Timestamp::from_seconds(seconds));
        let next = || named("1795000000", ["1", "2", "1795000000"]);
        // The clock of the function that made it may go before ours.
        for seconds in [NOW - 5, NOW, NOW + 599] {
            assert_eq!(used(next(), seconds).newest().0, "2", "{seconds}");
        }
        assert_eq!(used(next(), NOW + 600).newest().0, "1795000000");
        assert_eq!(used(next(), NOW).ids().count(), 3);
        let outdated = |id: &str| used(next(), NOW).is_outdated(&KeyId(id.to_owned()));
        assert_eq!(["1", "2", "1795000000"].map(outdated), [true, false, false]);
        let twice = || named("01795000000", ["1", "1795000000", "01795000000"]);
        assert_eq!(used(twice(), NOW + 1).newest().0, "1");
        assert_eq!(used(twice(), NOW + 600).newest().0, "01795000000");
    }

    #[test]
    fn a_key_that_is_the_only_one_or_that_an_owner_named_otherwise_writes_at_once() {
        let used = |newest, ids: &[&'static str]| {
            named(newest, ids.iter().copied()).used_at(Timestamp::from_seconds(NOW)).newest().0.clone()
        };
        assert_eq!(used("1795000000", &["1795000000"]), "1795000000");
        assert_eq!(used("3", &["1", "3"]), "3");
        assert_eq!(used("2026-11-18", &["1", "2026-11-18"]), "2026-11-18");
        assert_eq!(used("20261118040000", &["1", "20261118040000"]), "20261118040000");
        assert_eq!(used("1", &["1", "3"]), "1", "an owner went back");
    }

    /// So Secrets Manager may try a schedule when it is deployed: with a pending version of the current value.
    #[test]
    fn a_keyring_succeeds_itself() {
        assert_eq!(check(&named("2", ["1", "2"]), &named("2", ["1", "2"])), Ok(()));
    }

    #[test]
    fn a_keyring_that_lost_or_changed_a_key_is_no_successor() {
        let current = named("2", ["1", "2"]);
        assert_eq!(check(&named("3", ["1", "3"]), &current), Err(NotASuccessor::KeyLost("2".to_owned())));
        let mut changed = named("3", ["1", "2", "3"]);
        changed.keys.insert(KeyId("1".to_owned()), Secret::new("x".repeat(64)));
        assert_eq!(check(&changed, &current), Err(NotASuccessor::KeyChanged("1".to_owned())));
        assert_eq!(check(&named("0", ["0", "1", "2"]), &current), Err(NotASuccessor::OldestChanged));
    }
}
