//! `POST /rewards_participants/show`: a rewards participant and the account that owns it. Its access tokens are in
//! `access_tokens/list`.
//!
//! 1. Parse.
//! 2. Read the participant and the account that owns it.
//! 3. Decide: nothing changes. 4. Commit: nothing.

use lambda_http::{Body, Request, Response};

use crate::{
    answer::{RecordAnswer, RewardsParticipantAnswer},
    context::Context,
    customer::{self, Customer, Participant},
    http::Call,
    service::Service,
    table::Decision,
};

pub async fn handle(service: &Service, request: Request) -> Response<Body> {
    let (call, parameters) =
        Call::open_to_known::<RecordAnswer<RewardsParticipantAnswer>>("rewards_participants/show", &request);
    let shown = |customer: Customer, _: &mut Context| {
        let answer = RecordAnswer::participant(&customer.records(), &service.definition);
        Ok(Decision { writes: Vec::new(), outcome: Ok(answer) })
    };
    call.answer(customer::run::<Participant, _>(service, parameters, &call.caller, shown).await)
}
