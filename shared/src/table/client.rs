//! The one table.

use aws_sdk_dynamodb::Client;

#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(super) client: Client,
    pub(super) name: String,
}

impl Table {
    pub(crate) const fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }
}
