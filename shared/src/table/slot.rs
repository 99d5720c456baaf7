//! Slots: a row says from when on the next of something may be, and each that comes moves it on, in one call where
//! nobody is in the way.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::UpdateItemError,
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure::AllOld},
};

use super::{
    client::Table,
    error::TableError,
    item::{Item, number, numeral, text},
    key::Key,
};

/// How often it is tried while others take theirs.
const ROUNDS: u32 = 12;
/// Two minutes after the latest moment that is asked for. Only somebody whose clock is wrong has moved the
/// row beyond it.
const BEYOND: i64 = 120_000_000;

/// What is asked for. Moments and the length are microseconds.
#[derive(Debug)]
pub(crate) struct Slot {
    pub key: Key,
    pub earliest: i64,
    pub latest: i64,
    pub length: i64,
}

impl Slot {
    const fn beyond(&self) -> i64 {
        self.latest.saturating_add(BEYOND)
    }
}

/// Where the slot lies that is taken.
#[derive(Clone, Copy)]
enum Place {
    /// At the earliest moment: the last one that was taken is over.
    Earliest,
    /// After the last one that was taken.
    AfterTheLast,
}

impl Place {
    const fn update(self) -> &'static str {
        match self {
            Self::Earliest => "SET #next = :after, #entity = :pace ADD #version :one",
            Self::AfterTheLast => "SET #entity = :pace ADD #next :length, #version :one",
        }
    }

    const fn condition(self) -> &'static str {
        match self {
            Self::Earliest => "attribute_not_exists(#next) OR #next < :earliest OR #next > :beyond",
            Self::AfterTheLast => "#next BETWEEN :earliest AND :latest",
        }
    }

    fn values(self, slot: &Slot) -> Item {
        let values = match self {
            Self::Earliest => {
                vec![(":after", numeral(slot.earliest + slot.length)), (":beyond", numeral(slot.beyond()))]
            }
            Self::AfterTheLast => vec![(":length", numeral(slot.length)), (":latest", numeral(slot.latest))],
        };
        let common = [(":earliest", numeral(slot.earliest)), (":pace", text("pace")), (":one", numeral(1))];
        values.into_iter().chain(common).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl Table {
    /// Takes the next slot, and returns when it begins: none where that would be later than the latest moment.
    pub(crate) async fn take_slot(&self, slot: &Slot) -> Result<Option<i64>, TableError> {
        let mut place = Place::Earliest;
        for _ in 0..ROUNDS {
            let sent = self
                .client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(slot.key.attributes()))
                .update_expression(place.update())
                .condition_expression(place.condition())
                .expression_attribute_names("#next", "next")
                .expression_attribute_names("#entity", "entity")
                .expression_attribute_names("#version", "version")
                .set_expression_attribute_values(Some(place.values(slot)))
                .return_values(ReturnValue::UpdatedNew)
                .return_values_on_condition_check_failure(AllOld)
                .send()
                .await;
            let next = match sent {
                Ok(output) => {
                    let next = output.attributes.and_then(|row| number(&row, "next"));
                    return Ok(next.map(|next| next - slot.length));
                }
                Err(error) => next_of(error)?,
            };
            place = match next {
                Some(next) if next > slot.beyond() => Place::Earliest,
                Some(next) if next > slot.latest => return Ok(None),
                Some(next) if next >= slot.earliest => Place::AfterTheLast,
                Some(_) | None => Place::Earliest,
            };
        }
        Err(TableError::Call("many take a slot at once".to_owned()))
    }
}

/// What stands in the row whose condition did not hold.
fn next_of(error: SdkError<UpdateItemError>) -> Result<Option<i64>, TableError> {
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
            Ok(failed.item().and_then(|row| number(row, "next")))
        }
        Some(_) | None => Err(TableError::call(error)),
    }
}
