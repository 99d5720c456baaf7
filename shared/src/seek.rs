//! Seeking: what operations have in common, from what they look for to what they commit.
//!
//! 1. Read, step by step, what the request leads to.
//! 2. Prove an access token that it identifies as soon as it is read. A try that proves nothing is counted, and
//!    nothing more is read.
//! 3. Decide, and commit; again from the start where somebody else was quicker.

use crate::{
    context::Context,
    look_up::{Proof, Sought},
    refusal::Refusal,
    service::Service,
    table::{Decision, Key, Rounds, Rows, Write},
};

/// What a request looks for.
pub trait Seek {
    /// The access tokens that the request identifies, each to be proved.
    fn tokens(&mut self) -> Vec<&mut Sought> {
        Vec::new()
    }

    /// The keys that are wanted, given what was read: again and again, until nothing new is wanted. What belongs to
    /// an access token is wanted once that is proved.
    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal>;
}

/// Some keys.
impl Seek for Vec<Key> {
    fn wants(&self, _: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        Ok(self.clone())
    }
}

/// One thing and another.
impl<A: Seek, B: Seek> Seek for (A, B) {
    fn tokens(&mut self) -> Vec<&mut Sought> {
        self.0.tokens().into_iter().chain(self.1.tokens()).collect()
    }

    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        Ok([self.0.wants(rows, service)?, self.1.wants(rows, service)?].concat())
    }
}

/// The outcome of an operation whose `decide` is given what was sought and the rows that were found.
pub async fn outcome<S: Seek, R>(
    service: &Service,
    mut sought: S,
    context: &mut Context,
    mut decide: impl FnMut(&S, &Rows, &mut Context) -> Result<Decision<R>, Refusal>,
) -> Result<R, Refusal> {
    let mut rounds = Rounds::default();
    loop {
        let mut rows = Rows::at(context.now);
        let decision = match read(service, &mut sought, &mut rows, context).await? {
            Some(counted) => Decision { writes: vec![counted], outcome: Err(Refusal::NotFound) },
            None => decide(&sought, &rows, context)?,
        };
        if let Some(outcome) = service.table.settle(decision, &mut rounds, context).await? {
            return outcome;
        }
    }
}

/// Reads all that is wanted; or ends with what counts the first token that is not proved. What was wrong with it is
/// not said.
pub async fn read<S: Seek>(
    service: &Service,
    sought: &mut S,
    rows: &mut Rows,
    context: &mut Context,
) -> Result<Option<Write>, Refusal> {
    let mut proved = Vec::new();
    while service.table.step(rows, sought.wants(rows, service)?).await? {
        for (index, token) in sought.tokens().into_iter().enumerate() {
            if proved.contains(&index) || !token.is_read(rows) {
                continue;
            }
            if token.proved(Proof::Full, rows, service, context)?.is_none() {
                return Ok(Some(token.attempts().count()));
            }
            proved.push(index);
        }
    }
    Ok(None)
}
