//! Faults on request: a provider that throttles, fails, refuses, hangs, or loses its own answer.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provider {
    Ses,
    Sns,
}

/// What happens to a request that is otherwise in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Too many requests: worth trying again.
    Throttle,
    /// The quota of a day is used up; SNS has none, and throttles.
    Stop,
    /// Status 500: worth trying again.
    Fail,
    /// Refused for good.
    Reject,
    /// No answer, ever.
    Hang,
    /// The message arrives, then the connection closes without an answer.
    DropAfterAccept,
}

/// The faults to come, and how many requests each provider saw. Copies share one state.
#[derive(Clone, Default)]
pub struct Faults(Arc<Shared>);

#[derive(Default)]
struct Shared {
    plan: Mutex<Plan>,
    stopped: watch::Sender<bool>,
}

#[derive(Default)]
struct Plan {
    by_provider: BTreeMap<Provider, ProviderPlan>,
    by_address: BTreeMap<String, Fault>,
}

#[derive(Default)]
struct ProviderPlan {
    next: VecDeque<Fault>,
    always: Option<Fault>,
    seen: usize,
    most_per_second: Option<usize>,
    /// The second that is open, and how many messages were taken in it.
    taken: (i64, usize),
}

impl ProviderPlan {
    /// Takes one more in that second, if that is not too many.
    fn take(&mut self, second: i64) -> bool {
        let taken = if self.taken.0 == second { self.taken.1 } else { 0 };
        let is_taken = self.most_per_second.is_none_or(|most| taken < most);
        self.taken = (second, taken + usize::from(is_taken));
        is_taken
    }
}

impl Faults {
    /// For the provider's next valid requests, one each, in this order. They come before all others.
    pub fn next(&self, provider: Provider, faults: impl IntoIterator<Item = Fault>) {
        self.plan().of(provider).next.extend(faults);
    }

    /// For all requests to a provider, until it is taken back with `None`.
    pub fn always(&self, provider: Provider, fault: Option<Fault>) {
        self.plan().of(provider).always = fault;
    }

    /// For all messages to one address or number, until it is taken back with `None`.
    pub fn for_address(&self, to: &str, fault: Option<Fault>) {
        let by_address = &mut self.plan().by_address;
        match fault {
            Some(fault) => by_address.insert(to.to_ascii_lowercase(), fault),
            None => by_address.remove(&to.to_ascii_lowercase()),
        };
    }

    /// Throttles what is more than so many messages in a second of the stack's clock.
    pub fn most_per_second(&self, provider: Provider, most: usize) {
        self.plan().of(provider).most_per_second = Some(most);
    }

    /// How many requests a provider saw, refused and failed ones included.
    #[must_use]
    pub fn seen(&self, provider: Provider) -> usize {
        self.plan().of(provider).seen
    }

    /// Lets the hanging requests go, now and from now on, so that a server can stop.
    pub fn stop(&self) {
        self.0.stopped.send_replace(true);
    }

    pub(super) fn see(&self, provider: Provider) {
        self.plan().of(provider).seen += 1;
    }

    /// The fault that this request meets in that second.
    pub(super) fn meet(&self, provider: Provider, recipients: &[&str], second: i64) -> Option<Fault> {
        let mut plan = self.plan();
        if let Some(fault) = plan.of(provider).next.pop_front() {
            return Some(fault);
        }
        let for_address =
            recipients.iter().find_map(|to| plan.by_address.get(&to.to_ascii_lowercase()).copied());
        let plan = plan.of(provider);
        for_address.or(plan.always).or_else(|| (!plan.take(second)).then_some(Fault::Throttle))
    }

    pub(super) async fn stopped(&self) {
        // `self` holds the sender, so this can only end by `stop`.
        drop(self.0.stopped.subscribe().wait_for(|stopped| *stopped).await);
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        // A plan is whole between any two statements, so a panic elsewhere can't have left half of one.
        self.0.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Plan {
    fn of(&mut self, provider: Provider) -> &mut ProviderPlan {
        self.by_provider.entry(provider).or_default()
    }
}
