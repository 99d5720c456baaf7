//! What the command is told: its arguments, and what `--help` says of them.

use std::path::PathBuf;

use clap::{
    Args, Parser, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use shared::{Id, KeyClass, Network, NewKey, Scope, Timestamp};

use crate::place::{self, Place, WithKeyring, not_empty};

/// A hundred years: with more, a key might as well have no end.
const MOST_DAYS: i64 = 36_500;

/// What an owner does, and no caller of the API.
#[derive(Parser)]
#[command(name = "owner", version)]
pub struct Arguments {
    #[command(subcommand)]
    pub what: What,
}

#[derive(Subcommand)]
pub enum What {
    /// The definition, before it is deployed
    #[command(subcommand)]
    Definition(Definition),
    /// The keys of apps and back offices
    #[command(subcommand, after_help = place::KEYS.help())]
    Keys(Keys),
    /// What became of the messages of an access token, the newest first
    #[command(after_help = place::MESSAGE.help())]
    Message(Message),
    /// Send messages again that FAILED, or that the stream gave up; without --yes, say which
    #[command(after_help = place::REDRIVE.help())]
    Redrive(Redrive),
    /// The addresses that no more mail is sent to, since one came back for good or was complained of
    #[command(subcommand, after_help = place::SUPPRESSION.help())]
    Suppression(Suppression),
    /// Make access tokens of users who come from elsewhere, with their hashes; the same once more goes on
    #[command(after_help = place::IMPORT.help_with_keyring())]
    Import(Import),
    /// Write a line for each customer, as `import` takes it; the whole table is read. The same once more goes on
    #[command(after_help = place::EXPORT.help_with_keyring())]
    Export(Export),
    /// All that is kept of one customer, for who asks what you know of them; secrets are named, not shown
    #[command(after_help = place::TELL.help_with_keyring())]
    Tell(Tell),
    /// Delete all that is kept of one customer; without --yes, say what
    #[command(after_help = place::ERASE.help_with_keyring())]
    Erase(Erase),
}

#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    pub place: WithKeyring,
    /// CSV with a head, where its name ends in .csv; else a JSON object on each line
    pub file: PathBuf,
    /// The definition that is deployed there
    #[arg(long, value_name = "FILE", default_value = "infra/definition.toml")]
    pub definition: PathBuf,
    /// The password hash parameters of Firebase, in a file, as its console shows them
    #[arg(long, value_name = "FILE")]
    pub firebase: Option<PathBuf>,
    /// For programs, one line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    pub place: WithKeyring,
    /// A new file, of a JSON object on each line; or the one of an export that was broken off
    pub file: PathBuf,
    /// For programs, one line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Tell {
    #[command(flatten)]
    pub place: WithKeyring,
    /// The number of the token, like ACT0000000177, its identifier, or its id
    #[arg(value_name = "NUMBER|IDENTIFIER", value_parser = not_empty())]
    pub token: String,
    /// For programs, one line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Erase {
    #[command(flatten)]
    pub place: WithKeyring,
    /// The number of the token, like ACT0000000177, its identifier, or its id
    #[arg(value_name = "NUMBER|IDENTIFIER", value_parser = not_empty())]
    pub token: String,
    /// Delete it, for good; without it nothing is done
    #[arg(long)]
    pub yes: bool,
    /// For programs, one line
    #[arg(long)]
    pub json: bool,
}

#[derive(Subcommand)]
pub enum Definition {
    /// Say all that is wrong with it, by key and reason, or what it says in short; nothing is reached
    Check {
        #[arg(default_value = "infra/definition.toml")]
        file: PathBuf,
        /// For programs, one line
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub struct Message {
    #[command(flatten)]
    pub place: Place,
    /// The number of the token, like ACT0000000177, its identifier, or its id
    #[arg(value_name = "NUMBER|IDENTIFIER", value_parser = not_empty())]
    pub token: String,
    /// Show addresses in full that are not the identifier you gave
    #[arg(long)]
    pub show_address: bool,
    /// For programs, one line
    #[arg(long)]
    pub json: bool,
}

#[derive(Args)]
pub struct Redrive {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub which: Messages,
    /// Send them; without it nothing is done
    #[arg(long)]
    pub yes: bool,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Messages {
    /// The number of an access token, like ACT0000000177, its identifier, or its id
    #[arg(value_name = "NUMBER|IDENTIFIER", value_parser = not_empty())]
    pub token: Option<String>,
    /// Lines of communicate's log, as they stand there: the messages that they name; - for standard input
    #[arg(long, value_name = "FILE")]
    pub messages: Option<PathBuf>,
}

#[derive(Subcommand)]
pub enum Suppression {
    /// List all, in full
    #[command(after_help = place::SUPPRESSION.help())]
    List {
        #[command(flatten)]
        place: Place,
        /// For programs, one line
        #[arg(long)]
        json: bool,
    },
    /// Lift the one of an address: the next message goes there
    #[command(after_help = place::SUPPRESSION.help())]
    Lift {
        #[command(flatten)]
        place: Place,
        #[arg(value_parser = not_empty())]
        address: String,
    },
}

#[derive(Subcommand)]
pub enum Keys {
    /// Make a key, and print it: this once, alone on standard output
    #[command(after_help = place::KEYS.help())]
    Create(Create),
    /// List all keys, without what is secret of them
    #[command(after_help = place::KEYS.help())]
    List {
        #[command(flatten)]
        place: Place,
        /// For programs
        #[arg(long)]
        json: bool,
    },
    /// End a key at once, and with it the sessions of a back office; customers stay logged in
    #[command(after_help = place::KEYS.help())]
    Revoke {
        #[command(flatten)]
        place: Place,
        /// Its id, as `keys list` shows it, or the key itself
        #[arg(value_parser = not_empty())]
        id: String,
    },
}

#[derive(Args)]
pub struct Create {
    #[command(flatten)]
    place: Place,
    /// What the key is for
    #[arg(long, ignore_case = true, value_parser = class())]
    class: KeyClass,
    /// Of the app; of a SYSTEMIC_KEY, the person or system it is for
    #[arg(long)]
    name: String,
    /// Makes one more key of an application, so that it can take another's place; a new application without
    #[arg(long, value_name = "ID", value_parser = |text: &str| Id::try_from(text.to_owned()))]
    application: Option<Id>,
    /// What a SYSTEMIC_KEY may; give it again for each
    #[arg(long = "scope", value_name = "SCOPE", ignore_case = true, value_parser = scope())]
    scopes: Vec<Scope>,
    /// Where a SYSTEMIC_KEY may be used from, like 192.0.2.0/24 or 2001:db8:1::/48; give it again for each; from
    /// everywhere without
    #[arg(long = "network", value_name = "NETWORK")]
    networks: Vec<Network>,
    /// When it ends, in UTC, like 2027-11-01T00:00:00; a SYSTEMIC_KEY must end
    #[arg(long, value_name = "DATE")]
    ends: Option<Timestamp>,
    /// The same, in so many days from now
    #[arg(long, value_name = "N", conflicts_with = "ends", value_parser = clap::value_parser!(u32).range(1..=MOST_DAYS))]
    days: Option<u32>,
}

impl Create {
    /// What shall be made, and where.
    pub fn new_key(self, now: Timestamp) -> (Place, NewKey) {
        let Self { place, class, name, application, scopes, networks, ends, days } = self;
        let ends = ends.or_else(|| days.map(|days| now.plus_days(days)));
        (place, NewKey { class, application, name, scopes, networks, ends })
    }
}

fn class() -> impl TypedValueParser<Value = KeyClass> {
    let value = |class: KeyClass| {
        PossibleValue::new(class.as_str()).help(match class {
            KeyClass::ConsumerApplicationKey => "an app's, with which its customers log in",
            KeyClass::SystemicKey => "a back office's: of one person or system",
        })
    };
    one_of(KeyClass::ALL, KeyClass::as_str, value)
}

fn scope() -> impl TypedValueParser<Value = Scope> {
    let value = |scope: Scope| {
        PossibleValue::new(scope.as_str()).help(match scope {
            Scope::Read => "see all customers",
            Scope::Write => "change all customers",
            Scope::ClearCodes => {
                "see pass codes that are made for customers, and authentication codes in lists"
            }
            Scope::Delete => "delete access tokens",
        })
    };
    one_of(Scope::ALL, Scope::as_str, value)
}

/// Reads one of some values, by the name that the service has for it.
fn one_of<T: Copy + Send + Sync + 'static, const N: usize>(
    all: [T; N],
    name: fn(T) -> &'static str,
    value: fn(T) -> PossibleValue,
) -> impl TypedValueParser<Value = T> {
    let named = move |text: String| {
        let named = all.into_iter().find(|one| name(*one).eq_ignore_ascii_case(&text));
        named.ok_or("no such value")
    };
    PossibleValuesParser::new(all.map(value)).try_map(named)
}
