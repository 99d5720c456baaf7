//! `POST /accounts_receivable/show`: an account and who owns it. Its access tokens are in `access_tokens/list`.
//!
//! 1. Parse.
//! 2. Read the account.
//! 3. Decide: nothing changes. 4. Commit: nothing.

use lambda_http::{Body, Request, Response};

use crate::{
    answer::{AccountsReceivableAnswer, RecordAnswer},
    context::Context,
    customer::{self, Account, Customer},
    http::Call,
    service::Service,
    table::Decision,
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) =
        Call::open_to_known::<RecordAnswer<AccountsReceivableAnswer>>("accounts_receivable/show", &request);
    let shown = |customer: Customer, _: &mut Context| {
        let answer = RecordAnswer::account(&customer.account.row, &service.definition);
        Ok(Decision { writes: Vec::new(), outcome: Ok(answer) })
    };
    call.answer(customer::run::<Account, _>(service, parameters, &call.caller, shown).await)
}
