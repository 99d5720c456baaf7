//! What proofs of an access token write: wrong ones are counted, and right ones are told within the limits alone.

use super::{TokenLookup, device::Device, proof::Proved};
use crate::{
    base::context::Context,
    records::{
        attempts::Attempts, identifying_code::LiveCode, one_time_password::OneTimePasswordRequest,
        refusal::Refusal,
    },
    steps::credentials::Credentials,
    table::{Key, Rows, Stored, TableError, Write},
};

/// Where the row stands, and the row.
type Asked = (Key, Stored<OneTimePasswordRequest>);

impl TokenLookup {
    /// Where stands what a one-time password was asked for with.
    pub(super) fn request_key(&self) -> Option<Key> {
        self.credentials.request().map(OneTimePasswordRequest::key_of)
    }

    /// Where stands the identifying code of who has the claim, where one is shown.
    pub(super) fn live_code_key(&self, rows: &Rows) -> Result<Option<Key>, TableError> {
        let is_shown = matches!(self.credentials, Credentials::IdentifyingCode { .. });
        is_shown.then(|| Ok(LiveCode::key_of(&self.holder(rows)?))).transpose()
    }

    /// That code, unless it is over.
    pub(super) fn live_code(&self, rows: &Rows) -> Result<Option<(Key, Stored<LiveCode>)>, TableError> {
        let Some(key) = self.live_code_key(rows)? else { return Ok(None) };
        Ok(rows.row(&key)?.map(|stored| (key, stored)))
    }

    /// What a one-time password was asked for with, unless it is over.
    pub(super) fn request(&self, rows: &Rows) -> Result<Option<Asked>, TableError> {
        let Some(key) = self.request_key() else { return Ok(None) };
        Ok(rows.row(&key)?.map(|stored| (key, stored)))
    }

    /// Where wrong proofs of it are counted.
    pub(super) fn counters(&self) -> impl Iterator<Item = Key> {
        let of_device = self.device.as_ref().map(Device::attempts);
        self.attempts.iter().chain(of_device).flat_map(Attempts::keys)
    }

    /// What a proof writes that was wrong, one after the other.
    pub(crate) fn wrong(&self, rows: &Rows, context: &mut Context) -> Result<Vec<Write>, TableError> {
        let tried = self.request(rows)?.and_then(|(key, Stored { row: request, version })| {
            request.tried().map(|tried| Write::replace(&key, &tried, version))
        });
        let counted = self.counted_by().map(|attempts| attempts.wrong(rows, self.guesses()));
        self.covered(tried.transpose()?, counted.unwrap_or_default(), context)
    }

    /// What it writes after that, by what its source got wrong about whomever.
    pub(crate) fn wrong_from_source(&self) -> Option<Write> {
        self.counted_by().filter(|_| self.guesses()).and_then(Attempts::wrong_from_source)
    }

    /// Whether it can be right by chance: whoever sends neither a pass code nor a code guesses at none.
    const fn guesses(&self) -> bool {
        match &self.credentials {
            Credentials::Identifier { pass_code, .. } => pass_code.is_some() || self.chosen.is_some(),
            Credentials::AuthenticationCode(_)
            | Credentials::OneTimePassword { .. }
            | Credentials::IdentifyingCode { .. }
            | Credentials::SessionAndPassCode { .. } => true,
            Credentials::ResetTicket(_) | Credentials::Number(_) | Credentials::Session(_) => false,
        }
    }

    /// The row of a code that was tried, and counters, filled up with writes that stand for nothing: a wrong proof
    /// costs the same whoever is named, and however often it was tried before. The row comes first: it holds a version,
    /// and where somebody else is quicker nothing is counted yet.
    pub(crate) fn covered(
        &self,
        tried: Option<Write>,
        mut counted: Vec<Write>,
        context: &mut Context,
    ) -> Result<Vec<Write>, TableError> {
        let (has_code, has_counters) = match &self.credentials {
            Credentials::Identifier { .. } => (self.proof.is_by_verification_code(), true),
            Credentials::OneTimePassword { .. } => (true, true),
            Credentials::AuthenticationCode(_)
            | Credentials::ResetTicket(_)
            | Credentials::IdentifyingCode { .. }
            | Credentials::Number(_)
            | Credentials::Session(_)
            | Credentials::SessionAndPassCode { .. } => (false, false),
        };
        let mut writes: Vec<Write> = tried.into_iter().collect();
        if has_code && writes.is_empty() {
            writes.push(Write::cover(context)?);
        }
        while has_counters && counted.len() < Attempts::WRITES {
            counted.push(Write::cover_count(context));
        }
        writes.extend(counted);
        Ok(writes)
    }

    /// What a request writes whose caller proved to know the token, and is told what it is.
    pub(crate) fn told(&self, rows: &Rows, context: &Context) -> Result<Option<Write>, Refusal> {
        self.counted_by().map(|attempts| attempts.told(rows, context.now)).transpose()
    }

    /// What a commit has with it that grants what a right proof is for: the wrong proofs in a row are over, a one-time
    /// password lets nobody in any more and what was shown identifies nobody, and a pass code that is kept in an
    /// outdated way is kept in the present one. Not what the request writes anyway, or another proof of it does.
    pub(crate) fn granted(&self, rows: &Rows, writes: &[Write]) -> Result<Vec<Write>, TableError> {
        let attempts = self.counted_by();
        let mut more: Vec<Write> = match self.proved {
            Proved::NotYet => None,
            Proved::Yes => attempts.and_then(|attempts| attempts.over_now(rows)),
            Proved::WithinLimits => attempts.and_then(|attempts| attempts.right(rows)),
        }
        .into_iter()
        .collect();
        if let Some((key, Stored { version, .. })) = self.request(rows)? {
            more.push(Write::delete(key, version));
        }
        if let Some((key, Stored { version, .. })) = self.live_code(rows)? {
            more.push(Write::delete(key, version));
            more.extend(self.claim(rows)?.map(|(key, holder)| Write::give_up(key, holder)));
        }
        if let (Some(Stored { row: token, version }), Some(_)) = (self.token(rows)?, &self.rehashed) {
            more.push(Write::replace(&token.key(), &token, version)?);
        }
        more.retain(|write| !writes.iter().any(|other| other.key() == write.key()));
        Ok(more)
    }

    /// The counters that a right proof could be guessed within: they are looked at once more before it is told.
    pub(crate) fn limits(&self) -> Vec<Key> {
        match self.proved {
            Proved::WithinLimits => self.counted_by().into_iter().flat_map(Attempts::keys).collect(),
            Proved::NotYet | Proved::Yes => Vec::new(),
        }
    }

    /// Whether too many wrong proofs were counted for this one to be told anything.
    pub(crate) fn used_up(&self, rows: &Rows) -> bool {
        self.proved == Proved::WithinLimits
            && self.counted_by().is_some_and(|attempts| attempts.used_up(rows))
    }
}
