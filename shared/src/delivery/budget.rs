//! Whether a message may leave: counted here, where messages leave, and not in the request that asked for it, where one
//! row would be written by every registration at once.

use crate::{
    base::context::Context,
    definition::template::Medium,
    records::{departures::Departures, destination::NotSent, message::Message, suppression::Suppression},
    steps::{flow, service::Service},
    table::{Committed, Rows, TableError},
};

/// How often it is tried when others count at the same moment.
const ROUNDS: u32 = 12;

/// Counts a message that is about to leave. Or says why it may not: its address is suppressed, or a budget is used up.
///
/// Each counter is written by itself: in one transaction, two messages that leave at the same moment would cancel each
/// other. So one that its country lets go may find the day's budget used up, and is counted for the country
/// all the same.
pub(super) async fn spend(message: &Message, service: &Service) -> Result<Result<(), NotSent>, TableError> {
    let mut context = Context::fresh(&service.clock);
    let country = match message.medium() {
        Medium::Email => None,
        // Who brings it to a phone pays as well, and somebody may earn by it.
        Medium::Sms | Medium::External => message.to.country(),
    };
    let country = country.map(|country| Departures::to(&country, context.now));
    let counted: Vec<Departures> = country.into_iter().chain([Departures::all(context.now)]).collect();
    let suppression = Suppression::of_message(message);
    let mut rows = Rows::at(context.now);
    let keys = counted.iter().flat_map(Departures::keys).chain(suppression.clone());
    service.table.step(&mut rows, keys.collect()).await?;
    if suppression.is_some_and(|suppression| rows.stands(&suppression)) {
        return Ok(Err(NotSent::Suppressed));
    }
    for departures in counted {
        if let Err(why) = count(&departures, rows.clone(), service, &mut context).await? {
            return Ok(Err(why));
        }
    }
    Ok(Ok(()))
}

/// Whether mail to its address came back for good, or was complained of.
pub(super) async fn is_suppressed(message: &Message, service: &Service) -> Result<bool, TableError> {
    let Some(suppression) = Suppression::of_message(message) else { return Ok(false) };
    let mut rows = Rows::at((service.clock)());
    service.table.step(&mut rows, vec![suppression.clone()]).await?;
    Ok(rows.stands(&suppression))
}

async fn count(
    departures: &Departures,
    mut rows: Rows,
    service: &Service,
    context: &mut Context,
) -> Result<Result<(), NotSent>, TableError> {
    for round in 1..=ROUNDS {
        service.table.step(&mut rows, departures.keys()).await?;
        let write = match departures.one_more(service.definition.messages(), &rows) {
            Ok(write) => write,
            Err(why) => return Ok(Err(why)),
        };
        match service.table.commit(vec![write], context).await? {
            Committed::Yes => return Ok(Ok(())),
            Committed::Conflict => {
                flow::pause(round, context).await;
                rows = Rows::at(context.now);
            }
        }
    }
    Err(TableError::Call("many messages are counted at once".to_owned()))
}
