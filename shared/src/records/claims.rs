//! What an access token claims, in one place: its number, its identifier, its authentication code.

use super::{access_token::AccessToken, accounts_receivable::number_key, refusal::Refusal};
use crate::{
    base::identifier::NormalisedIdentifier,
    codes::authentication_code::AuthenticationCode,
    keyring::{Keyring, KeyringError, Sealed},
    table::{Claim, Key, Row as _, Write},
};

/// Where the claim of an identifier stands: under what it looks like. So no address takes a phone number's place, and
/// who has `12345` as a number has it as free text too.
pub(crate) fn identifier_key(identifier: &NormalisedIdentifier) -> Key {
    let kind = match identifier {
        NormalisedIdentifier::Email(_) => "EMAIL",
        NormalisedIdentifier::Phone(_) => "PHONE",
        NormalisedIdentifier::Text(_) => "TEXT",
    };
    Key::new(format!("{kind}#{}", identifier.as_str()), "CLAIM")
}

/// Where the claims of one token stand.
#[derive(Debug)]
pub(crate) struct Claims {
    pub number: Key,
    pub identifier: Option<Key>,
    /// Under the key of the keyring that its code is sealed with. A code that waits for its token to be verified is not
    /// claimed.
    pub authentication_code: Option<Key>,
}

impl Claims {
    pub(crate) fn of(token: &AccessToken, keyring: &Keyring) -> Result<Self, KeyringError> {
        let identifier = token.identifier.as_ref().map(|identifier| identifier_key(&identifier.normalised()));
        let claimed = |sealed: &Sealed| {
            let clear = keyring.open(sealed, token.id.as_str())?;
            AuthenticationCode::kept(clear).claim_key(keyring, sealed.key())
        };
        let authentication_code = token.authentication_code.as_ref().map(claimed).transpose()?;
        Ok(Self { number: number_key(&token.number), identifier, authentication_code })
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

/// The claim that a token makes: it ends with the token.
pub(crate) fn claim(token: &AccessToken) -> Claim {
    Claim { holder: token.id.clone(), expires: token.expires() }
}

/// Keeps the claims of a registration that was verified, for good from now on; takes the one of the authentication code
/// that it gets, and gives up what it does not.
pub(crate) fn verified(
    before: &AccessToken,
    after: &AccessToken,
    keyring: &Keyring,
) -> Result<Vec<Write>, Refusal> {
    let Claims { number, identifier, authentication_code } = Claims::of(before, keyring)?;
    let claim = claim(after);
    let mut writes = Vec::new();
    if before.expires().is_some() {
        for key in std::iter::once(&number).chain(&identifier) {
            writes.push(Write::keep(key, &claim)?);
        }
    }
    let code = Claims::of(after, keyring)?.authentication_code;
    writes.extend(Write::claim_moved(authentication_code, code, &after.id)?);
    Ok(writes)
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
