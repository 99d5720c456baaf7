//! The table's stream, pumped to a function the way an event source mapping does it.
//!
//! Records are filtered, batched and handed over in order. What the function reports as failed is
//! handed over again from there, and after the declared number of retries, or when it is too old, put
//! into the failure queue; then the next ones are.

#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_sdk_dynamodbstreams::{error::DisplayErrorContext, types::Record};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{error::StackError, filter::Filters, inbox::Note, pump::Pump};

/// How often the stream is looked at when nobody says that there is something new, and when it could not be read.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// A retry waits longer each time, up to this many times the first wait.
const LONGEST_WAIT: u32 = 64;

/// A handle on the running pump.
#[derive(Clone)]
pub struct Stream(Arc<Shared>);

struct Shared {
    /// Looks that were asked for, and looks that found the stream at its end with nothing left to retry.
    asked: watch::Sender<u64>,
    settled: watch::Receiver<u64>,
    /// What the pump says that by. It takes it along, so whoever waits hears of its end.
    settling: Mutex<Option<watch::Sender<u64>>>,
    /// Batches that the function got, and gave back or not.
    handed_over: watch::Sender<u64>,
    failure_queue: Mutex<Vec<Value>>,
}

impl Default for Stream {
    fn default() -> Self {
        let (settling, settled) = watch::channel(0);
        Self(Arc::new(Shared {
            asked: watch::Sender::default(),
            settled,
            settling: Mutex::new(Some(settling)),
            handed_over: watch::Sender::default(),
            failure_queue: Mutex::default(),
        }))
    }
}

impl Stream {
    /// There may be new records.
    pub fn look_now(&self) {
        self.0.asked.send_modify(|asked| *asked += 1);
    }

    /// Waits until every record written so far was handed over for good, or given up. An error, where nobody pumps any
    /// more.
    pub async fn settled(&self) -> Result<(), StackError> {
        self.look_now();
        let (asked, mut settled) = (*self.0.asked.borrow(), self.0.settled.clone());
        let waited = settled.wait_for(|settled| *settled >= asked).await;
        waited.map(drop).map_err(|_| StackError::Stream { reason: "the log says why".to_owned() })
    }

    /// Tells of each batch that the function had, and gave back or not.
    #[must_use]
    pub fn handed_over(&self) -> watch::Receiver<u64> {
        self.0.handed_over.subscribe()
    }

    /// What was given up, as the failure queue gets it.
    pub fn failure_queue(&self) -> Vec<Value> {
        self.0.failure_queue.lock().map(|queue| queue.clone()).unwrap_or_default()
    }

    /// Pumps until the future is dropped.
    pub(crate) async fn pump(&self, pump: Pump) -> Result<(), StackError> {
        let failed = |reason: String| StackError::Stream { reason };
        let settling = self.0.settling.lock().ok().and_then(|mut settling| settling.take());
        let settling = settling.ok_or_else(|| failed("it had another pump".to_owned()))?;
        let filters =
            Filters::parse(pump.source.filter_criteria.filters.iter().map(|filter| filter.pattern.clone()))
                .map_err(failed)?;
        let mut position = pump.position().await.map_err(failed)?;
        let mut asked = self.0.asked.subscribe();
        loop {
            let looked_for = *asked.borrow_and_update();
            let output = match pump.client.get_records().shard_iterator(&position).limit(1000).send().await {
                Ok(output) => output,
                Err(error) => {
                    let failure = DisplayErrorContext(error);
                    tracing::error!(%failure, "the stream could not be read, and is read again");
                    tokio::time::sleep(LOOK_EVERY).await;
                    continue;
                }
            };
            let Some(next) = output.next_shard_iterator else {
                return Err(failed("the stream's only shard was closed".to_owned()));
            };
            position = next;
            let records = output.records.unwrap_or_default();
            if records.is_empty() {
                settling.send_replace(looked_for);
                let _ = tokio::time::timeout(LOOK_EVERY, asked.changed()).await;
                continue;
            }
            let last = records.last().and_then(sequence_number);
            let mut records: Vec<Value> = records.into_iter().map(event_record).collect();
            if let Some(inbox) = &pump.inbox {
                records.iter().filter_map(Note::of).for_each(|note| inbox.note(note));
            }
            records.retain(|record| filters.pass(record));
            for batch in records.chunks(pump.source.batch_size) {
                self.hand_over(&pump, batch).await;
            }
            pump.keep(last);
        }
    }

    /// Hands a batch over until nothing of it is left. A batch that fails as a whole is halved, so that one bad record
    /// does not take others with it; one of which the function tells where it failed is taken up again from there.
    async fn hand_over(&self, pump: &Pump, batch: &[Value]) {
        let mut batches = vec![(batch.to_vec(), 0)];
        while let Some((mut batch, tries)) = batches.pop() {
            batch.retain(|record| !self.too_old(pump, record));
            if batch.is_empty() {
                continue;
            }
            let taken = pump.function.take(json!({ "Records": batch })).await;
            self.0.handed_over.send_modify(|count| *count += 1);
            let is_halved = taken.is_err() && pump.source.bisect_batch_on_function_error;
            let left = match taken {
                Ok(response) if pump.reports_failures() => match first_failed(&response, &batch) {
                    Some(index) => batch.split_off(index),
                    None => continue,
                },
                Ok(_) => continue,
                Err(error) => {
                    tracing::error!(failure = %error, "a batch failed as a whole");
                    batch
                }
            };
            if i64::from(tries) == pump.source.maximum_retry_attempts {
                self.give_up(&left, "RetryAttemptsExhausted", tries);
                continue;
            }
            tokio::time::sleep(pump.first_wait * 2_u32.saturating_pow(tries).min(LONGEST_WAIT)).await;
            if is_halved && left.len() > 1 {
                let (first, second) = left.split_at(left.len() / 2);
                batches.push((second.to_vec(), tries + 1));
                batches.push((first.to_vec(), tries + 1));
            } else {
                batches.push((left, tries + 1));
            }
        }
    }

    fn too_old(&self, pump: &Pump, record: &Value) -> bool {
        let made = record["dynamodb"]["ApproximateCreationDateTime"].as_i64().unwrap_or_default();
        let age = (pump.clock)().seconds() - made;
        let too_old =
            pump.source.maximum_record_age_in_seconds >= 0 && age > pump.source.maximum_record_age_in_seconds;
        if too_old {
            self.give_up(std::slice::from_ref(record), "RecordAgeExceeded", 0);
        }
        too_old
    }

    /// The document that AWS sends to the queue: where the records are, not what they say.
    fn give_up(&self, batch: &[Value], condition: &str, tries: u32) {
        let number =
            |record: Option<&Value>| record.map(|record| record["dynamodb"]["SequenceNumber"].clone());
        tracing::error!(condition, records = batch.len(), "given up; see the failure queue");
        if let Ok(mut queue) = self.0.failure_queue.lock() {
            queue.push(json!({
                "requestContext": { "condition": condition, "approximateInvokeCount": tries + 1 },
                "DDBStreamBatchInfo": {
                    "startSequenceNumber": number(batch.first()),
                    "endSequenceNumber": number(batch.last()),
                    "batchSize": batch.len(),
                },
            }));
        }
    }
}

/// The index of the earliest record that the function wants again. An unknown or empty identifier means
/// the whole batch, as on AWS.
fn first_failed(response: &Value, batch: &[Value]) -> Option<usize> {
    let failures = response["batchItemFailures"].as_array().filter(|failures| !failures.is_empty())?;
    let index = |failure: &Value| {
        batch.iter().position(|record| record["dynamodb"]["SequenceNumber"] == failure["itemIdentifier"])
    };
    Some(failures.iter().map(|failure| index(failure).unwrap_or_default()).min().unwrap_or_default())
}

fn sequence_number(record: &Record) -> Option<String> {
    record.dynamodb.as_ref()?.sequence_number.clone()
}

/// A record as Lambda gets it.
fn event_record(record: Record) -> Value {
    let change =
        record.dynamodb.unwrap_or_else(|| aws_sdk_dynamodbstreams::types::StreamRecord::builder().build());
    let image = |image: Option<std::collections::HashMap<_, _>>| {
        image.map(|image| serde_json::to_value(serde_dynamo::Item::from(image)).unwrap_or_default())
    };
    let mut dynamodb = json!({
        "ApproximateCreationDateTime": change.approximate_creation_date_time.map(|date| date.secs()),
        "Keys": image(change.keys),
        "SequenceNumber": change.sequence_number,
        "SizeBytes": change.size_bytes.unwrap_or_default(),
        "StreamViewType": change.stream_view_type.map(|kind| kind.as_str().to_owned()),
    });
    for (name, side) in [("NewImage", image(change.new_image)), ("OldImage", image(change.old_image))] {
        if let Some(side) = side {
            dynamodb[name] = side;
        }
    }
    json!({
        "eventID": record.event_id,
        "eventName": record.event_name.map(|name| name.as_str().to_owned()),
        "eventVersion": record.event_version,
        "eventSource": "aws:dynamodb",
        "awsRegion": record.aws_region.unwrap_or_default(),
        "dynamodb": dynamodb,
    })
}
