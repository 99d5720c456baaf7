//! The topic of SES: what becomes of mails, brought to the function that a topic calls, as SNS and Lambda do it.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::sync::{
    Mutex,
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    watch,
};

use crate::functions::Function;

/// Its ARN.
pub(crate) const TOPIC: &str = "arn:aws:sns:eu-west-1:000000000000:feedback";
/// Where messages go that another system brings to people.
pub(crate) const EXTERNAL_TOPIC: &str = "arn:aws:sns:eu-west-1:000000000000:messages";
/// And events that the owner's systems hear of.
pub(crate) const EVENT_TOPIC: &str = "arn:aws:sns:eu-west-1:000000000000:events";

/// Lambda invokes a function again so often that failed.
const RETRIES: u32 = 2;

/// A handle on the topic. Copies are the same one.
#[derive(Clone)]
pub struct Topic(Arc<Shared>);

struct Shared {
    sender: UnboundedSender<Value>,
    receiver: Mutex<UnboundedReceiver<Value>>,
    told: watch::Sender<u64>,
    taken: watch::Sender<u64>,
    failure_queue: std::sync::Mutex<Vec<Value>>,
}

impl Default for Topic {
    fn default() -> Self {
        let (sender, receiver) = unbounded_channel();
        Self(Arc::new(Shared {
            sender,
            receiver: Mutex::new(receiver),
            told: watch::Sender::default(),
            taken: watch::Sender::default(),
            failure_queue: std::sync::Mutex::default(),
        }))
    }
}

impl Topic {
    /// Publishes a message.
    pub fn tell(&self, message: Value) {
        self.0.told.send_modify(|told| *told += 1);
        // `self` holds the receiver.
        let _ = self.0.sender.send(message);
    }

    /// Waits until all that was told was taken in, or given up.
    pub async fn settled(&self) {
        let told = *self.0.told.borrow();
        // The sender lives as long as `self`.
        let _ = self.0.taken.subscribe().wait_for(|taken| *taken >= told).await;
    }

    /// What was given up.
    pub fn failure_queue(&self) -> Vec<Value> {
        self.0.failure_queue.lock().map(|queue| queue.clone()).unwrap_or_default()
    }

    /// Brings messages to a function until the future is dropped.
    pub async fn bring_to(&self, function: Arc<Function>, first_wait: Duration) {
        let mut receiver = self.0.receiver.lock().await;
        while let Some(message) = receiver.recv().await {
            let event = event(&message);
            let mut tries = 0;
            while let Err(error) = function.take(event.clone()).await {
                if tries == RETRIES {
                    tracing::error!(failure = %error, "given up; see the failure queue");
                    self.give_up(&event);
                    break;
                }
                tokio::time::sleep(first_wait * 2_u32.pow(tries)).await;
                tries += 1;
            }
            self.0.taken.send_modify(|taken| *taken += 1);
        }
    }

    fn give_up(&self, event: &Value) {
        if let Ok(mut queue) = self.0.failure_queue.lock() {
            queue.push(
                json!({ "requestContext": { "condition": "RetriesExhausted" }, "requestPayload": event }),
            );
        }
    }
}

/// As SNS invokes a function, as far as anybody here looks at it.
fn event(message: &Value) -> Value {
    json!({
        "Records": [{
            "EventSource": "aws:sns",
            "EventVersion": "1.0",
            "EventSubscriptionArn": format!("{TOPIC}:1"),
            "Sns": {
                "Type": "Notification",
                "MessageId": message["mail"]["messageId"],
                "TopicArn": TOPIC,
                "Subject": "Amazon SES Email Event Notification",
                "Message": message.to_string(),
                "Timestamp": message["mail"]["timestamp"],
                "SignatureVersion": "1",
                "Signature": "none",
                "SigningCertUrl": "none",
                "UnsubscribeUrl": "none",
                "MessageAttributes": {},
            },
        }],
    })
}
