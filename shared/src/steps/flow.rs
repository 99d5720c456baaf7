//! The flow of an operation, from what it looks up to what it commits.
//!
//! 1. Read, step by step, what the request leads to, and first with it the rows of the caller's session. One that is
//!    over ends the request.
//! 2. Prove each access token that it names, as soon as the token is read. One that is not proved ends the request: the
//!    try is counted, and nothing more is read.
//! 3. Decide. What is refused as if nothing was proved is counted, whatever the reason, each counter by itself; that is
//!    all that it writes.
//! 4. Look at the counters of wrong proofs once more, where a right one could be guessed: it is told only within the
//!    limits. So of many guesses side by side no more are answered than of as many one after another.
//! 5. Take of the budget of who asks, once, by itself: a request that comes to nothing after that has used it all the
//!    same.
//! 6. Commit what was decided, and log what of it is not sent. Where somebody else was quicker, wait a little and start
//!    again at 1.
//!
//! What many requests write, as the counters of a source, is in no commit: DynamoDB cancels a transaction that meets
//! another one at any of its rows.

use std::time::Duration;

use super::{caller::CallerLookup, lookup::Lookup, service::Service, token_lookup::TokenLookup};
use crate::{
    base::{context::Context, sampling},
    http::{caller::Caller, code::Code},
    records::{
        message::{Message, MessageState},
        refusal::Refusal,
    },
    table::{Committed, Key, Rows, Write},
};

/// What reading can end with, whatever is asked for.
pub(crate) const READS: &[Code] = &[Code::Unavailable, Code::InternalError];
/// What committing can end with, whatever is asked for.
pub(crate) const COMMITS: &[Code] = &[Code::Busy, Code::Unavailable, Code::InternalError];

/// How often an operation is run afresh when others wrote the same rows meanwhile. One code stands five wrong tries
/// from one source, each of which can come in between once; the rest is for a row that many change at once, as an
/// account's. It is bounded by time: with its waits, this many take six seconds.
const ROUNDS: u32 = 40;

/// What `decide` gives: the writes to make, and the answer or refusal that holds once they are made.
pub(crate) struct Decision<A> {
    pub writes: Vec<Write>,
    pub outcome: Result<A, Refusal>,
}

/// Runs an operation, asked for by a caller, whose `decide` is given what was looked up and the rows that were found.
pub(crate) async fn run<L: Lookup, A>(
    service: &Service,
    caller: &Caller,
    mut lookup: L,
    context: &mut Context,
    mut decide: impl FnMut(&L, &Rows, &mut Context) -> Result<Decision<A>, Refusal>,
) -> Result<A, Refusal> {
    let session = CallerLookup::of(caller, context.now);
    let mut taken = Vec::new();
    for round in 1..=ROUNDS {
        let mut rows = Rows::at(context.now);
        let unproved = look_up(service, &session, &mut lookup, &mut rows, context).await?;
        let decision = if let Some(unproved) = unproved {
            unproved
        } else {
            let decided = decide(&lookup, &rows, context);
            told(&mut lookup, decided, &rows)?
        };
        if decision.outcome.as_ref().is_err_and(Refusal::is_of_no_proof) {
            if service.table.one_by_one(decision.writes, context).await? == Committed::Conflict {
                pause(round, context).await;
                continue;
            }
            let counted = lookup.tokens().into_iter().find_map(|token| token.wrong_from_source());
            service.table.commit(counted.into_iter().collect(), context).await?;
            return decision.outcome;
        }
        if !within_limits(service, &mut lookup, context).await? {
            // The next round finds what was counted, and looks at no proof.
            continue;
        }
        let kept_back = kept_back(&decision.writes);
        match service.table.commit_again(decision.writes, &mut taken, context).await? {
            Committed::Yes => {
                log_kept_back(&kept_back);
                return decision.outcome;
            }
            Committed::Conflict => pause(round, context).await,
        }
    }
    Err(Refusal::Busy)
}

/// The messages that a commit keeps back.
fn kept_back(writes: &[Write]) -> Vec<Message> {
    let messages = writes.iter().filter_map(Write::puts::<Message>);
    messages.filter(|message| message.state == MessageState::NotSent).collect()
}

/// Once they are: a round that was undone kept nothing back, and who watches counts these lines.
fn log_kept_back(messages: &[Message]) {
    for Message { id, reason, state, .. } in messages {
        let (message_id, state) = (id.as_str(), state.as_str());
        tracing::warn!(message_id, reason, state, "message");
    }
}

/// Whether right proofs may be told, by what was counted until now.
async fn within_limits<L: Lookup>(
    service: &Service,
    lookup: &mut L,
    context: &Context,
) -> Result<bool, Refusal> {
    let keys = lookup.tokens().into_iter().flat_map(|token| token.limits()).collect();
    let mut rows = Rows::at(context.now);
    service.table.step(&mut rows, keys).await?;
    Ok(!lookup.tokens().into_iter().any(|token| token.used_up(&rows)))
}

/// Reads all that is wanted, the rows of the caller's session first: nothing is looked at for one that is over. Or ends
/// with the refusal of the first token that is not proved. What was wrong with it is not said.
async fn look_up<L: Lookup, A>(
    service: &Service,
    session: &CallerLookup<'_>,
    lookup: &mut L,
    rows: &mut Rows,
    context: &mut Context,
) -> Result<Option<Decision<A>>, Refusal> {
    let mut proved = Vec::new();
    while service.table.step(rows, [session.keys(), lookup.wants(rows, service)?].concat()).await? {
        session.check(rows)?;
        for (index, token) in lookup.tokens().into_iter().enumerate() {
            if proved.contains(&index) || !token.is_read(rows) {
                continue;
            }
            let imported = &service.definition.log_in().imported_hashes;
            if !token.prove(rows, imported, &service.keyring, context)? {
                return unproved(token, rows, context).map(Some);
            }
            proved.push(index);
        }
    }
    Ok(None)
}

/// What was decided, as it may be told to who proved to know the access tokens: with what their proofs write where it
/// is granted.
fn told<L: Lookup, A>(
    lookup: &mut L,
    decided: Result<Decision<A>, Refusal>,
    rows: &Rows,
) -> Result<Decision<A>, Refusal> {
    let mut decision = match decided {
        Err(refusal) if refusal.is_ours() => return Err(refusal),
        Err(refusal) => Decision { writes: Vec::new(), outcome: Err(refusal) },
        Ok(decision) => decision,
    };
    if decision.outcome.is_ok() {
        for token in lookup.tokens() {
            let more = token.granted(rows, &decision.writes)?;
            decision.writes.extend(more);
        }
    }
    Ok(decision)
}

fn unproved<A>(token: &TokenLookup, rows: &Rows, context: &mut Context) -> Result<Decision<A>, Refusal> {
    Ok(Decision { writes: token.wrong(rows, context)?, outcome: Err(token.unproved()) })
}

/// For an operation that reads nothing: looks at the key of the app, where the definition lets nobody in without.
pub(crate) async fn let_through(service: &Service, caller: &Caller) -> Result<(), Refusal> {
    let caller = Caller { session: None, ..caller.clone() };
    let nothing =
        |_: &Vec<Key>, _: &Rows, _: &mut Context| Ok(Decision { writes: Vec::new(), outcome: Ok(()) });
    run(service, &caller, Vec::new(), &mut service.context(&caller), nothing).await
}

/// Waits a little, and each time perhaps longer: those who met once shall not meet again.
pub(crate) async fn pause(round: u32, context: &mut Context) {
    let milliseconds = sampling::below(4 << round.min(6), &mut context.rng);
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}
