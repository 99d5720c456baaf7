//! Whether a message may leave: counted here, where messages leave, and not in the request that asked for it, where one
//! row would be written by every registration at once.

use crate::{
    base::context::Context,
    definition::template::Medium,
    records::{departures::Departures, destination::NotSent, message::Message},
    steps::{flow, service::Service},
    table::{Committed, PAID, Rows, TableError, Write},
};

/// How often it is tried when others count at the same moment.
const ROUNDS: u32 = 12;

/// Counts a message that is about to leave, and says so in its row, in one commit: a try that fails before that is no
/// message yet, one that fails later is counted no second time. Or says why it may not leave.
pub(super) async fn spend(message: &Message, service: &Service) -> Result<Result<(), NotSent>, TableError> {
    let mut context = Context::fresh(&service.clock);
    let country = match message.medium() {
        Medium::Email => None,
        Medium::Sms => message.to.country(),
    };
    let departures = Departures::of(country.as_deref(), context.now);
    for round in 1..=ROUNDS {
        let mut rows = Rows::at(context.now);
        service.table.step(&mut rows, departures.keys()).await?;
        let mut writes = match departures.one_more(service.definition.messages(), &rows) {
            Ok(writes) => writes,
            Err(why) => return Ok(Err(why)),
        };
        writes.push(Write::note(message.key(), PAID));
        match service.table.commit(writes, &mut context).await? {
            Committed::Yes => return Ok(Ok(())),
            Committed::Conflict => flow::pause(round, &mut context).await,
        }
    }
    Err(TableError::Call("many messages are counted at once".to_owned()))
}
