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
    http::{caller::Caller, edge::Edge},
    keyring::{
        KeyId, Keyring, KeyringParseError, MacKeys, PublicKey, SigningKey, SigningKeys, SigningKeysParseError,
    },
    records::{public_keys::PublicKeys, refusal::Refusal},
    table::{Rows, Table},
};

pub struct Service {
    pub(crate) table: Table,
    pub(crate) definition: Arc<Definition>,
    pub(crate) keyring: Keyring,
    /// Only the function that opens sessions has them.
    pub(crate) signing_keys: Option<SigningKeys>,
    /// What session tokens are checked with.
    pub(crate) public_keys: Vec<PublicKey>,
    pub(crate) issuer: Issuer,
    /// What stands before the API.
    pub(crate) edge: Edge,
    /// Whether there is an index of how identifiers and names begin.
    pub(crate) finds_beginnings: bool,
    pub(crate) clock: Clock,
}

/// Who makes session tokens: an address, at which the public keys are found.
#[derive(Clone)]
pub(crate) enum Issuer {
    /// Of a domain of the owner's.
    Named(String),
    /// The address that API Gateway gives the API, whichever was called. The template cannot name it in a variable of a
    /// function: the API is made of the functions.
    OfApi { region: String },
}

impl Issuer {
    fn of(variables: &Variables) -> Result<Self, VariableError> {
        let Some(named) = variables.get(variables::ISSUER) else {
            return Ok(Self::OfApi { region: variables.required("AWS_REGION")?.to_owned() });
        };
        let is_address = named.starts_with("https://") || named.starts_with("http://127.0.0.1:");
        if !is_address || named.ends_with('/') || named.contains(['?', '#', ' ']) {
            let reason =
                "must be an address like https://api.example.com, without a slash at its end".to_owned();
            return Err(VariableError::Malformed { name: variables::ISSUER.to_owned(), reason });
        }
        Ok(Self::Named(named.to_owned()))
    }

    /// The issuer, where that API was called.
    pub(crate) fn address(&self, api: &str) -> String {
        match self {
            Self::Named(address) => address.clone(),
            Self::OfApi { region } => {
                let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
                format!("https://{api}.execute-api.{region}.{suffix}")
            }
        }
    }
}

/// Why a function does not start: said by the name of what is missing.
#[derive(thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Variable(#[from] VariableError),
    #[error("the definition (environment variable DEFINITION): {0}")]
    Definition(#[from] DefinitionError),
    #[error(
        "the definition (environment variable DEFINITION): template.{0}.medium: is EXTERNAL, and there is no topic \
         for such messages: deploy with ExternalMessages=TOPIC (environment variable EXTERNAL_TOPIC)"
    )]
    NoExternalTopic(String),
    #[error("the secret {name} (environment variable {variable}) cannot be read: {reason}")]
    SecretUnread { name: String, variable: &'static str, reason: String },
    #[error("the secret {name} (environment variable KEYRING) {source}")]
    Keyring { name: String, source: KeyringParseError },
    #[error("the secret {name} (environment variable SIGNING_KEYS) {source}")]
    SigningKeys { name: String, source: SigningKeysParseError },
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
        let issuer = Issuer::of(variables)?;
        let edge = Edge::of(variables)?;
        let finds_beginnings = variables.get(variables::FIND_BY) == Some("BEGINNINGS");
        let table = Table::new(&config, table);
        // The keys are on their way while the rest is read.
        let (secrets, public_keys, definition) =
            tokio::join!(secrets(variables, &config, clock()), published(&table, clock()), async {
                Definition::load(file)
            });
        let (keyring, signing_keys) = secrets?;
        let public_keys = public_keys.unwrap_or_default();
        let definition = Arc::new(definition?);
        Ok(Self {
            table,
            definition,
            keyring,
            signing_keys,
            public_keys,
            issuer,
            edge,
            finds_beginnings,
            clock,
        })
    }

    /// The same with the keys as they are now.
    pub(super) async fn with_keys_of_now(&self, variables: &Variables) -> Result<Self, StartError> {
        let config = aws::config(variables)?;
        let (secrets, public_keys) =
            tokio::join!(secrets(variables, &config, (self.clock)()), published(&self.table, (self.clock)()));
        let (keyring, signing_keys) = secrets?;
        Ok(Self {
            table: self.table.clone(),
            definition: self.definition.clone(),
            keyring,
            signing_keys,
            public_keys: public_keys.unwrap_or_else(|| self.public_keys.clone()),
            issuer: self.issuer.clone(),
            edge: self.edge.clone(),
            finds_beginnings: self.finds_beginnings,
            clock: self.clock.clone(),
        })
    }

    /// Refuses what is of use only where somebody logs in by a one-time password.
    pub(crate) fn offers_one_time_passwords(&self) -> Result<(), Refusal> {
        let offered = self.definition.offers_one_time_passwords();
        if offered { Ok(()) } else { Err(Refusal::NotOffered("one_time_password.template")) }
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
            table: Table::by(aws_sdk_dynamodb::Client::from_conf(config), "none"),
            definition: Arc::new(definition),
            keyring,
            signing_keys: None,
            public_keys: crate::keyring::signing::keys().public(),
            issuer: Issuer::Named("https://api.example.com".to_owned()),
            edge: Edge::default(),
            finds_beginnings: true,
            clock: Arc::new(|| Timestamp::from_seconds(1_795_402_452)),
        }
    }

    /// The key that signs session tokens now.
    pub(crate) fn signing_key(&self, now: Timestamp) -> Result<&SigningKey, Refusal> {
        self.signing_keys.as_ref().and_then(|keys| keys.signing(now)).ok_or(Refusal::NoSigningKey)
    }

    /// What refresh tokens and device tokens are known by.
    pub(crate) fn mac_keys(&self) -> Result<&MacKeys, Refusal> {
        self.signing_keys.as_ref().map(|keys| &keys.mac_keys).ok_or(Refusal::NoSigningKey)
    }

    /// The key that new ones are made by.
    pub(crate) fn mac_key(&self, now: Timestamp) -> Result<&KeyId, Refusal> {
        self.mac_keys()?.newest(now).ok_or(Refusal::NoSigningKey)
    }

    /// What one request may know of time and chance, and of who asks.
    pub(crate) fn context(&self, caller: &Caller) -> Context {
        Context { by: caller.doer(), ..Context::fresh(&self.clock) }
    }
}

/// The public keys; none where they cannot be read. A function that has some goes on with those; one that
/// starts accepts no session token until they are read again.
async fn published(table: &Table, now: Timestamp) -> Option<Vec<PublicKey>> {
    let mut rows = Rows::at(now);
    let read = async {
        table.step(&mut rows, vec![PublicKeys::key()]).await?;
        PublicKeys::of(&rows)
    };
    match read.await {
        Ok(keys) => Some(keys),
        Err(error) => {
            tracing::error!(failure = %error, "the public keys are not read");
            None
        }
    }
}

/// The keyring, and the signing keys where the function has them.
async fn secrets(
    variables: &Variables,
    config: &SdkConfig,
    now: Timestamp,
) -> Result<(Keyring, Option<SigningKeys>), StartError> {
    let signing_keys = async {
        match variables.get(variables::SIGNING_KEYS) {
            Some(name) => {
                let client = aws_sdk_secretsmanager::Client::new(config);
                Some((name, secret(&client, name, variables::SIGNING_KEYS).await))
            }
            None => None,
        }
    };
    let (keyring, signing_keys) = tokio::join!(keyring(variables, config, now), signing_keys);
    let signing_keys = signing_keys.map(|(name, secret)| {
        SigningKeys::parse(&secret?)
            .map_err(|source| StartError::SigningKeys { name: name.to_owned(), source })
    });
    Ok((keyring?, signing_keys.transpose()?))
}

/// The keyring, as it writes from now on.
pub(crate) async fn keyring(
    variables: &Variables,
    config: &SdkConfig,
    now: Timestamp,
) -> Result<Keyring, StartError> {
    let name = variables.required(variables::KEYRING)?;
    let read = secret(&aws_sdk_secretsmanager::Client::new(config), name, variables::KEYRING).await?;
    let keyring =
        Keyring::parse(&read).map_err(|source| StartError::Keyring { name: name.to_owned(), source })?;
    Ok(keyring.used_at(now))
}

/// The text of a secret that a variable names.
async fn secret(
    client: &aws_sdk_secretsmanager::Client,
    name: &str,
    variable: &'static str,
) -> Result<Secret, StartError> {
    let unread = |reason: String| StartError::SecretUnread { name: name.to_owned(), variable, reason };
    let secret =
        client.get_secret_value().secret_id(name).send().await.map_err(|error| unread(log::chain(&error)))?;
    secret.secret_string.map(Secret::new).ok_or_else(|| unread("it is binary, not text".to_owned()))
}
