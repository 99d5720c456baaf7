//! What an access token claims, in one place: its number, its identifier, its authentication code.

use super::{access_token::AccessToken, accounts_receivable::number_key, refusal::Refusal};
use crate::{
    base::identifier::NormalisedIdentifier,
    codes::authentication_code::AuthenticationCode,
    keyring::{Keyring, KeyringError},
    table::{Key, Write},
};

/// Where the claim of an identifier stands.
pub(crate) fn identifier_key(identifier: &NormalisedIdentifier) -> Key {
    Key::new(format!("IDENTIFIER#{}", identifier.as_str()), "CLAIM")
}

/// Where the claims of one token stand.
#[derive(Debug)]
pub(crate) struct Claims {
    pub number: Key,
    pub identifier: Option<Key>,
    /// Under the key of the keyring that its code is sealed with.
    pub authentication_code: Option<Key>,
}

impl Claims {
    pub(crate) fn of(token: &AccessToken, keyring: &Keyring) -> Result<Self, KeyringError> {
        let identifier = token.identifier.as_ref().map(|identifier| identifier_key(&identifier.normalised()));
        let code = match (&token.authentication_code, token.open_authentication_code(keyring)?) {
            (Some(sealed), Some(clear)) => {
                Some(AuthenticationCode::kept(clear).claim_key(keyring, sealed.key())?)
            }
            (Some(_), None) | (None, _) => None,
        };
        Ok(Self { number: number_key(&token.number), identifier, authentication_code: code })
    }

    fn all(self) -> impl Iterator<Item = Key> {
        [Some(self.number), self.identifier, self.authentication_code].into_iter().flatten()
    }
}

/// Gives up all claims of a token that goes, but those that stay for another token.
pub(crate) fn given_up(
    token: &AccessToken,
    stay: &[Key],
    keyring: &Keyring,
) -> Result<Vec<Write>, KeyringError> {
    let gone = Claims::of(token, keyring)?.all().filter(|key| !stay.contains(key));
    Ok(gone.map(|key| Write::give_up(key, token.id.clone())).collect())
}

/// Moves the claims of a token from how it was to how it will be.
pub(crate) fn moved(
    before: &AccessToken,
    after: &AccessToken,
    keyring: &Keyring,
) -> Result<Vec<Write>, Refusal> {
    let (old, new) = (Claims::of(before, keyring)?, Claims::of(after, keyring)?);
    let mut writes = Write::claim_moved(old.identifier, new.identifier, &after.id)?;
    writes.extend(Write::claim_moved(old.authentication_code, new.authentication_code, &after.id)?);
    Ok(writes)
}
