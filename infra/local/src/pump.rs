//! What brings the stream to one function: from where on, by which filter and retries, by whose clock.

use std::{path::PathBuf, sync::Arc, time::Duration};

use aws_sdk_dynamodbstreams::{Client, types::ShardIteratorType};
use shared::Clock;

use crate::{dynamodb::TABLE, functions::Function, inbox::Inbox, options::Options, template::StreamSource};

/// What the pump works with.
pub(crate) struct Pump {
    pub client: Client,
    pub table: String,
    pub source: StreamSource,
    pub function: Arc<Function>,
    pub clock: Clock,
    /// Gets a note of each message that is not sent, where nobody else reads the stream for it.
    pub inbox: Option<Inbox>,
    /// The wait before the first retry of a batch.
    pub first_wait: Duration,
    /// Keeps the sequence number that was handed over last, between runs.
    pub checkpoint: Option<PathBuf>,
}

impl Pump {
    /// One that brings the stream to a function, as its event source says.
    pub(crate) fn of(
        client: Client,
        source: StreamSource,
        function: Arc<Function>,
        options: &Options,
    ) -> Self {
        Self {
            client,
            table: TABLE.to_owned(),
            source,
            function,
            clock: options.record_clock.clone(),
            inbox: None,
            first_wait: options.first_wait,
            checkpoint: options.data.as_ref().map(|folder| folder.join("stream")),
        }
    }

    /// The same, with a place of its own in the stream: folders that were kept have the one of the other function.
    pub(crate) fn beside_another(self, name: &str) -> Self {
        let checkpoint = self.checkpoint.map(|place| place.with_file_name(format!("stream-to-{name}")));
        Self { checkpoint, ..self }
    }

    /// The same, with a note of each message that is not sent.
    pub(crate) fn noting_in(self, inbox: Inbox) -> Self {
        Self { inbox: Some(inbox), ..self }
    }

    pub(crate) fn reports_failures(&self) -> bool {
        self.source.function_response_types.iter().any(|kind| kind == "ReportBatchItemFailures")
    }

    /// An iterator after what an earlier run handed over, or at the stream's beginning.
    pub(crate) async fn position(&self) -> Result<String, String> {
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let streams = self.client.list_streams().table_name(&self.table).send().await;
        let streams = streams.map_err(|error| text(&error.into_service_error()))?.streams.unwrap_or_default();
        let arn =
            streams.first().and_then(|stream| stream.stream_arn.clone()).ok_or("the table has no stream")?;
        let description = self.client.describe_stream().stream_arn(&arn).send().await;
        let description = description.map_err(|error| text(&error.into_service_error()))?.stream_description;
        let shards = description.and_then(|description| description.shards).unwrap_or_default();
        let shard =
            shards.first().and_then(|shard| shard.shard_id.clone()).ok_or("the stream has no shard")?;
        let kept = self.checkpoint.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        let iterator = self.client.get_shard_iterator().stream_arn(arn).shard_id(shard);
        let iterator = match kept {
            Some(number) => iterator
                .shard_iterator_type(ShardIteratorType::AfterSequenceNumber)
                .sequence_number(number.trim()),
            None => iterator.shard_iterator_type(ShardIteratorType::TrimHorizon),
        };
        let iterator = iterator.send().await.map_err(|error| text(&error.into_service_error()))?;
        iterator.shard_iterator.ok_or_else(|| "the shard has no iterator".to_owned())
    }

    pub(crate) fn keep(&self, last: Option<String>) {
        if let (Some(file), Some(number)) = (&self.checkpoint, last)
            && let Err(error) = std::fs::write(file, number)
        {
            tracing::warn!(failure = %error, "the place in the stream could not be kept");
        }
    }
}
