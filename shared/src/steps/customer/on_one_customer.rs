//! What the operations have in common that take nothing but one customer record.

use serde::de::DeserializeOwned;

use super::{found::Customer, identifiers::CustomerIdentifiers, lookup::CustomerLookup};
use crate::{
    base::context::Context,
    http::{caller::Caller, parameters::Parameters},
    records::refusal::Refusal,
    steps::{
        flow::{self, Decision},
        service::Service,
    },
};

/// Runs an operation that takes nothing but a customer record, `I`; the rule is what it makes of that.
pub(crate) async fn run<I: DeserializeOwned + Into<CustomerIdentifiers>, A>(
    service: &Service,
    parameters: Parameters,
    caller: &Caller,
    rule: fn(&Service, Customer, &mut Context) -> Result<Decision<A>, Refusal>,
) -> Result<A, Refusal> {
    let input: I = parameters.rest()?;
    let mut context = service.context();
    let lookup = CustomerLookup::new(input.into(), caller, service, &context)?;
    flow::run(service, lookup, &mut context, |lookup, rows, context| {
        rule(service, lookup.found(rows)?.ok_or_else(|| lookup.not_found())?, context)
    })
    .await
}
