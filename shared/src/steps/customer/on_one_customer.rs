//! What the operations have in common that take nothing but one customer record.

use serde::de::DeserializeOwned;

use super::{found::Customer, identifiers::CustomerIdentifiers, lookup::CustomerLookup};
use crate::{
    base::context::Context,
    definition::BelongsTo,
    http::{caller::Caller, parameters::Parameters},
    records::refusal::Refusal,
    steps::{
        flow::{self, Decision},
        service::Service,
    },
};

/// What an operation makes of a customer record.
type Rule<A> = fn(&Service, Customer, &mut Context) -> Result<Decision<A>, Refusal>;

/// Runs an operation that takes nothing but a customer record, `I`.
pub(crate) async fn run<I: DeserializeOwned + Into<CustomerIdentifiers>, A>(
    service: &Service,
    parameters: Parameters,
    caller: &Caller,
    rule: Rule<A>,
) -> Result<A, Refusal> {
    let input: I = parameters.rest()?;
    let mut context = service.context(caller);
    let lookup = CustomerLookup::new(input.into(), caller, service, &context)?;
    on(service, caller, lookup, &mut context, rule).await
}

/// The same of one that a customer may ask for too, of their own.
pub(crate) async fn run_or_own<I: DeserializeOwned + Into<CustomerIdentifiers>, A>(
    service: &Service,
    parameters: Parameters,
    caller: &Caller,
    belongs_to: BelongsTo,
    rule: Rule<A>,
) -> Result<A, Refusal> {
    let input: I = parameters.rest()?;
    let mut context = service.context(caller);
    let lookup = CustomerLookup::or_own(input.into(), belongs_to, caller, service, &context)?;
    on(service, caller, lookup, &mut context, rule).await
}

async fn on<A>(
    service: &Service,
    caller: &Caller,
    lookup: CustomerLookup,
    context: &mut Context,
    rule: Rule<A>,
) -> Result<A, Refusal> {
    flow::run(service, caller, lookup, context, |lookup, rows, context| {
        rule(service, lookup.found(rows)?.ok_or_else(|| lookup.not_found())?, context)
    })
    .await
}
