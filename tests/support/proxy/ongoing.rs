//! Transactions that meet, as DynamoDB has them. It is a mock of what no emulator here raises: an item is of one
//! transaction at a time, and whoever comes while that is under way is cancelled.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::{Value, json};

use super::wire::Call;

/// For how many turns of all others a transaction is under way at least: DynamoDB prepares it first, then makes it.
const TURNS: usize = 64;

/// The items of the transactions that are under way.
#[derive(Clone, Default)]
pub struct Ongoing {
    items: Arc<Mutex<HashSet<String>>>,
    /// How many calls met one of them.
    pub met: Arc<AtomicUsize>,
}

/// Those of one of them, until it is over.
pub struct Held {
    ongoing: Ongoing,
    items: Vec<String>,
}

impl Ongoing {
    /// Lets a call through, with the items that it holds meanwhile. Or says what DynamoDB answers it.
    pub async fn enter(&self, call: &Call) -> Result<Option<Held>, Value> {
        let items = written(call);
        let is_transaction = call.name == "TransactWriteItems";
        {
            let mut held = self.items.lock().expect("a lock");
            let meets: Vec<bool> = items.iter().map(|item| held.contains(item)).collect();
            if meets.contains(&true) {
                self.met.fetch_add(1, Ordering::Relaxed);
                return Err(if is_transaction { cancelled(&meets) } else { refused() });
            }
            if !is_transaction {
                return Ok(None);
            }
            held.extend(items.iter().cloned());
        }
        let held = Held { ongoing: self.clone(), items };
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
        Ok(Some(held))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut held = self.ongoing.items.lock().expect("a lock");
        for item in &self.items {
            held.remove(item);
        }
    }
}

/// The items that a call writes, or checks in a transaction. Reads meet nobody.
fn written(call: &Call) -> Vec<String> {
    let sent = &call.sent;
    let key = |key: &Value| format!("{} {}", key["pk"], key["sk"]);
    match call.name.as_str() {
        "PutItem" => vec![key(&sent["Item"])],
        "UpdateItem" | "DeleteItem" => vec![key(&sent["Key"])],
        "TransactWriteItems" => {
            let writes = sent["TransactItems"].as_array().into_iter().flatten();
            let writes = writes.filter_map(|write| write.as_object()?.values().next());
            writes.map(|write| key(write.get("Item").unwrap_or(&write["Key"]))).collect()
        }
        _ => Vec::new(),
    }
}

fn cancelled(meets: &[bool]) -> Value {
    let reason = |meets: &bool| {
        if *meets {
            json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" })
        } else {
            json!({ "Code": "None" })
        }
    };
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": meets.iter().map(reason).collect::<Vec<_>>(),
    })
}

fn refused() -> Value {
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionConflictException",
        "message": "Transaction is ongoing for the item",
    })
}
