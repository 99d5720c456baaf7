//! `POST /customers/find`: customers, by what a back office knows of them. The Web API has no such operation: it is ours.
//!
//! By a number, an identifier or a name, which are claimed:
//! 1. Parse. 2. Read: the claim; the record that holds it; the customer records that it shows.
//!
//! By how an identifier or a name begins, where the stack has an index of that:
//! 1. Parse. 2. Read: a part of the index, from all of its partitions side by side; then the same.
//!
//! 3. Decide: nothing changes. 4. Commit: nothing.
//!
//! It costs the same however many customers there are. What is looked for is in the body, not in the address: addresses end
//! in the logs of what stands before an API.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use crate::{
    base::{
        field_errors::FieldErrors,
        id::{Id, Number, Numbered},
        identifier::NormalisedIdentifier,
        rule::Rule,
        scope::Scope,
        text_rules::{MAXIMUM_LENGTH, PLAIN, plain_text},
    },
    http::{
        answer::{AccessTokenAnswer, AccountsReceivableAnswer, FoundAnswer, RewardsParticipantAnswer},
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        paging::{self, Count, MOST_RESULTS, Page},
        parameters::Parameters,
    },
    records::{
        access_token::AccessToken,
        accounts_receivable::{AccountsReceivable, check_name, name_key, number_key},
        claims::identifier_key,
        customer_records::Records,
        found::{Beginning, FOUND, spelled},
        refusal::Refusal,
        rewards_participant::RewardsParticipant,
    },
    steps::{caller::CallerLookup, flow, service::Service},
    table::{Claim, Key, Row as _, Rows, Stored},
};

pub(crate) const FIND: Operation<Input, Page<FoundAnswer>> = post(
    "/customers/find",
    Who::BackOffice,
    "Finds customers by a number, an identifier or a name, or by how one begins.",
)
.for_scope(Scope::Read)
.refuses(&[flow::READS, &[Code::InvalidValue, Code::NotOffered]]);

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "by": "IDENTIFIER", "text": "ada@example.com" }))]
pub(crate) struct Input {
    by: By,
    /// The number, identifier or name, in any spelling that looks the same; or how it begins, without regard to case and
    /// accents.
    #[schemars(length(min = 1, max = MAXIMUM_LENGTH), regex(pattern = PLAIN))]
    text: String,
    /// How many the answer has at most.
    #[schemars(range(min = 1, max = MOST_RESULTS))]
    number_of_results: Option<Count>,
    /// Goes on after another answer: its `next`.
    next: Option<String>,
}

/// What `text` is.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum By {
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

/// Records that are looked for.
struct Sought {
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

impl Sought {
    fn parse(by: By, text: &str, service: &Service) -> Result<Self, Refusal> {
        let usable = |checked: Result<(), Rule>| checked.map_err(FieldErrors::value("text"));
        usable(plain_text(text, MAXIMUM_LENGTH))?;
        usable(if text.is_empty() { Err(Rule::TooShort { minimum: 1 }) } else { Ok(()) })?;
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
                usable(identifier.short_enough())?;
                let claim = Some(identifier_key(&identifier));
                return Ok(Self { of: Numbered::AccessToken, way: Way::Claim(claim) });
            }
            By::Name => {
                usable(check_name(text))?;
                return Ok(Self { of: Numbered::AccountsReceivable, way: Way::Claim(Some(name_key(text))) });
            }
            By::IdentifierBegins => (Numbered::AccessToken, Beginning::Identifier),
            By::NameBegins => (Numbered::AccountsReceivable, Beginning::Name),
        };
        if !service.finds_beginnings {
            return Err(Refusal::BeginningsNotOffered);
        }
        usable(if spelled(text).is_empty() { Err(Rule::TooShort { minimum: 1 }) } else { Ok(()) })?;
        Ok(Self { of, way: Way::Beginning(beginning.of(text)) })
    }

    /// Where the record of that id stands.
    fn key_of(&self, id: &Id) -> Key {
        match self.of {
            Numbered::AccessToken => AccessToken::key_of(id),
            Numbered::AccountsReceivable => AccountsReceivable::key_of(id),
            Numbered::RewardsParticipant => RewardsParticipant::key_of(id),
        }
    }

    /// The place in the index that `next` says: its key, and what it is ordered by.
    fn place(&self, text: &str) -> Option<(Key, String)> {
        let Way::Beginning(begin) = &self.way else { return None };
        let (_, id) = text.rsplit_once('#').filter(|_| text.starts_with(begin))?;
        Some((self.key_of(&Id::try_from(id.to_owned()).ok()?), text.to_owned()))
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

    /// The customer records that the answer of a record shows.
    fn shown_with(&self, key: &Key, rows: &Rows) -> Result<Vec<Key>, Refusal> {
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

    /// What is told of a record, unless it is not what is looked for, or no more.
    fn answer(
        &self,
        key: &Key,
        rows: &Rows,
        service: &Service,
        caller: &Caller,
    ) -> Result<Option<FoundAnswer>, Refusal> {
        let definition = &service.definition;
        let mut found = FoundAnswer::default();
        match self.of {
            Numbered::AccessToken => {
                let Some(Stored { row: token, .. }) = rows.row::<AccessToken>(key)? else { return Ok(None) };
                let identifier = token.identifier.as_ref().map(|it| identifier_key(&it.normalised()));
                let claims: Vec<Key> = identifier.into_iter().chain([number_key(&token.number)]).collect();
                if !self.is(&claims, &token.indexed()) {
                    return Ok(None);
                }
                let records = Records::of(&token.links, rows)?;
                let answer = AccessTokenAnswer::of(&token, &records, definition, &service.keyring)?;
                found.access_token = Some(answer.in_a_list(caller));
            }
            Numbered::AccountsReceivable => {
                let Some(Stored { row, .. }) = rows.row::<AccountsReceivable>(key)? else { return Ok(None) };
                let claims: Vec<Key> = row.name_key().into_iter().chain([number_key(&row.number)]).collect();
                if !self.is(&claims, &row.indexed()) {
                    return Ok(None);
                }
                found.accounts_receivable = Some(AccountsReceivableAnswer::of(&row, definition));
            }
            Numbered::RewardsParticipant => {
                let Some(Stored { row, .. }) = rows.row::<RewardsParticipant>(key)? else { return Ok(None) };
                let owner = rows.row(&AccountsReceivable::key_of(&row.accounts_receivable))?;
                let account = owner.map(|stored| stored.row);
                let records = Records { account, rewards_participant: Some(row) };
                found.rewards_participant = RewardsParticipantAnswer::of(&records, definition);
            }
        }
        Ok(Some(found))
    }
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Page<FoundAnswer>, Refusal> {
    let Input { by, text, number_of_results, next } = parameters.rest()?;
    let mut errors = FieldErrors::default();
    let sought = Refusal::collect(&mut errors, Sought::parse(by, &text, service))?;
    let place = |text: &str| sought.as_ref().and_then(|sought| sought.place(text));
    let how_many = ("number_of_results", number_of_results);
    let part = errors.collect(paging::part(how_many, None, next.as_deref(), place));
    let (Some(sought), Some((part, after))) = (&sought, part) else { return Err(errors.into()) };
    let now = service.context(&caller).now;
    let (session, mut rows) = (CallerLookup::of(&caller, now), Rows::at(now));
    let (keys, next) = match &sought.way {
        Way::Claim(claim) => {
            service.table.step(&mut rows, session.keys().into_iter().chain(claim.clone()).collect()).await?;
            session.check(&rows)?;
            let claim = claim.as_ref().map(|claim| rows.row::<Claim>(claim)).transpose()?.flatten();
            (claim.iter().map(|claim| sought.key_of(&claim.row.holder)).collect(), None)
        }
        Way::Beginning(begin) => {
            let listed = service.table.indexed(&[FOUND], Some(begin), after.as_ref(), &part).await?;
            let last = listed.rows.last().filter(|_| listed.more);
            let next = last.map(|(_, place)| paging::next(place));
            (listed.rows.into_iter().map(|(key, _)| key).collect::<Vec<_>>(), next)
        }
    };
    service.table.step(&mut rows, [session.keys(), keys.clone()].concat()).await?;
    session.check(&rows)?;
    let mut records = Vec::new();
    for key in &keys {
        records.extend(sought.shown_with(key, &rows)?);
    }
    service.table.step(&mut rows, records).await?;
    let mut items = Vec::with_capacity(keys.len());
    for key in &keys {
        items.extend(sought.answer(key, &rows, service, &caller)?);
    }
    Ok(Page { items, next })
}
