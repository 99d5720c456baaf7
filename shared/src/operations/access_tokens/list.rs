//! `GET /access_tokens/list`: the access tokens that belong to a customer record, in the order of their numbers.
//!
//! 1. Parse: the customer record, and which part of the list.
//! 2. Read: what leads to the record, a part of its links, then the tokens with their customer records.
//! 3. Decide: nothing changes. 4. Commit: nothing, but for a try that proves nothing, which is counted.
//!
//! A part costs the same however long the list is.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    base::{field_errors::FieldErrors, id::Id},
    definition::ClassificationIdentifier,
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, get},
        paging::{self, Count, MOST_OFFSET, MOST_RESULTS, Page},
        parameters::Parameters,
    },
    records::{
        access_token::AccessToken, customer_records::Records, link::Link, place::Place, refusal::Refusal,
    },
    steps::{
        customer::{
            self, AccountsReceivableIdentifier, CustomerIdentifiers, CustomerLookup,
            RewardsParticipantIdentifier,
        },
        flow::{self, Decision},
        lookup::Lookup,
        service::Service,
        token_lookup::TokenLookup,
    },
    table::{Key, Part, Rows},
};

pub(crate) const LIST: Operation<Input, Page<AccessTokenAnswer>> = get(
    "/access_tokens/list",
    Who::BackOffice,
    "The access tokens that belong to a customer record, in the order of their numbers.",
)
.refuses(&[
    flow::COMMITS,
    customer::NAMED_BY_TOKEN,
    customer::ACCOUNT_NAMED,
    customer::PARTICIPANT_NAMED,
    REFUSES,
]);

const REFUSES: &[Code] = &[Code::ClassificationNotFound];

/// The customer record whose tokens are listed: nothing of it but its id is needed first.
struct Listed(CustomerLookup);

impl Lookup for Listed {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        self.0.tokens()
    }

    fn wants(&self, rows: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        Ok(self.0.way(rows)?)
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Input {
    /// The customer record: this, or `rewards_participant_identifier`.
    accounts_receivable_identifier: Option<AccountsReceivableIdentifier>,
    /// The customer record: this, or `accounts_receivable_identifier`.
    rewards_participant_identifier: Option<RewardsParticipantIdentifier>,
    classification_identifier: Option<ClassificationIdentifier>,
    /// How many access tokens the answer has at most.
    #[schemars(range(min = 1, max = MOST_RESULTS))]
    number_of_results: Option<Count>,
    /// How many to leave out at the beginning.
    #[schemars(range(max = MOST_OFFSET))]
    offset: Option<Count>,
    /// Goes on after another answer: its `next`.
    next: Option<String>,
}

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<Page<AccessTokenAnswer>, Refusal> {
    let input: Input = parameters.rest()?;
    let mut context = service.context(&caller);
    let mut errors = FieldErrors::default();
    let identifiers = CustomerIdentifiers {
        accounts_receivable_identifier: input.accounts_receivable_identifier,
        rewards_participant_identifier: input.rewards_participant_identifier,
    };
    let lookup = identifiers
        .either()
        .map_err(Refusal::from)
        .and_then(|one| CustomerLookup::new(one, &caller, service, &context));
    let customer = Refusal::collect(&mut errors, lookup)?;
    let classification = input.classification_identifier.map(|named| {
        let known = service.definition.classification(&named).map(|known| &known.id);
        known.ok_or(Refusal::ClassificationNotFound)
    });
    let classification = classification.transpose()?;
    let is_group = |group: &str| match classification {
        Some(id) => id.as_str() == group,
        None => Id::try_from(group.to_owned()).is_ok(),
    };
    let how_many = ("number_of_results", input.number_of_results);
    let place = |text: &str| Place::in_group(text, is_group);
    let part = errors.collect(paging::part(how_many, input.offset, input.next.as_deref(), place));
    let (Some(customer), Some((part, after))) = (customer, part) else { return Err(errors.into()) };
    let belongs_to = customer.belongs_to();
    let found = flow::run(service, &caller, Listed(customer), &mut context, |Listed(customer), rows, _| {
        let record = customer.record(rows)?.ok_or_else(|| customer.not_found())?;
        Ok(Decision { writes: Vec::new(), outcome: Ok((record, rows.clone())) })
    });
    let (record, mut rows) = found.await?;
    let page = page(service, &caller, &record, classification, &part, after.as_ref(), &mut rows).await?;
    if rows.stands(&record) { Ok(page) } else { Err(customer::not_found(belongs_to)) }
}

async fn page(
    service: &Service,
    caller: &Caller,
    record: &Key,
    classification: Option<&Id>,
    part: &Part,
    after: Option<&Place>,
    rows: &mut Rows,
) -> Result<Page<AccessTokenAnswer>, Refusal> {
    let after = after.map(|place| Link::key_of(record, place));
    let listed = service.table.beside::<Link>(record, &Link::begin(classification), after, part).await?;
    let mut wanted = vec![record.clone()];
    for link in &listed.rows {
        wanted.extend(link.links.records());
        wanted.push(AccessToken::key_of(&link.holder));
    }
    service.table.step(rows, wanted).await?;
    let mut items = Vec::with_capacity(listed.rows.len());
    for link in &listed.rows {
        // Deleted meanwhile, perhaps.
        if let Some(token) = rows.row::<AccessToken>(&AccessToken::key_of(&link.holder))? {
            let records = Records::of(&token.row.links, rows)?;
            let answer = AccessTokenAnswer::of(&token.row, &records, &service.definition, &service.keyring)?;
            items.push(answer.in_a_list(caller));
        }
    }
    let last = listed.rows.last().filter(|_| listed.more);
    Ok(Page { items, next: last.map(|link| paging::next(&link.place())) })
}
