//! `POST /accounts_receivable/terminate`: an account is TERMINATED, for good. Its access tokens stay linked to it.
//!
//! 1. Parse.
//! 2. Read the account.
//! 3. Decide: not while it owns a rewards participant that is EFFECTIVE.
//! 4. Commit: the account.

use lambda_http::{Body, Request, Response};

use crate::{
    answer::{AccountsReceivableAnswer, RecordAnswer},
    context::Context,
    customer::{self, Account, Customer},
    http::Call,
    refusal::Refusal,
    service::Service,
    table::{Decision, Key, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) = Call::open_to_known::<RecordAnswer<AccountsReceivableAnswer>>(
        "accounts_receivable/terminate",
        &request,
    );
    let decide = |customer: Customer, context: &mut Context| decide(service, customer, context);
    call.answer(customer::run::<Account, _>(service, parameters, &call.caller, decide).await)
}

fn decide(
    service: &Service,
    customer: Customer,
    context: &mut Context,
) -> Result<Decision<RecordAnswer<AccountsReceivableAnswer>>, Refusal> {
    let Stored { row, version } = customer.account;
    let account = row.terminate(context.now)?;
    let answer = RecordAnswer::account(&account, &service.definition);
    let write = Write::replace(&Key::accounts_receivable(&account.id), &account, version, None)?;
    Ok(Decision { writes: vec![write], outcome: Ok(answer) })
}
