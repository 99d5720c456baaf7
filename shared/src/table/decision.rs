//! From a decision to its outcome: commit it, or ask for another round.

use std::time::Duration;

use super::{Committed, Table, Write};
use crate::{context::Context, draw, refusal::Refusal};

/// How often an operation is run afresh when others wrote the same rows meanwhile. One code stands at
/// most five wrong tries, each of which can come in between once; the rest is for plain contention.
const ROUNDS: u32 = 12;

/// What `decide` gives: the writes to make, and the reply or refusal that holds once they are made.
pub struct Decision<R> {
    pub writes: Vec<Write>,
    pub outcome: Result<R, Refusal>,
}

/// The rounds of one request: read, decide, commit, and again where somebody else was quicker.
#[derive(Debug, Default)]
pub struct Rounds(u32);

impl Rounds {
    /// Waits a little, and each time perhaps longer: those who met once shall not meet again.
    async fn another(&mut self, context: &mut Context) -> Result<(), Refusal> {
        self.0 += 1;
        if self.0 == ROUNDS {
            return Err(Refusal::Busy);
        }
        let milliseconds = draw::below(4 << self.0.min(6), &mut context.rng);
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        Ok(())
    }
}

impl Table {
    /// Commits a decision. The outcome holds then; `None` asks for another round, after a pause: others
    /// wrote the same rows meanwhile, so the operation has to read and decide afresh.
    pub async fn settle<R>(
        &self,
        decision: Decision<R>,
        rounds: &mut Rounds,
        context: &mut Context,
    ) -> Result<Option<Result<R, Refusal>>, Refusal> {
        match self.commit(decision.writes, context).await? {
            Committed::Yes => Ok(Some(decision.outcome)),
            Committed::Conflict => rounds.another(context).await.map(|()| None),
        }
    }
}
