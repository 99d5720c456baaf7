//! A pause: what DynamoDB answers a query is held back, until something else was done meanwhile.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::sync::oneshot::{Receiver, Sender, channel};

/// The query that is waited for, if one is.
#[derive(Clone, Default)]
pub struct Pause(Arc<Mutex<Option<Awaited>>>);

struct Awaited {
    partition: &'static str,
    made: Sender<()>,
    over: Receiver<()>,
}

/// What is done meanwhile.
pub struct Meanwhile {
    made: Receiver<()>,
    over: Sender<()>,
}

impl Pause {
    /// Holds back what the next query of such a partition is answered.
    pub(super) fn at(&self, partition: &'static str) -> Meanwhile {
        let ((made, is_made), (over, is_over)) = (channel(), channel());
        *self.0.lock().expect("a lock") = Some(Awaited { partition, made, over: is_over });
        Meanwhile { made: is_made, over }
    }

    /// Waits, if the call is the one that is waited for.
    pub(super) async fn wait(&self, sent: &Value) {
        let partition = sent["ExpressionAttributeValues"][":pk"]["S"].as_str().unwrap_or_default();
        let is_it = |awaited: &mut Awaited| partition.starts_with(awaited.partition);
        let awaited = self.0.lock().expect("a lock").take_if(is_it);
        if let Some(Awaited { made, over, .. }) = awaited {
            made.send(()).expect("somebody waits");
            over.await.expect("something was done");
        }
    }
}

impl Meanwhile {
    /// Does it once the query was made.
    pub async fn run(self, work: impl Future<Output = ()>) {
        self.made.await.expect("a query");
        work.await;
        self.over.send(()).expect("the query waits");
    }
}
