//! `POST /access_tokens/delete`: a NOT_EFFECTIVE token goes, with all its claims and links.
//!
//! 1. Parse.
//! 2. Read the token; the customer records it belongs to, once it is proved.
//! 3. Decide: only NOT_EFFECTIVE, and not the last one of an account that must have one.
//! 4. Commit: everything of the token but its message rows, which go by themselves after a month.

use lambda_http::{Body, Request, Response};

use crate::{
    access_token::AccessToken,
    accounts_receivable::AccountsReceivable,
    answer::AccessTokenAnswer,
    context::Context,
    identified,
    keyring::Keyring,
    links::{self, Records},
    refusal::Refusal,
    service::Service,
    table::{Decision, Key, Rows, Stored, Write},
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    identified::answer(service, "delete", request, decide).await
}

fn decide(
    service: &Service,
    token: Stored<AccessToken>,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: token, version } = token;
    let token = token.deletable()?;
    let answer = AccessTokenAnswer::of(&token, &Records::of(&token.links, rows)?, service)?;
    let mut writes = vec![Write::delete(Key::token(&token.id), version)];
    writes.extend(claims(&token, &service.keyring)?);
    writes.extend(links::writes(Some(&token), None)?);
    if let Some(id) = &token.links.accounts_receivable {
        let key = Key::accounts_receivable(id);
        let Stored { row, version } =
            rows.row::<AccountsReceivable>(&key)?.ok_or(Refusal::AccountsReceivableNotFound)?;
        let rules = &service.definition.of_records().accounts_receivable;
        writes.push(Write::replace(&key, &row.with_tokens(0, 1, rules, context.now)?, version, None)?);
    }
    Ok(Decision { writes, outcome: Ok(answer) })
}

/// What gives up the claims of a token.
fn claims(token: &AccessToken, keyring: &Keyring) -> Result<Vec<Write>, Refusal> {
    let identifier = token.identifier.as_ref().map(|identifier| Key::identifier(&identifier.normalised()));
    let keys = [Some(Key::number(&token.number)), identifier, token.authentication_code_claim(keyring)?];
    Ok(keys.into_iter().flatten().map(|key| Write::give_up(key, token.id.clone())).collect())
}
