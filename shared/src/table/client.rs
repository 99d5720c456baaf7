//! The one table.

use aws_sdk_dynamodb::Client;
use aws_types::SdkConfig;

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(super) client: Client,
    pub(super) name: String,
}

impl Table {
    /// The table of that name, where the configuration says that DynamoDB is.
    pub(crate) fn new(config: &SdkConfig, name: &str) -> Self {
        Self::by(Client::new(config), name)
    }

    pub(crate) fn by(client: Client, name: &str) -> Self {
        Self { client, name: name.to_owned() }
    }
}
