//! Import: users come from elsewhere, a line each, with the hashes of their pass codes.
//!
//! 1. Read some lines, and check each against the definition. 2. Read the claims of their identifiers and numbers. A
//!    line that has its claim is imported already: its id follows from the line. One whose claim is another's is
//!    rejected. 3. Wrap the hashes, as many at once as there are processors. 4. Commit each token with its claims, many
//!    side by side.
//!
//! So an import that was broken off is run again as it was, and makes nothing twice. However long the file is, no more
//! than some lines of it are in memory.

use std::{io, path::Path, sync::Arc};

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::Semaphore;

use super::{
    import_line::{Brought, ImportLine, Rejected},
    import_lines::{ImportLines, Read},
};
use crate::{
    base::{
        aws,
        context::Context,
        id::{Id, Number, Numbered},
        timestamp::Clock,
        variables::{self, VariableError, Variables},
    },
    codes::pass_code::{FirebaseKey, PassCodeHash},
    definition::{Definition, DefinitionError},
    keyring::{Keyring, KeyringError, Purpose},
    records::{
        access_token::AccessToken, accounts_receivable::number_key, claims::identifier_key, history::History,
        life_cycle::LifeCycle, links::Links,
    },
    steps::service::{self, StartError},
    table::{Claim, Committed, Key, Rows, Table, TableError, Write},
};

/// So many lines are read and looked up at once: two keys each, of the hundred that DynamoDB reads in one call.
const AT_ONCE: usize = 50;
/// So many tokens are written side by side.
const WRITTEN_AT_ONCE: usize = 32;
/// A number that is drawn may be another's.
const ROUNDS: usize = 5;

/// Users that come into one table.
pub struct Import {
    table: Table,
    keyring: Arc<Keyring>,
    definition: Definition,
    firebase: Option<FirebaseKey>,
    clock: Clock,
    /// As many hashes at once as there are processors.
    hashing: Semaphore,
}

/// Why an import ends. What is imported by then is.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Variable(#[from] VariableError),
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Secret(StartError),
    #[error("{0}")]
    Keyring(String),
    #[error("the file cannot be read: {0}")]
    Unread(#[from] io::Error),
    #[error("these are not the password hash parameters that Firebase's console shows")]
    NotOfFirebase,
}

impl From<KeyringError> for ImportError {
    fn from(error: KeyringError) -> Self {
        Self::Keyring(error.to_string())
    }
}

/// What became of a line.
#[derive(Debug)]
pub struct ImportedLine {
    pub line: u64,
    /// How many bytes of the file are read by then.
    pub bytes: u64,
    pub outcome: ImportOutcome,
}

#[derive(Debug)]
pub enum ImportOutcome {
    Imported,
    /// By an earlier run.
    Already,
    Rejected(Vec<Rejected>),
}

/// A line that is to be imported, under the id that follows from it.
struct Draft {
    line: ImportLine,
    id: Id,
}

impl Draft {
    fn claims(&self) -> impl Iterator<Item = Key> {
        let number = self.line.number.as_ref().map(number_key);
        std::iter::once(identifier_key(&self.line.identifier.normalised())).chain(number)
    }
}

impl Import {
    /// By the variables that functions have, as far as they are needed: table, keyring, definition, and how AWS is
    /// reached.
    pub async fn new(
        variables: &Variables,
        firebase: Option<&str>,
        clock: Clock,
    ) -> Result<Self, ImportError> {
        let definition = Definition::load(Path::new(variables.required(variables::DEFINITION)?))?;
        let firebase = firebase.map(|text| FirebaseKey::parse(text).ok_or(ImportError::NotOfFirebase));
        let firebase = firebase.transpose()?;
        let config = aws::config(variables)?;
        let table = Table::new(&config, variables.required(variables::TABLE)?);
        let keyring = service::keyring(variables, &config, clock()).await.map_err(ImportError::Secret)?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let (keyring, hashing) = (Arc::new(keyring), Semaphore::new(processors));
        Ok(Self { table, keyring, definition, firebase, clock, hashing })
    }

    /// Imports a file, and tells of each line in its order. It fails where the file, the table or the keyring cannot be
    /// read or written; the lines that were told of are done by then, some after them may be, and the same file may be
    /// imported again.
    pub async fn run(&self, file: &Path, mut told: impl FnMut(ImportedLine)) -> Result<(), ImportError> {
        let mut lines = ImportLines::open(file)?;
        loop {
            let read: Vec<Read> = lines.by_ref().take(AT_ONCE).collect::<Result<_, _>>()?;
            if read.is_empty() {
                return Ok(());
            }
            for imported in self.some(read).await? {
                told(imported);
            }
        }
    }

    async fn some(&self, read: Vec<Read>) -> Result<Vec<ImportedLine>, ImportError> {
        let mut drafts = Vec::with_capacity(read.len());
        for Read { line, bytes, fields } in read {
            let parsed = fields.map_err(|rejected| vec![rejected]);
            let parsed = parsed.and_then(|fields| {
                ImportLine::parse(fields, &self.definition, self.firebase.as_ref(), &self.keyring)
            });
            let draft = match parsed {
                Ok(parsed) => Ok(Draft { id: self.id(line, &parsed)?, line: parsed }),
                Err(rejected) => Err(rejected),
            };
            drafts.push((line, bytes, draft));
        }
        let mut rows = Rows::at((self.clock)());
        let claims = drafts.iter().filter_map(|(_, _, draft)| draft.as_ref().ok()).flat_map(Draft::claims);
        self.table.step(&mut rows, claims.collect()).await?;
        let rows = &rows;
        let imported = stream::iter(drafts).map(|(line, bytes, draft)| async move {
            let outcome = match draft {
                Ok(draft) => self.one(draft, rows).await?,
                Err(rejected) => ImportOutcome::Rejected(rejected),
            };
            Ok::<_, ImportError>(ImportedLine { line, bytes, outcome })
        });
        imported.buffered(WRITTEN_AT_ONCE).try_collect().await
    }

    /// The same for the same line of the same file, whatever key the keyring has got meanwhile.
    fn id(&self, line: u64, parsed: &ImportLine) -> Result<Id, ImportError> {
        let identifier = parsed.identifier.normalised();
        let subject = format!("import\n{line}\n{}", identifier.as_str());
        let digest = self.keyring.digest(self.keyring.oldest(), Purpose::Subject, &subject)?;
        let digits: String = digest.to_uppercase().chars().take(32).collect();
        Id::try_from(digits).map_err(|reason| ImportError::Keyring(reason.to_owned()))
    }

    async fn one(&self, draft: Draft, rows: &Rows) -> Result<ImportOutcome, ImportError> {
        if let Some(outcome) = standing(&draft, rows)? {
            return Ok(outcome);
        }
        let mut context = Context::fresh(&self.clock);
        let Draft { line, id } = draft;
        let (hash, line) = (self.wrapped(line.hash).await?, ImportLine { hash: None, ..line });
        let draft = Draft { line, id };
        for _ in 0..ROUNDS {
            let token = token(&draft, hash.clone(), &mut context);
            let claim = Claim::by(token.id.clone());
            let mut writes = vec![Write::create(&token.key(), &token)?];
            writes.push(Write::create(&number_key(&token.number), &claim)?);
            writes.push(Write::create(&identifier_key(&draft.line.identifier.normalised()), &claim)?);
            if self.table.commit(writes, &mut context).await? == Committed::Yes {
                return Ok(ImportOutcome::Imported);
            }
            // Somebody else was quicker, or the number that was drawn is another's.
            let mut rows = Rows::at(context.now);
            self.table.step(&mut rows, draft.claims().collect()).await?;
            if let Some(outcome) = standing(&draft, &rows)? {
                return Ok(outcome);
            }
        }
        let reason = "was in the way of others again and again: run the same import once more";
        Ok(ImportOutcome::Rejected(vec![Rejected::new("", reason)]))
    }

    /// The hash in ours: 20 ms of work, on another thread.
    async fn wrapped(&self, hash: Option<Brought>) -> Result<Option<PassCodeHash>, ImportError> {
        let hash = match hash {
            Some(Brought::Foreign(hash)) => hash,
            Some(Brought::Ours(hash)) => return Ok(Some(hash)),
            None => return Ok(None),
        };
        let _permit = self.hashing.acquire().await;
        let (keyring, clock) = (self.keyring.clone(), self.clock.clone());
        let wrap = move || PassCodeHash::wrapping(&hash, &keyring, &mut Context::fresh(&clock).rng);
        let wrapped = tokio::task::spawn_blocking(wrap).await;
        Ok(Some(wrapped.map_err(|error| ImportError::Keyring(error.to_string()))??))
    }
}

/// What becomes of a line by the claims that stand; nothing, where it can be imported.
fn standing(draft: &Draft, rows: &Rows) -> Result<Option<ImportOutcome>, TableError> {
    let names = ["identifier", "number"];
    for (field, key) in names.into_iter().zip(draft.claims()) {
        match rows.row::<Claim>(&key)?.map(|claim| claim.row.holder) {
            Some(holder) if holder == draft.id => return Ok(Some(ImportOutcome::Already)),
            Some(_) => {
                let rejected = Rejected::new(field, "is another access token's already");
                return Ok(Some(ImportOutcome::Rejected(vec![rejected])));
            }
            None => {}
        }
    }
    Ok(None)
}

fn token(draft: &Draft, pass_code: Option<PassCodeHash>, context: &mut Context) -> AccessToken {
    let Draft { line, id } = draft;
    let verified = line.verified;
    let history = History::begun(context.done());
    AccessToken {
        id: id.clone(),
        number: line
            .number
            .clone()
            .unwrap_or_else(|| Number::random(Numbered::AccessToken, &mut context.rng)),
        life_cycle: if line.is_effective {
            LifeCycle::Effective { verified, code: None }
        } else {
            LifeCycle::NotEffective { verified }
        },
        identifier: Some(line.identifier.clone()),
        pass_code,
        authentication_code: None,
        card_masked_number: line.card_masked_number.clone(),
        language: line.language.clone(),
        classification: line.classification.clone(),
        user_defined_fields: line.user_defined_fields.clone(),
        links: Links::default(),
        reset_ticket: None,
        generation: 0,
        devices: 0,
        pass_codes: 0,
        verified_by: None,
        history: History { created: line.created.unwrap_or(history.created), ..history },
    }
}
