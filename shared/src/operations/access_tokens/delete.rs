//! `POST /access_tokens/delete`: a NOT_EFFECTIVE token goes, with all its claims and links.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once it is proved.
//! 3. Decide: only NOT_EFFECTIVE, and not the last one of an account that must have one.
//! 4. Commit: everything of the token but its message rows, which go by themselves after a month.

use crate::{
    base::{context::Context, scope::Scope},
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        access_token::AccessToken, accounts_receivable::AccountsReceivable, claims,
        customer_records::Records, link, refusal::Refusal,
    },
    steps::{
        flow::{self, Decision},
        on_one_token::{self, Input},
        service::Service,
        token_lookup,
    },
    table::{Rows, Stored, Write},
};

pub(crate) const DELETE: Operation<Input, AccessTokenAnswer> =
    post("/access_tokens/delete", Who::Anybody, "A NOT_EFFECTIVE access token goes, for good.")
        .for_scope(Scope::Delete)
        .refuses(&[flow::COMMITS, token_lookup::REFUSES, REFUSES]);

pub(crate) async fn run(
    service: &Service,
    parameters: Parameters,
    caller: Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    on_one_token::run(service, parameters, &caller, decide).await
}

const REFUSES: &[Code] = &[Code::LifeCycleStateNotAllowed, Code::AtLeastOneAccessToken];

fn decide(
    service: &Service,
    token: Stored<AccessToken>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: token, version } = token;
    let token = token.deletable()?;
    let records = Records::of(&token.links, rows)?;
    let answer = AccessTokenAnswer::of(&token, &records, &service.definition, &service.keyring)?;
    let mut writes = vec![Write::delete(token.key(), version)];
    writes.extend(claims::given_up(&token, &[], &service.keyring)?);
    writes.extend(link::writes(Some(&token), None)?);
    if let Some(id) = &token.links.accounts_receivable {
        let account = rows.row::<AccountsReceivable>(&AccountsReceivable::key_of(id))?;
        let Stored { row, version } = account.ok_or_else(Refusal::linked_row_missing)?;
        let rules = &service.definition.of_records().accounts_receivable;
        let account = row.with_tokens(0, 1, rules, &context.done())?;
        writes.push(Write::replace(&account.key(), &account, version)?);
    }
    Ok(Decision { writes, outcome: Ok(answer) })
}
