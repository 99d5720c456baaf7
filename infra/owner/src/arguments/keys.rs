//! What `keys` is told.

use clap::{
    Args, Subcommand,
    builder::{PossibleValue, PossibleValuesParser, TypedValueParser},
};
use shared::{Id, KeyClass, Network, NewKey, Scope, Timestamp};

use crate::place::{self, Place, not_empty};

/// A hundred years: with more, a key might as well have no end.
const MOST_DAYS: i64 = 36_500;

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
