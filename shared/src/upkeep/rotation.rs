//! The function `rotate`: Secrets Manager invokes it once for each of the four steps of a rotation.
//!
//! 1. `createSecret`: read the current value, make the next one, put it as AWSPENDING. One that is there already stays.
//! 2. `setSecret`: publish what is published of the pending value. Of the keyring nothing is; functions read the secret
//!    again by themselves.
//! 3. `testSecret`: try whether the pending value can take the place of the current one.
//! 4. `finishSecret`: try it once more, with the very version that AWSCURRENT is then taken from, and move the label.
//!    So what an owner puts meanwhile is not lost: the label is on another version then, and the move is refused.
//!
//! What breaks off is begun again by Secrets Manager, from the first step and with the same version. So each step looks
//! first how far the rotation has come, and changes nothing that was done.

use aws_sdk_secretsmanager::Client;
use serde::Deserialize;

use super::{
    kind::{Kind, MakeKey},
    rotation_error::{Reason, RotationError},
    secret_versions::{Place, SecretVersions},
};
use crate::{
    base::{
        aws,
        context::Context,
        secret::Secret,
        timestamp::{Clock, Timestamp},
        variables::{self, Variables},
    },
    records::public_keys::PublicKeys,
    steps::service::StartError,
    table::{Committed, Rows, Stored, Table, Write},
};

/// What Secrets Manager invokes the function with.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RotationEvent {
    pub step: String,
    /// Its ARN.
    pub secret_id: String,
    /// The id of the version that shall become the current one.
    pub client_request_token: String,
}

pub struct Rotate {
    client: Client,
    secrets: Vec<(String, Kind)>,
    table: Table,
    make_key: MakeKey,
    clock: Clock,
}

enum Step {
    Create,
    Set,
    Test,
    Finish,
}

/// A rotation that is under way, and the versions that it is about.
struct UnderWay<'a> {
    kind: Kind,
    secret: &'a SecretVersions<'a>,
    rotate: &'a Rotate,
    current: &'a str,
    pending: &'a str,
}

impl Rotate {
    /// Reads nothing yet: a rotation that cannot be done says so where it is asked for.
    pub fn start(variables: &Variables, make_key: MakeKey, clock: Clock) -> Result<Self, StartError> {
        let config = aws::config(variables)?;
        let table = Table::new(&config, variables.required(variables::TABLE)?);
        Ok(Self { client: Client::new(&config), secrets: Kind::named(variables)?, table, make_key, clock })
    }

    /// Does a step, and says in the log what came of it. One that fails may be done all the same, where an answer was
    /// lost; Secrets Manager asks for it again, and no step does harm twice.
    pub async fn handle(&self, event: RotationEvent) -> Result<(), RotationError> {
        match self.step(&event).await {
            Ok(done) => {
                tracing::info!(step = event.step, version = event.client_request_token, done, "rotation");
                Ok(())
            }
            Err(reason) => {
                let RotationEvent { step, secret_id: secret, client_request_token: version } = event;
                let error = RotationError { step, secret, version, reason };
                tracing::error!(failure = %error, "rotation");
                Err(error)
            }
        }
    }

    /// Returns what was done, in words.
    async fn step(&self, event: &RotationEvent) -> Result<&'static str, Reason> {
        let step = Step::named(&event.step).ok_or(Reason::UnknownStep)?;
        let known = self.secrets.iter().find(|(name, _)| *name == event.secret_id);
        let (_, kind) = *known.ok_or(Reason::UnknownSecret(Kind::VARIABLES))?;
        let secret = SecretVersions { client: &self.client, id: &event.secret_id };
        let described = secret.describe().await?;
        if !described.rotation_enabled {
            return Err(Reason::NotEnabled);
        }
        let pending = event.client_request_token.as_str();
        match described.place(pending).ok_or(Reason::UnknownVersion)? {
            Place::Current => return Ok("it is the current version already"),
            Place::Other => return Err(Reason::NotPending),
            Place::Pending => {}
        }
        let current = described.current().ok_or(Reason::NoCurrentValue)?;
        let under_way = UnderWay { kind, secret: &secret, rotate: self, current, pending };
        let mut context = Context::fresh(&self.clock);
        match step {
            Step::Create => under_way.create(&mut context).await,
            Step::Set => under_way.set(&mut context).await,
            Step::Test => under_way.test(&mut context).await,
            Step::Finish => under_way.finish(&mut context).await,
        }
    }
}

impl Step {
    fn named(name: &str) -> Option<Self> {
        match name {
            "createSecret" => Some(Self::Create),
            "setSecret" => Some(Self::Set),
            "testSecret" => Some(Self::Test),
            "finishSecret" => Some(Self::Finish),
            _ => None,
        }
    }
}

impl UnderWay<'_> {
    async fn create(&self, context: &mut Context) -> Result<&'static str, Reason> {
        const LEFT: &str = "a value is pending already";
        if self.secret.value(self.pending).await?.is_some() {
            return Ok(LEFT);
        }
        let next = self.kind.next(&self.current_value().await?, self.rotate.make_key, context)?;
        // The same step may run twice at once; what was put first stays.
        let put = self.secret.put_pending(self.pending, &next).await?;
        Ok(if put { "the next value is pending" } else { LEFT })
    }

    async fn set(&self, context: &mut Context) -> Result<&'static str, Reason> {
        if !self.kind.has_public_half() {
            return Ok("nothing to set: nobody else keeps what is in it");
        }
        // Before it is published: a current value that was put meanwhile may be without a key on purpose.
        let (pending, current) = (self.pending_value().await?, self.current_value().await?);
        let keys = self.kind.public_half(&pending)?;
        self.kind.check(&pending, &current, &keys, context.now, &mut context.rng)?;
        let before = self.published(context.now).await?;
        let write = Write::put_over(&PublicKeys::key(), &PublicKeys { keys }, before.as_ref())?;
        match self.rotate.table.commit(vec![write], context).await? {
            Committed::Yes => Ok("the public keys are published"),
            Committed::Conflict => Err(Reason::PublishedByOthers),
        }
    }

    async fn test(&self, context: &mut Context) -> Result<&'static str, Reason> {
        let (pending, current) = (self.pending_value().await?, self.current_value().await?);
        let published = if self.kind.has_public_half() { self.published(context.now).await? } else { None };
        let published = published.map(|stored| stored.row.keys).unwrap_or_default();
        self.kind.check(&pending, &current, &published, context.now, &mut context.rng)?;
        Ok("the pending value can take the place of the current one")
    }

    async fn finish(&self, context: &mut Context) -> Result<&'static str, Reason> {
        self.test(context).await?;
        self.secret.make_current(self.pending, self.current).await?;
        Ok("the pending value is the current one")
    }

    /// What is published now.
    async fn published(&self, now: Timestamp) -> Result<Option<Stored<PublicKeys>>, Reason> {
        let mut rows = Rows::at(now);
        self.rotate.table.step(&mut rows, vec![PublicKeys::key()]).await?;
        Ok(rows.row(&PublicKeys::key())?)
    }

    async fn pending_value(&self) -> Result<Secret, Reason> {
        self.secret.value(self.pending).await?.ok_or(Reason::NoPendingValue)
    }

    async fn current_value(&self) -> Result<Secret, Reason> {
        self.secret.value(self.current).await?.ok_or(Reason::NoCurrentValue)
    }
}
