//! What stands in the way of a new token, and what it writes where nothing does.

use crate::{
    keyring::Keyring,
    records::{
        access_token::AccessToken,
        claims::{self, Claims},
        refusal::Refusal,
    },
    table::{Claim, Key, Stored, Write},
};

/// What stands in the way of a new token.
pub(crate) struct Obstacles {
    /// The claim of the identifier, and whose it is.
    pub claim: Option<Stored<Claim>>,
    pub holder: Option<Stored<AccessToken>>,
    /// The claim of the authentication code, and where it stands.
    pub code_claim: Option<(Key, Stored<Claim>)>,
}

impl Obstacles {
    /// Whether another token than the holder of the identifier has the authentication code. Who registers again
    /// may bring the same one again.
    pub(crate) fn code_is_taken(&self) -> bool {
        let holder = self.holder.as_ref().map(|holder| &holder.row.id);
        self.code_claim.as_ref().is_some_and(|(_, claim)| holder != Some(&claim.row.holder))
    }

    /// Whether the identifier's holder has proved nothing, and belongs to nothing: the latest registration wins.
    pub(crate) fn give_way(&self) -> bool {
        self.holder.as_ref().is_none_or(|holder| holder.row.is_bare_registration())
    }

    /// The writes of a registration, as many whether it is the first or another one was not verified: that one's row
    /// and claims stay where they are, with the new fields and for longer.
    pub(crate) fn registers(&self, token: &AccessToken, keyring: &Keyring) -> Result<Vec<Write>, Refusal> {
        let Some(Stored { row: before, version }) = &self.holder else { return self.writes(token, keyring) };
        let claim = claims::claim(token);
        let (claims, old) = (Claims::of(token, keyring)?, Claims::of(before, keyring)?);
        let mut writes = vec![Write::replace(&token.key(), token, *version)?];
        for key in std::iter::once(&claims.number).chain(&claims.identifier) {
            writes.push(Write::keep(key, &claim)?);
        }
        writes.extend(Write::claim_moved(old.authentication_code, None, &token.id)?);
        Ok(writes)
    }

    /// The token and its claims, in the place of a registration that was not verified if there is one.
    pub(crate) fn writes(&self, token: &AccessToken, keyring: &Keyring) -> Result<Vec<Write>, Refusal> {
        let claim = claims::claim(token);
        let claims = Claims::of(token, keyring)?;
        let code = claims.authentication_code;
        let mut writes = vec![Write::create(&claims.number, &claim)?, Write::create(&token.key(), token)?];
        if let Some(Stored { row: before, version }) = &self.holder {
            let stay: Vec<_> = claims.identifier.iter().chain(&code).cloned().collect();
            writes.push(Write::delete(before.key(), *version));
            writes.extend(claims::given_up(before, &stay, keyring)?);
        }
        if let Some(key) = claims.identifier {
            writes.push(Write::put_over(&key, &claim, self.claim.as_ref())?);
        }
        if let Some(key) = code {
            // Who registers again brings the same code again. Under an older key it was given up above.
            let read = self.code_claim.as_ref().filter(|(stands, _)| *stands == key).map(|(_, claim)| claim);
            writes.push(Write::put_over(&key, &claim, read)?);
        }
        Ok(writes)
    }
}
