//! What the command is told: its arguments, and what `--help` says of them.

pub mod keys;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::place::{self, Place, WithKeyring, not_empty};
use keys::Keys;

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
    /// Find customers by a number, an identifier or a name, or by how an identifier or a name begins
    #[command(after_help = place::FIND.help())]
    Find(Find),
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
pub struct Find {
    #[command(flatten)]
    pub place: Place,
    /// The number of an access token, an account or a rewards participant, an identifier, or the name of an account
    #[arg(value_name = "NUMBER|IDENTIFIER|NAME", value_parser = not_empty())]
    pub text: String,
    /// It is how an identifier or a name begins, in whatever case, with accents or without
    #[arg(long)]
    pub begins: bool,
    /// So many identifiers, and as many names, that begin so
    #[arg(long, value_name = "N", requires = "begins", default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub at_most: u16,
    /// Show addresses in full that are not the identifier you gave
    #[arg(long)]
    pub show_address: bool,
    /// For programs, one line
    #[arg(long)]
    pub json: bool,
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
