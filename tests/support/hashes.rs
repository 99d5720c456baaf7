//! Counts the pass codes that are hashed on this thread: the costliest work of a request, which its time tells of.

use std::{
    fmt::Debug,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use tracing::{
    Dispatch, Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
    subscriber::DefaultGuard,
};

/// What the service says each time.
const SAID: &str = "a pass code is hashed";

/// While there is just one subscriber, tracing asks the thread that comes to a line first whether anybody
/// listens: a test beside this one, to which nobody listens. So there is always a second one.
static ANOTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Counting(Arc::default())));

/// Counts until it is dropped. A test that uses it has a runtime of one thread.
pub struct Hashes {
    count: Arc<AtomicUsize>,
    _guard: DefaultGuard,
}

impl Hashes {
    pub fn counted() -> Self {
        LazyLock::force(&ANOTHER);
        let count = Arc::new(AtomicUsize::new(0));
        let guard = tracing::subscriber::set_default(Counting(count.clone()));
        Self { count, _guard: guard }
    }

    /// How many there were since the last time.
    pub fn take(&self) -> usize {
        self.count.swap(0, Ordering::Relaxed)
    }
}

struct Counting(Arc<AtomicUsize>);

impl Subscriber for Counting {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() == Level::TRACE && metadata.target().starts_with("shared")
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::TRACE)
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut said = Said(false);
        event.record(&mut said);
        if said.0 {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Whether that was said.
struct Said(bool);

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0 |= field.name() == "message" && format!("{value:?}") == SAID;
    }
}
