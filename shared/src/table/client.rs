//! The one table.

use aws_sdk_dynamodb::Client;

#[derive(Clone, Debug)]
pub struct Table {
    pub(super) client: Client,
    pub(super) name: String,
}

impl Table {
    pub const fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }
}
