//! `POST /accounts_receivable/show`: an account and who owns it. Its access tokens are in `access_tokens/list`.
//!
//! 1. Parse.
//! 2. Read the account.
//! 3. Decide: nothing changes. 4. Commit: nothing.

use crate::{
    base::{context::Context, scope::Scope},
    definition::BelongsTo,
    http::{
        answer::{AccountsReceivableAnswer, RecordAnswer},
        caller::Caller,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::refusal::Refusal,
    steps::{
        customer::{self, Customer, OwnAccount},
        flow::{self, Decision},
        service::Service,
    },
};

pub(crate) const SHOW: Operation<OwnAccount, RecordAnswer<AccountsReceivableAnswer>> = post(
    "/accounts_receivable/show",
    Who::CustomerOrBackOffice,
    "Shows an accounts receivable and who owns it.",
)
.for_scope(Scope::Read)
.refuses(&[flow::COMMITS, customer::NAMED_BY_TOKEN, customer::ACCOUNT_NAMED]);

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<RecordAnswer<AccountsReceivableAnswer>, Refusal> {
    customer::run_or_own::<OwnAccount, _>(service, parameters, &caller, BelongsTo::Account, decide).await
}

#[expect(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "decided as all operations are")]
fn decide(
    service: &Service,
    customer: Customer,
    _: &mut Context,
) -> Result<Decision<RecordAnswer<AccountsReceivableAnswer>>, Refusal> {
    let answer = RecordAnswer::account(&customer.account.row, &service.definition);
    Ok(Decision { writes: Vec::new(), outcome: Ok(answer) })
}
