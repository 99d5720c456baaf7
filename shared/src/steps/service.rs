//! What a request function has at hand: the table, the definition, the keyring, the clock.

use std::{fmt, path::Path, sync::Arc};

use aws_types::SdkConfig;

use crate::{
    base::{
        aws,
        context::Context,
        log,
        secret::Secret,
        timestamp::{Clock, Timestamp},
        variables::{self, VariableError, Variables},
    },
    definition::{Definition, DefinitionError},
    keyring::{Keyring, KeyringParseError},
    table::Table,
};

pub struct Service {
    pub(crate) table: Table,
    pub(crate) definition: Arc<Definition>,
    pub(crate) keyring: Keyring,
    pub(crate) clock: Clock,
}

/// Why a function does not start: said by the name of what is missing.
#[derive(thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Variable(#[from] VariableError),
    #[error("the definition (environment variable DEFINITION): {0}")]
    Definition(#[from] DefinitionError),
    #[error("the secret {name} (environment variable KEYRING) cannot be read: {reason}")]
    KeyringUnread { name: String, reason: String },
    #[error("the secret {name} (environment variable KEYRING) {source}")]
    Keyring { name: String, source: KeyringParseError },
}

/// The same words: a `main` that returns an error prints its `Debug`.
impl fmt::Debug for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Service {
    /// Reads and checks everything once, so that a function that starts can also answer.
    pub(super) async fn start(variables: &Variables, clock: Clock) -> Result<Self, StartError> {
        let config = aws::config(variables)?;
        let table = variables.required(variables::TABLE)?;
        let file = Path::new(variables.required(variables::DEFINITION)?);
        // The secret is on its way while the rest is read and made.
        let keyring = keyring(variables.required(variables::KEYRING)?, &config, clock());
        let rest = async { (Definition::load(file), aws_sdk_dynamodb::Client::new(&config)) };
        let (keyring, (definition, client)) = tokio::join!(keyring, rest);
        Ok(Self {
            table: Table::new(client, table.to_owned()),
            definition: Arc::new(definition?),
            keyring: keyring?,
            clock,
        })
    }

    /// The same with the keyring as it is now.
    pub(super) async fn with_keyring_of_now(&self, variables: &Variables) -> Result<Self, StartError> {
        let config = aws::config(variables)?;
        Ok(Self {
            table: self.table.clone(),
            definition: self.definition.clone(),
            keyring: keyring(variables.required(variables::KEYRING)?, &config, (self.clock)()).await?,
            clock: self.clock.clone(),
        })
    }

    /// One whose table nobody reaches: a request that is not refused before comes as far as that.
    #[cfg(test)]
    pub(crate) fn without_table(definition: Definition, keyring: Keyring) -> Self {
        use std::collections::BTreeMap;

        use aws_sdk_dynamodb::config::{Builder, retry::RetryConfig};

        let variables = [
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1"),
        ];
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let variables = Variables::new(BTreeMap::from(variables.map(owned)));
        let config = aws::config(&variables).expect("a configuration");
        let config = Builder::from(&config).retry_config(RetryConfig::disabled()).build();
        Self {
            table: Table::new(aws_sdk_dynamodb::Client::from_conf(config), "none".to_owned()),
            definition: Arc::new(definition),
            keyring,
            clock: Arc::new(|| Timestamp::from_seconds(1_795_402_452)),
        }
    }

    /// What one request may know of time and chance.
    pub(crate) fn context(&self) -> Context {
        Context::fresh(&self.clock)
    }
}

async fn keyring(name: &str, config: &SdkConfig, now: Timestamp) -> Result<Keyring, StartError> {
    let unread = |reason: String| StartError::KeyringUnread { name: name.to_owned(), reason };
    let secret = aws_sdk_secretsmanager::Client::new(config)
        .get_secret_value()
        .secret_id(name)
        .send()
        .await
        .map_err(|error| unread(log::chain(&error)))?;
    let text = secret.secret_string.ok_or_else(|| unread("it is binary, not text".to_owned()))?;
    let keyring = Keyring::parse(&Secret::new(text));
    let keyring = keyring.map_err(|source| StartError::Keyring { name: name.to_owned(), source })?;
    Ok(keyring.used_at(now))
}
