//! Finding customers by what somebody knows of them, for a back office and for the owner's command alike.
//!
//! A number, an identifier or a name is claimed, and the claim leads to its record. How an identifier or a name begins
//! an index knows; what it says is read again, and what is no longer so is left out. Nothing is scanned: it costs the
//! same however many customers there are.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    base::{
        id::{Id, Number, Numbered},
        identifier::NormalisedIdentifier,
        rule::Rule,
        text_rules::{MAXIMUM_LENGTH, plain_text},
        timestamp::Timestamp,
    },
    records::{
        access_token::AccessToken,
        accounts_receivable::{AccountsReceivable, check_name, name_key, number_key},
        claims::identifier_key,
        customer_records::Records,
        found::{Beginning, FOUND, spelled},
        rewards_participant::RewardsParticipant,
    },
    table::{Claim, Key, Part, Row as _, Rows, Stored, Table, TableError},
};

/// What `text` is.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum By {
    /// The number of an access token, an account or a rewards participant.
    Number,
    /// The identifier of an access token.
    Identifier,
    /// The name of an account.
    Name,
    /// How the identifier of an access token begins.
    IdentifierBegins,
    /// How the name of an account begins, or where it has none the name of who owns it, the last name first.
    NameBegins,
}

impl By {
    /// Whether it needs an index, which not every stack has.
    pub(crate) const fn is_a_beginning(self) -> bool {
        match self {
            Self::Number | Self::Identifier | Self::Name => false,
            Self::IdentifierBegins | Self::NameBegins => true,
        }
    }
}

/// Records that are looked for.
pub(crate) struct Sought {
    of: Numbered,
    way: Way,
}

/// What leads to them.
enum Way {
    /// The claim of what one of them has at most; none where no number is spelled like that.
    Claim(Option<Key>),
    /// How their places in the index begin.
    Beginning(String),
}

/// A place in the index: the key of a record, and what it is ordered by.
pub(crate) type Place = (Key, String);

/// A record that was found, with the customer records that are shown with it.
pub(crate) enum Found {
    AccessToken(Box<AccessToken>, Records),
    AccountsReceivable(AccountsReceivable),
    /// With the account that owns it.
    RewardsParticipant(Records),
}

/// A part of what is found, and the place after which there is more.
pub(crate) struct FoundPart {
    pub found: Vec<Found>,
    pub next: Option<Place>,
}

impl Sought {
    pub(crate) fn parse(by: By, text: &str) -> Result<Self, Rule> {
        plain_text(text, MAXIMUM_LENGTH)?;
        let too_short = Err(Rule::TooShort { minimum: 1 });
        if text.is_empty() {
            return too_short;
        }
        let (of, beginning) = match by {
            By::Number => {
                let number = text.trim().to_uppercase();
                let known = Numbered::ALL
                    .into_iter()
                    .find_map(|of| Number::parse(of, &number).map(|number| (of, number_key(&number))));
                let (of, claim) = known.unzip();
                return Ok(Self { of: of.unwrap_or(Numbered::AccessToken), way: Way::Claim(claim) });
            }
            By::Identifier => {
                let identifier = NormalisedIdentifier::of(text);
                identifier.short_enough()?;
                let claim = Some(identifier_key(&identifier));
                return Ok(Self { of: Numbered::AccessToken, way: Way::Claim(claim) });
            }
            By::Name => {
                check_name(text)?;
                return Ok(Self { of: Numbered::AccountsReceivable, way: Way::Claim(Some(name_key(text))) });
            }
            By::IdentifierBegins => (Numbered::AccessToken, Beginning::Identifier),
            By::NameBegins => (Numbered::AccountsReceivable, Beginning::Name),
        };
        if spelled(text).is_empty() {
            return too_short;
        }
        Ok(Self { of, way: Way::Beginning(beginning.of(text)) })
    }

    /// The place in the index that `next` says.
    pub(crate) fn place(&self, text: &str) -> Option<Place> {
        let Way::Beginning(begin) = &self.way else { return None };
        let (_, id) = text.rsplit_once('#').filter(|_| text.starts_with(begin))?;
        Some((self.key_of(&Id::try_from(id.to_owned()).ok()?), text.to_owned()))
    }

    /// Reads a part of what is found: by a claim, in three calls; by a beginning, in an index and three calls
    /// more. The rows of who asks come with the first of the calls, and are checked before there is another.
    pub(crate) async fn find<E: From<TableError>>(
        &self,
        table: &Table,
        now: Timestamp,
        (part, after): (&Part, Option<&Place>),
        (asker, check): (&[Key], impl Fn(&Rows) -> Result<(), E>),
    ) -> Result<FoundPart, E> {
        let mut rows = Rows::at(now);
        let claim = match &self.way {
            Way::Claim(claim) => claim.as_slice(),
            Way::Beginning(_) => &[],
        };
        table.step(&mut rows, [asker, claim].concat()).await?;
        check(&rows)?;
        let (keys, next) = match &self.way {
            Way::Claim(claim) => {
                let claim = claim.as_ref().map(|claim| rows.row::<Claim>(claim)).transpose()?.flatten();
                (claim.iter().map(|claim| self.key_of(&claim.row.holder)).collect(), None)
            }
            Way::Beginning(begin) => {
                let listed = table.indexed(&[FOUND], Some(begin), after, part).await?;
                let next = listed.rows.last().filter(|_| listed.more).cloned();
                (listed.rows.into_iter().map(|(key, _)| key).collect::<Vec<_>>(), next)
            }
        };
        table.step(&mut rows, keys.clone()).await?;
        let mut records = Vec::new();
        for key in &keys {
            records.extend(self.shown_with(key, &rows)?);
        }
        table.step(&mut rows, records).await?;
        let mut found = Vec::with_capacity(keys.len());
        for key in &keys {
            found.extend(self.found(key, &rows)?);
        }
        Ok(FoundPart { found, next })
    }

    /// Where the record of that id stands.
    fn key_of(&self, id: &Id) -> Key {
        match self.of {
            Numbered::AccessToken => AccessToken::key_of(id),
            Numbered::AccountsReceivable => AccountsReceivable::key_of(id),
            Numbered::RewardsParticipant => RewardsParticipant::key_of(id),
        }
    }

    /// Whether a record has what is looked for: it may have changed since the claim or the index was read.
    fn is(&self, claims: &[Key], indexed: &[(&'static str, String)]) -> bool {
        match &self.way {
            Way::Claim(claim) => claim.as_ref().is_some_and(|claim| claims.contains(claim)),
            Way::Beginning(begin) => indexed
                .iter()
                .any(|(attribute, place)| *attribute == FOUND.ordered_by && place.starts_with(begin)),
        }
    }

    /// The customer records that are shown with a record.
    fn shown_with(&self, key: &Key, rows: &Rows) -> Result<Vec<Key>, TableError> {
        Ok(match self.of {
            Numbered::AccessToken => {
                rows.row::<AccessToken>(key)?.map(|token| token.row.links.records()).unwrap_or_default()
            }
            Numbered::AccountsReceivable => Vec::new(),
            Numbered::RewardsParticipant => {
                let participant = rows.row::<RewardsParticipant>(key)?;
                let owner = participant.map(|participant| participant.row.accounts_receivable);
                owner.iter().map(AccountsReceivable::key_of).collect()
            }
        })
    }

    /// A record, unless it is not what is looked for, or no more.
    fn found(&self, key: &Key, rows: &Rows) -> Result<Option<Found>, TableError> {
        Ok(match self.of {
            Numbered::AccessToken => {
                let Some(Stored { row: token, .. }) = rows.row::<AccessToken>(key)? else { return Ok(None) };
                let identifier = token.identifier.as_ref().map(|it| identifier_key(&it.normalised()));
                let claims: Vec<Key> = identifier.into_iter().chain([number_key(&token.number)]).collect();
                let records = Records::of(&token.links, rows)?;
                self.is(&claims, &token.indexed()).then(|| Found::AccessToken(Box::new(token), records))
            }
            Numbered::AccountsReceivable => {
                let Some(Stored { row, .. }) = rows.row::<AccountsReceivable>(key)? else { return Ok(None) };
                let claims: Vec<Key> = row.name_key().into_iter().chain([number_key(&row.number)]).collect();
                self.is(&claims, &row.indexed()).then_some(Found::AccountsReceivable(row))
            }
            Numbered::RewardsParticipant => {
                let Some(Stored { row, .. }) = rows.row::<RewardsParticipant>(key)? else { return Ok(None) };
                let owner = rows.row(&AccountsReceivable::key_of(&row.accounts_receivable))?;
                let account = owner.map(|stored| stored.row);
                Some(Found::RewardsParticipant(Records { account, rewards_participant: Some(row) }))
            }
        })
    }
}
