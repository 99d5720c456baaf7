//! `POST /accounts_receivable/terminate`: an account is TERMINATED, for good. Its access tokens stay linked to it.
//!
//! 1. Parse.
//! 2. Read the account.
//! 3. Decide: not while it owns a rewards participant that is EFFECTIVE.
//! 4. Commit: the account.

use crate::{
    base::context::Context,
    http::{
        answer::{AccountsReceivableAnswer, RecordAnswer},
        caller::Caller,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::{
        customer::{self, Account, Customer},
        flow::{self, Decision},
        service::Service,
    },
    table::{Stored, Write},
};

pub(crate) const TERMINATE: Operation<Account, RecordAnswer<AccountsReceivableAnswer>> = post(
    "/accounts_receivable/terminate",
    Who::BackOffice,
    "An accounts receivable is TERMINATED, for good.",
)
.refuses(&[flow::COMMITS, customer::NAMED_BY_TOKEN, customer::ACCOUNT_NAMED]);

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<RecordAnswer<AccountsReceivableAnswer>, Refusal> {
    customer::run::<Account, _>(service, parameters, &caller, decide).await
}

fn decide(
    service: &Service,
    customer: Customer,
    context: &mut Context,
) -> Result<Decision<RecordAnswer<AccountsReceivableAnswer>>, Refusal> {
    let Stored { row, version } = customer.account;
    let account = row.terminate(&context.done())?;
    let answer = RecordAnswer::account(&account, &service.definition);
    let write = Write::replace(&account.key(), &account, version)?;
    Ok(Decision { writes: vec![write], outcome: Ok(answer) })
}
