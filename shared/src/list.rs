//! `GET /access_tokens/list`: the access tokens that belong to a customer record, in the order of their numbers.
//!
//! 1. Parse: the customer record, and which part of the list.
//! 2. Read: what leads to the record, a part of its links, then the tokens with their customer records.
//! 3. Decide: nothing changes. 4. Commit: nothing, but for a try that proves nothing, which is counted.
//!
//! A part costs the same however long the list is.

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    access_token::AccessToken,
    answer::AccessTokenAnswer,
    caller::Caller,
    customer::{
        AccountsReceivableIdentifier, CustomerIdentifiers, RewardsParticipantIdentifier, SoughtCustomer,
    },
    definition::ClassificationIdentifier,
    http::{Call, Page, Parameters},
    id::Id,
    links::{Link, Records},
    look_up::Sought,
    paging::{self, Count, MOST_OFFSET, MOST_RESULTS},
    refusal::Refusal,
    seek::{Seek, read},
    service::Service,
    table::{Decision, Key, Part, Rounds, Rows},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open_to_known::<AccessTokenAnswer>("list", &request);
    call.answer_page(run(service, parameters, &call.caller).await)
}

/// The customer record whose tokens are listed: nothing of it but its id is needed first.
struct Listed(SoughtCustomer);

impl Seek for Listed {
    fn tokens(&mut self) -> Vec<&mut Sought> {
        self.0.tokens()
    }

    fn wants(&self, rows: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        Ok(self.0.leads(rows)?)
    }
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Input {
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

async fn run(
    service: &Service,
    parameters: Result<Parameters, Refusal>,
    caller: &Caller,
) -> Result<Page<AccessTokenAnswer>, Refusal> {
    let input: Input = parameters?.into_input()?;
    let mut context = service.context();
    let customer = CustomerIdentifiers {
        accounts_receivable_identifier: input.accounts_receivable_identifier,
        rewards_participant_identifier: input.rewards_participant_identifier,
    };
    let mut customer = Listed(SoughtCustomer::new(customer.either()?, caller, service, &context)?);
    let classification = input.classification_identifier;
    let classification = classification.map(|named| service.definition.classification(&named)).transpose()?;
    let classification = classification.map(|classification| &classification.id);
    let is_group = |group: &str| match classification {
        Some(id) => id.as_str() == group,
        None => Id::try_from(group.to_owned()).is_ok(),
    };
    let how_many = ("number_of_results", input.number_of_results);
    let part = paging::part(how_many, input.offset, input.next.as_deref(), is_group)?;
    let mut rounds = Rounds::default();
    loop {
        let mut rows = Rows::at(context.now);
        let decision = if let Some(counted) = read(service, &mut customer, &mut rows, &mut context).await? {
            Decision { writes: vec![counted], outcome: Err(Refusal::NotFound) }
        } else {
            let Listed(customer) = &customer;
            let record = customer.record(&rows)?.ok_or_else(|| customer.not_found())?;
            let page = page(service, &record, classification, &part, &mut rows).await?;
            let outcome = if rows.stands(&record) { Ok(page) } else { Err(customer.not_found()) };
            Decision { writes: Vec::new(), outcome }
        };
        if let Some(outcome) = service.table.settle(decision, &mut rounds, &mut context).await? {
            return outcome;
        }
    }
}

async fn page(
    service: &Service,
    record: &Key,
    classification: Option<&Id>,
    part: &Part,
    rows: &mut Rows,
) -> Result<Page<AccessTokenAnswer>, Refusal> {
    let listed = service.table.links(record, classification, part).await?;
    let keys = |link: &Link| {
        let mut keys = link.links.records();
        keys.push(Key::token(&link.holder));
        keys
    };
    let mut wanted: Vec<Key> = listed.rows.iter().flat_map(keys).collect();
    wanted.push(record.clone());
    service.table.gather(rows, |_| Ok::<_, Refusal>(wanted.clone())).await?;
    let mut items = Vec::with_capacity(listed.rows.len());
    for link in &listed.rows {
        // Deleted meanwhile, perhaps.
        if let Some(token) = rows.row::<AccessToken>(&Key::token(&link.holder))? {
            let records = Records::of(&token.row.links, rows)?;
            items.push(AccessTokenAnswer::of(&token.row, &records, service)?);
        }
    }
    Ok(Page { items, next: listed.next.as_ref().map(paging::next) })
}
