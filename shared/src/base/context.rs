//! What an operation may know of the world besides its input and the table: the time, the dice, and who asks.

use rand::{SeedableRng, rngs::ChaCha20Rng, rngs::SysRng};

use super::{
    doer::{Doer, Done},
    timestamp::{Clock, Timestamp},
};

/// Given to every `decide`. With the same context, input and rows it decides the same.
pub struct Context {
    pub now: Timestamp,
    pub rng: ChaCha20Rng,
    /// Whose session it is, where the request is in one.
    pub by: Option<Doer>,
}

impl Context {
    /// A fresh context: the clock's time, and a generator seeded by the operating system.
    ///
    /// # Panics
    /// When the operating system has no randomness; nothing secret can be made then.
    pub fn fresh(clock: &Clock) -> Self {
        let rng = ChaCha20Rng::try_from_rng(&mut SysRng).expect("the operating system's randomness");
        Self { now: clock(), rng, by: None }
    }

    /// When and by whom all is done that the request does.
    pub fn done(&self) -> Done {
        Done { at: self.now, by: self.by.clone() }
    }

    /// A context of a known moment and known dice.
    #[cfg(test)]
    pub fn fixed(seconds: i64) -> Self {
        Self { now: Timestamp::from_seconds(seconds), rng: ChaCha20Rng::seed_from_u64(1), by: None }
    }
}
