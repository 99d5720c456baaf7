//! What a verification code does, with what is sent beside it: the access token becomes EFFECTIVE, once.
//!
//! An app that lost the answer sends the same again: the code that the token was verified by, while it lives, with what
//! proves the token now. It gets the same answer, and nothing changes.

mod sent;

pub(crate) use sent::Sent;

use super::{service::Service, token_lookup::TokenLookup};
use crate::{
    base::{context::Context, secret::Secret, timestamp::Timestamp},
    keyring::KeyringError,
    records::{
        access_token::AccessToken,
        claims,
        departures::Departures,
        life_cycle::{LifeCycle, SentCode, Verification},
        refusal::Refusal,
        tries::Source,
    },
    table::{Key, Rows, Stored, Write},
};

/// A verification code that is sent, from somewhere, with something beside it.
pub(crate) struct Verifying {
    pub code: Secret,
    pub sent: Sent,
    pub source: Source,
    pub now: Timestamp,
}

/// What it leads to.
pub(crate) enum Verified {
    /// The token is EFFECTIVE by it; and what that writes.
    Now(AccessToken, Vec<Write>),
    /// It was already, by this code.
    Before(AccessToken),
    /// It does not wait for a code, or for another one.
    NotPending(AccessToken),
    /// The code is not right; and what the try writes.
    Not(Vec<Write>),
}

impl Verifying {
    /// What is wanted beside the token, once that is proved. With a wrong code no more is read than for nobody.
    pub(crate) fn wants(
        &self,
        named: &TokenLookup,
        rows: &Rows,
        service: &Service,
    ) -> Result<Vec<Key>, Refusal> {
        let Some(token) = named.proved_token(rows)? else { return Ok(Vec::new()) };
        match &token.life_cycle {
            LifeCycle::PendingVerification(verification)
                if self.is_open(&token, verification, service) && self.is(&verification.sent, service)? =>
            {
                let mut keys = token.links.records();
                if token.is_of_who_reads_its_mail() {
                    keys.extend(self.sent.claims(&token, service)?);
                }
                Ok(keys)
            }
            LifeCycle::Effective { .. } if self.is_again(&token, service)? => Ok(token.links.records()),
            LifeCycle::PendingVerification(_)
            | LifeCycle::Effective { .. }
            | LifeCycle::NotEffective { .. } => Ok(Vec::new()),
        }
    }

    /// What becomes of the token, which its caller has proved to know.
    pub(crate) fn decide(
        &self,
        named: &TokenLookup,
        Stored { row: before, version }: Stored<AccessToken>,
        rows: &Rows,
        service: &Service,
        context: &mut Context,
    ) -> Result<Verified, Refusal> {
        let verification = match &before.life_cycle {
            LifeCycle::PendingVerification(verification) => verification,
            LifeCycle::Effective { .. } if self.is_again(&before, service)? => {
                return Ok(Verified::Before(before));
            }
            LifeCycle::Effective { .. } | LifeCycle::NotEffective { .. } => {
                return Ok(Verified::NotPending(before));
            }
        };
        let open = self.is_open(&before, verification, service);
        if !open || !self.is(&verification.sent, service)? {
            let tried = open.then(|| before.clone().wrong_try(self.source.clone(), self.now)).transpose()?;
            let tried = tried.map(|tried| Write::replace(&tried.key(), &tried, version)).transpose()?;
            return Ok(Verified::Not(named.covered(tried, Vec::new(), context)?));
        }
        let token = if before.is_of_who_reads_its_mail() {
            self.sent.takes_over(before.clone(), named, rows, service, context)?
        } else {
            self.sent.adds_to(before.clone(), named, service, context)?
        };
        let token = token.verify(&context.done())?;
        let mut writes = vec![Write::replace(&token.key(), &token, version)?];
        writes.extend(claims::verified(&before, &token, &service.keyring)?);
        // Text messages leave to a country for as long as customers there verify.
        writes.extend(token.identifier.as_ref().and_then(|phone| Departures::verified(phone, self.now)));
        Ok(Verified::Now(token, writes))
    }

    /// Whether the code is looked at.
    fn is_open(&self, token: &AccessToken, verification: &Verification, service: &Service) -> bool {
        let attempts = service.definition.settings(token.classification.as_ref()).verification.attempts;
        verification.open(&self.source, self.now, attempts)
    }

    /// Whether it is the one that was sent. Under a key that was taken out none was.
    fn is(&self, sent: &SentCode, service: &Service) -> Result<bool, KeyringError> {
        let clear = service.keyring.unless_taken_out(sent.code.derive(&service.keyring))?;
        Ok(clear.is_some_and(|clear| clear.same_as(&self.code)))
    }

    /// Whether it is the one that the token was verified by, a moment ago.
    fn is_again(&self, token: &AccessToken, service: &Service) -> Result<bool, KeyringError> {
        token.verified_with(self.now).map_or(Ok(false), |sent| self.is(sent, service))
    }
}
