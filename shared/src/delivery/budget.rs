//! Whether a message may leave: counted here, where messages leave, and not in the request that asked for it, where one
//! row would be written by every registration at once.

use crate::{
    definition::template::Medium,
    records::{departures::Departures, destination::NotSent, message::Message},
    steps::service::Service,
    table::{Committed, Rows, TableError},
};

/// How often it is tried when others count at the same moment.
const ROUNDS: u32 = 5;

/// Counts a message that is about to leave; or says why it may not.
pub(super) async fn spend(message: &Message, service: &Service) -> Result<Result<(), NotSent>, TableError> {
    let mut context = service.context();
    let country = match message.medium() {
        Medium::Email => None,
        Medium::Sms => message.to.country(),
    };
    let departures = Departures::of(country.as_deref(), context.now);
    for _ in 0..ROUNDS {
        let mut rows = Rows::at(context.now);
        service.table.step(&mut rows, departures.keys()).await?;
        let writes = match departures.one_more(service.definition.messages(), &rows) {
            Ok(writes) => writes,
            Err(why) => return Ok(Err(why)),
        };
        match service.table.commit(writes, &mut context).await? {
            Committed::Yes => return Ok(Ok(())),
            Committed::Conflict => {}
        }
    }
    Err(TableError::Call("many messages are counted at once".to_owned()))
}
