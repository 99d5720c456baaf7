//! The signing keys that take the place of others at a rotation, and whether they can.
//!
//! A key is published before it signs, for longer than anybody keeps what was published; so whoever verifies knows it
//! by then. It stays until the last token that it signed is over.

use super::{
    not_accepted::NotAccepted,
    rs256::PublicKey,
    session_token::Claims,
    signing_keys::{SigningKey, SigningKeys, Written, WrittenKey},
    succession,
    written::written,
};
use crate::base::{
    context::Context,
    secret::Secret,
    timestamp::{HOUR, MINUTE, Timestamp},
};

/// A key is published so long before it signs: API Gateway keeps what was published for two hours.
const PUBLISHED_BEFORE: i64 = 3 * HOUR;
/// And so long after another one took its place: until the last token that it signed is over, by clocks that differ.
const PUBLISHED_AFTER: i64 = 2 * HOUR + 5 * MINUTE;

/// Why signing keys cannot take the place of others.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum DoNotSucceed {
    #[error("lacks or changes the key `{0}`, which tokens need still")]
    Lost(String),
    #[error("has a key `{0}` that signs nothing")]
    SignsNothing(String),
    #[error("has a key `{0}` whose token is not accepted by what is published: {1}")]
    NotVerified(String, NotAccepted),
}

impl SigningKeys {
    /// The secret with a new key, PKCS#8, and a new MAC key, and without those whose last token is over. The first one
    /// signs at once.
    pub(crate) fn rotated(&self, pkcs8: &[u8], context: &mut Context) -> Secret {
        let now = context.now;
        let signs_from = succession::begins(self.signing(now).is_none(), PUBLISHED_BEFORE, now);
        let kid = succession::id(now, |id| self.keys.iter().any(|key| key.public.kid == id));
        let kept = self.keys.iter().filter(|key| !self.is_over(key, now));
        let kept = kept.map(|key| WrittenKey::of(&key.public.kid, key.signs_from, &key.private));
        let keys = kept.chain([WrittenKey::of(&kid, signs_from, pkcs8)]).collect();
        written(&Written { keys, mac_keys: self.mac_keys.rotated(context).into_written() })
    }

    /// Whether these can take the place of others: all of those are there that still sign or verify, and each key is
    /// published, and verifies what it signs.
    pub(crate) fn succeed(
        &self,
        before: &Self,
        published: &[PublicKey],
        now: Timestamp,
    ) -> Result<(), DoNotSucceed> {
        for key in before.keys.iter().filter(|key| !before.is_over(key, now)) {
            if !self.keys.iter().any(|kept| kept.public == key.public && kept.signs_from == key.signs_from) {
                return Err(DoNotSucceed::Lost(key.public.kid.clone()));
            }
        }
        if let Some(lost) = self.mac_keys.lost(&before.mac_keys, now) {
            return Err(DoNotSucceed::Lost(lost));
        }
        for key in &self.keys {
            let kid = || key.public.kid.clone();
            let token = Claims::default().sign(key).map_err(|_| DoNotSucceed::SignsNothing(kid()))?;
            Claims::genuine(&token, published).map_err(|reason| DoNotSucceed::NotVerified(kid(), reason))?;
        }
        Ok(())
    }

    /// Whether another key took its place so long ago that no token of it holds any more.
    fn is_over(&self, key: &SigningKey, now: Timestamp) -> bool {
        let all = self.keys.iter().map(|other| other.signs_from);
        succession::is_over(key.signs_from, all, PUBLISHED_AFTER, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::signing::PRIVATE;

    fn rotated(before: &SigningKeys, now: i64) -> SigningKeys {
        let secret = before.rotated(&PRIVATE, &mut Context::fixed(now));
        SigningKeys::parse(&secret).expect("signing keys")
    }

    #[test]
    fn the_first_key_signs_at_once_and_a_later_one_after_three_hours() {
        let first = rotated(&SigningKeys::default(), 1_000);
        let second = rotated(&first, 2_000);
        let signing = |keys: &SigningKeys, now| {
            keys.signing(Timestamp::from_seconds(now)).map(|key| key.public.kid.clone())
        };
        assert_eq!(signing(&first, 999).as_deref(), Some("1000"), "clocks differ");
        assert_eq!(signing(&second, 2_000 + PUBLISHED_BEFORE - 1).as_deref(), Some("1000"));
        assert_eq!(signing(&second, 2_000 + PUBLISHED_BEFORE).as_deref(), Some("2000"));
        assert_eq!(rotated(&second, 2_000).public().len(), 3, "two of one second have two ids");
    }

    #[test]
    fn a_key_stays_until_its_last_token_is_over() {
        let second = rotated(&rotated(&SigningKeys::default(), 1_000), 2_000);
        let over = 2_000 + PUBLISHED_BEFORE + PUBLISHED_AFTER;
        let kids = |now| rotated(&second, now).public().into_iter().map(|key| key.kid).collect::<Vec<_>>();
        assert_eq!(kids(over - 1), ["1000", "2000", &(over - 1).to_string()]);
        assert_eq!(kids(over), ["2000", &over.to_string()]);
    }

    #[test]
    fn the_next_ones_succeed_once_they_are_published_and_lose_no_key() {
        let at = Timestamp::from_seconds;
        let first = rotated(&SigningKeys::default(), 1_000);
        let second = rotated(&first, 2_000);
        assert_eq!(second.succeed(&first, &second.public(), at(2_000)), Ok(()));
        let unpublished = DoNotSucceed::NotVerified("2000".to_owned(), NotAccepted::UnknownKey);
        assert_eq!(second.succeed(&first, &first.public(), at(2_000)), Err(unpublished));
        let lost = rotated(&SigningKeys::default(), 2_000);
        let told = lost.succeed(&first, &lost.public(), at(2_000));
        assert_eq!(told, Err(DoNotSucceed::Lost("1000".to_owned())));
    }
}
