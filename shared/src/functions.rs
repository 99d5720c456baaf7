//! The functions that serve several operations: which route asks for which.

use lambda_http::{Body, Request, Response};

use crate::{
    accounts_receivable, change_pass_code, delete, forgot_pass_code, get_not_associated,
    http::{no_such_operation, operation},
    list, list_classifications, reset_pass_code, reset_verification_code, rewards_participant,
    service::Service,
    set_as_effective, set_as_not_effective, show, update,
};

/// What changes an access token.
pub async fn manage(service: &Service, request: Request) -> Response<Body> {
    match operation(&request) {
        "access_tokens/delete" => delete::handle(service, request).await,
        "access_tokens/set_as_effective" => set_as_effective::handle(service, request).await,
        "access_tokens/set_as_not_effective" => set_as_not_effective::handle(service, request).await,
        "access_tokens/update" => update::handle(service, request).await,
        _ => no_such_operation(),
    }
}

/// What replaces a secret.
pub async fn reset(service: &Service, request: Request) -> Response<Body> {
    match operation(&request) {
        "access_tokens/change_pass_code" => change_pass_code::handle(service, request).await,
        "access_tokens/forgot_pass_code" => forgot_pass_code::handle(service, request).await,
        "access_tokens/reset_pass_code" => reset_pass_code::handle(service, request).await,
        "access_tokens/reset_verification_code" => reset_verification_code::handle(service, request).await,
        _ => no_such_operation(),
    }
}

/// What only reads.
pub async fn show(service: &Service, request: Request) -> Response<Body> {
    match operation(&request) {
        "access_tokens/get_not_associated" => get_not_associated::handle(service, request).await,
        "access_tokens/list" => list::handle(service, request).await,
        "access_tokens/show" => show::handle(service, request).await,
        "accounts_receivable/show" => accounts_receivable::show::handle(service, request).await,
        "classifications/list" => list_classifications::handle(service, &request),
        "rewards_participants/show" => rewards_participant::show::handle(service, request).await,
        _ => no_such_operation(),
    }
}

/// What changes a customer record.
pub async fn customers(service: &Service, request: Request) -> Response<Body> {
    match operation(&request) {
        "accounts_receivable/create" => accounts_receivable::create::handle(service, request).await,
        "accounts_receivable/terminate" => accounts_receivable::terminate::handle(service, request).await,
        "accounts_receivable/update" => accounts_receivable::update::handle(service, request).await,
        "rewards_participants/create" => rewards_participant::create::handle(service, request).await,
        "rewards_participants/terminate" => rewards_participant::terminate::handle(service, request).await,
        "rewards_participants/update" => rewards_participant::update::handle(service, request).await,
        _ => no_such_operation(),
    }
}
