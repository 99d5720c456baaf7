//! Routes: which function serves which operations, in one list each. What serves a request and what describes the API
//! walk over the same lists.

use std::pin::Pin;

use lambda_http::{Body, Request, Response};
use schemars::JsonSchema;

use super::{
    access_tokens as tokens, accounts_receivable as accounts, authentication, customers,
    rewards_participants as participants,
};
use crate::{
    base::schema::Described,
    http::{
        call::{Answer, Call, is_for, no_such_operation},
        caller::Caller,
        edge::Edge,
        operation::Operation,
        parameters::{self, Parameters},
    },
    records::refusal::Refusal,
    steps::{caller::identify, service::Service, warm_service::WarmService},
    table::TableError,
};

/// Who walks over the operations of a function.
pub trait Walk<'s> {
    /// Comes to an operation, and to what runs it.
    fn operation<Input, A, Run>(
        &mut self,
        operation: Operation<Input, A>,
        run: fn(&'s Service, Parameters, Caller) -> Run,
    ) where
        Input: Described,
        A: Answer + JsonSchema + Send,
        Run: Future<Output = Result<A, Refusal>> + Send + 's;
}

/// A function that serves requests: a list of operations. They are cut by what they may do to the table.
pub trait Function {
    fn walk<'s>(walk: &mut impl Walk<'s>);
}

pub struct Create;

impl Function for Create {
    fn walk<'s>(walk: &mut impl Walk<'s>) {
        walk.operation(tokens::create::CREATE, tokens::create::run);
    }
}

pub struct Verify;

impl Function for Verify {
    fn walk<'s>(walk: &mut impl Walk<'s>) {
        walk.operation(tokens::verify::VERIFY, tokens::verify::run);
    }
}

/// What replaces a secret, or brings one that is good once.
pub struct Reset;

impl Function for Reset {
    fn walk<'s>(walk: &mut impl Walk<'s>) {
        use tokens::{
            change_pass_code, forgot_pass_code, generate_otp, reset_pass_code, reset_verification_code,
            send_one_time_password,
        };

        walk.operation(reset_verification_code::RESET_VERIFICATION_CODE, reset_verification_code::run);
        walk.operation(reset_pass_code::RESET_PASS_CODE, reset_pass_code::run);
        walk.operation(forgot_pass_code::FORGOT_PASS_CODE, forgot_pass_code::run);
        walk.operation(change_pass_code::CHANGE_PASS_CODE, change_pass_code::run);
        walk.operation(send_one_time_password::SEND_ONE_TIME_PASSWORD, send_one_time_password::run);
        walk.operation(generate_otp::GENERATE_OTP, generate_otp::run);
    }
}

/// What changes an access token.
pub struct Manage;

impl Function for Manage {
    fn walk<'s>(walk: &mut impl Walk<'s>) {
        walk.operation(tokens::update::UPDATE, tokens::update::run);
        walk.operation(tokens::set_as_effective::SET_AS_EFFECTIVE, tokens::set_as_effective::run);
        walk.operation(tokens::set_as_not_effective::SET_AS_NOT_EFFECTIVE, tokens::set_as_not_effective::run);
        walk.operation(tokens::delete::DELETE, tokens::delete::run);
    }
}

/// What shows records. It writes what a proof leaves alone: counters, a hash made anew, a code that was shown.
pub struct Show;

impl Function for Show {
    fn walk<'s>(walk: &mut impl Walk<'s>) {
        walk.operation(tokens::show::SHOW, tokens::show::run);
        walk.operation(tokens::list::LIST, tokens::list::run);
        walk.operation(tokens::get_not_associated::GET_NOT_ASSOCIATED, tokens::get_not_associated::run);
        walk.operation(tokens::list_classifications::LIST_CLASSIFICATIONS, tokens::list_classifications::run);
        walk.operation(tokens::list_messages::LIST_MESSAGES, tokens::list_messages::run);
        walk.operation(tokens::show_configuration::SHOW_CONFIGURATION, tokens::show_configuration::run);
        walk.operation(accounts::show::SHOW, accounts::show::run);
        walk.operation(participants::show::SHOW, participants::show::run);
        walk.operation(customers::find::FIND, customers::find::run);
    }
}

/// What changes a customer record.
pub struct Customers;

impl Function for Customers {
    fn walk<'s>(walk: &mut impl Walk<'s>) {
        walk.operation(accounts::create::CREATE, accounts::create::run);
        walk.operation(accounts::update::UPDATE, accounts::update::run);
        walk.operation(accounts::terminate::TERMINATE, accounts::terminate::run);
        walk.operation(participants::create::CREATE, participants::create::run);
        walk.operation(participants::update::UPDATE, participants::update::run);
        walk.operation(participants::terminate::TERMINATE, participants::terminate::run);
    }
}

/// What opens and ends sessions.
pub struct Authenticate;

impl Function for Authenticate {
    fn walk<'s>(walk: &mut impl Walk<'s>) {
        use authentication::{
            jwks, list_sessions, log_in, log_in_back_office, log_in_user, openid_configuration, refresh,
            release, release_sessions,
        };

        walk.operation(log_in::LOG_IN, log_in::run);
        walk.operation(log_in_back_office::LOG_IN_BACK_OFFICE, log_in_back_office::run);
        walk.operation(log_in_user::LOG_IN_USER, log_in_user::run);
        walk.operation(refresh::REFRESH, refresh::run);
        walk.operation(release::RELEASE, release::run);
        walk.operation(list_sessions::LIST_SESSIONS, list_sessions::run);
        walk.operation(release_sessions::RELEASE_SESSIONS, release_sessions::run);
        walk.operation(openid_configuration::OPENID_CONFIGURATION, openid_configuration::run);
        walk.operation(jwks::JWKS, jwks::run);
    }
}

/// All of them.
pub struct All;

impl Function for All {
    fn walk<'s>(walk: &mut impl Walk<'s>) {
        Create::walk(walk);
        Verify::walk(walk);
        Reset::walk(walk);
        Manage::walk(walk);
        Show::walk(walk);
        Customers::walk(walk);
        Authenticate::walk(walk);
    }
}

/// Answers a request by the operation of the function that its route is for; in time, whatever hangs.
pub async fn serve<F: Function>(warm: &WarmService, request: Request) -> Response<Body> {
    let answered = tokio::time::timeout(warm.answers_within, answered::<F>(warm, &request)).await;
    answered.unwrap_or_else(|_| {
        let mut late = Late { request: &request, seconds: warm.answers_within.as_secs(), response: None };
        F::walk(&mut late);
        late.response.unwrap_or_else(no_such_operation)
    })
}

async fn answered<F: Function>(warm: &WarmService, request: &Request) -> Response<Body> {
    let mut service = warm.service().await;
    if lacks_a_key(&service, request) && warm.renewed(&service).await {
        service = warm.service().await;
    }
    let unanswered = match answer::<F>(&service, request).await {
        Ok(response) => return response,
        Err(unanswered) => unanswered,
    };
    if !warm.renewed(&service).await {
        return unanswered.answer();
    }
    let renewed = warm.service().await;
    answer::<F>(&renewed, request).await.unwrap_or_else(Unanswered::answer)
}

/// Whether a request shows a refresh token or a device token by a key that this service does not have. Where one that
/// is not genuine is as good as none, nobody would say that the key is missing.
fn lacks_a_key(service: &Service, request: &Request) -> bool {
    let keys = service.signing_keys.as_ref().map(|keys| &keys.mac_keys);
    keys.is_some_and(|keys| parameters::has_text(request, |text| keys.lack_key_of(text)))
}

/// What a service answers by itself.
pub(crate) async fn answer<F: Function>(service: &Service, request: &Request) -> Answered {
    let mut server = Server { service, request, answer: None };
    F::walk(&mut server);
    match server.answer {
        Some(answer) => answer.await,
        None => Ok(no_such_operation()),
    }
}

pub(crate) type Answered = Result<Response<Body>, Unanswered>;

/// A request that needs a key which this service does not have: the secret may have it by now.
pub(crate) struct Unanswered {
    call: Call,
    refusal: Refusal,
}

impl Unanswered {
    pub(crate) fn answer(self) -> Response<Body> {
        self.call.answer::<()>(Err(self.refusal))
    }
}

/// Walks until it comes to the operation that a request is for.
struct Server<'s> {
    service: &'s Service,
    request: &'s Request,
    answer: Option<Pin<Box<dyn Future<Output = Answered> + Send + 's>>>,
}

impl<'s> Walk<'s> for Server<'s> {
    fn operation<Input, A, Run>(
        &mut self,
        operation: Operation<Input, A>,
        run: fn(&'s Service, Parameters, Caller) -> Run,
    ) where
        Input: Described,
        A: Answer + JsonSchema + Send,
        Run: Future<Output = Result<A, Refusal>> + Send + 's,
    {
        if !is_for(self.request, &operation.declaration) {
            return;
        }
        let (mut call, parameters) = Call::open(&operation, self.request, &self.service.edge);
        let service = self.service;
        self.answer = Some(Box::pin(async move {
            let identified = parameters.and_then(|parameters| {
                let caller = identify(&call.declaration, &parameters, call.caller.clone(), service)?;
                Ok((parameters, caller))
            });
            let outcome = match identified {
                Ok((parameters, caller)) => {
                    call.caller = caller.clone();
                    run(service, parameters, caller).await
                }
                Err(refusal) => Err(refusal),
            };
            match outcome {
                Err(refusal) if refusal.is_of_a_missing_key() => Err(Unanswered { call, refusal }),
                outcome => Ok(call.answer(outcome)),
            }
        }));
    }
}

/// Walks until it comes to the operation of a request that took too long, and answers that.
struct Late<'r> {
    request: &'r Request,
    /// How long it was waited for.
    seconds: u64,
    response: Option<Response<Body>>,
}

impl<'s> Walk<'s> for Late<'_> {
    fn operation<Input, A, Run>(
        &mut self,
        operation: Operation<Input, A>,
        _: fn(&'s Service, Parameters, Caller) -> Run,
    ) where
        Input: Described,
        A: Answer + JsonSchema + Send,
        Run: Future<Output = Result<A, Refusal>> + Send + 's,
    {
        if is_for(self.request, &operation.declaration) {
            // Who asks is of no more use.
            let (call, _) = Call::open(&operation, self.request, &Edge::default());
            let late = TableError::Commit(format!("not within {} seconds", self.seconds));
            self.response = Some(call.answer::<A>(Err(late.into())));
        }
    }
}
