//! Why a message is not sent again.

use std::fmt;

use crate::{
    base::{
        id::Id,
        timestamp::{HOUR, MINUTE, Timestamp},
    },
    records::message::{Message, MessageState},
};

/// The stream brings a row for an hour (`MaximumRecordAgeInSeconds` in the template), and who has it then is done five
/// minutes later. What is sent again before may be sent twice.
const BROUGHT_SECONDS: i64 = HOUR + 5 * MINUTE;

/// Why a message is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftAlone {
    NotThere,
    /// It went again already, by this row.
    WentAgain(Id),
    /// Its provider has it, or had it.
    Went(&'static str),
    /// It was not to go, for this reason.
    KeptBack(String),
    OnItsWay {
        until: Timestamp,
    },
    OfNoUse {
        since: Timestamp,
    },
    Suppressed {
        since: Timestamp,
    },
    /// This one came after it, and says the same or has the code that is good.
    Followed(Id),
    /// Its row was written at the same time.
    Changed,
}

impl fmt::Display for LeftAlone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotThere => write!(f, "there is no such message; they are kept for 30 days"),
            Self::WentAgain(id) => write!(f, "was sent again already, as {id}"),
            Self::Went(state) => write!(f, "is {state}: its provider took it"),
            Self::KeptBack(reason) => write!(f, "was kept back: {reason}"),
            Self::OnItsWay { until } => {
                write!(f, "is on its way, and will be brought again until {until} UTC")
            }
            Self::OfNoUse { since } => write!(f, "is of no use since {since} UTC: what it says is over"),
            Self::Suppressed { since } => {
                write!(f, "its address is suppressed since {since} UTC: `suppression lift` first")
            }
            Self::Followed(id) => write!(f, "a later one took its place: {id}"),
            Self::Changed => write!(f, "somebody else changed it at the same time: try again"),
        }
    }
}

impl LeftAlone {
    /// Of a message that has no row, among those that the token has.
    pub(super) fn gone(id: &Id, others: &[Message]) -> Self {
        let instead = others.iter().find(|other| other.instead_of.as_ref() == Some(id));
        instead.map_or(Self::NotThere, |other| Self::WentAgain(other.id.clone()))
    }
}

/// Why a message is not sent again, if it is not to be. `others` are all of its access token.
pub(super) fn left_alone(
    message: &Message,
    others: &[Message],
    suppressed: Option<Timestamp>,
    now: Timestamp,
) -> Option<LeftAlone> {
    let until = message.created.plus(BROUGHT_SECONDS);
    match message.state {
        MessageState::Queued if now < until => return Some(LeftAlone::OnItsWay { until }),
        MessageState::Queued | MessageState::Failed => {}
        MessageState::NotSent => {
            return Some(LeftAlone::KeptBack(message.reason.clone().unwrap_or_default()));
        }
        went @ (MessageState::Sent
        | MessageState::Delivered
        | MessageState::Bounced
        | MessageState::Complained) => return Some(LeftAlone::Went(went.as_str())),
    }
    if message.useful_until <= now {
        return Some(LeftAlone::OfNoUse { since: message.useful_until });
    }
    if let Some(since) = suppressed {
        return Some(LeftAlone::Suppressed { since });
    }
    // Of five codes that a customer asked for while nothing went, one is of use.
    let follows = |other: &&Message| message.is_replaced_by(other) && other.state != MessageState::NotSent;
    others.iter().find(follows).map(|other| LeftAlone::Followed(other.id.clone()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const CREATED: i64 = 1_795_000_000;
    /// Of a code whose life an owner made longer.
    const USEFUL: i64 = 4 * HOUR;

    /// A message that was queued so many seconds after the first.
    fn message(seconds: i64, state: MessageState) -> Message {
        let created = CREATED + seconds;
        let row = json!({
            "id": format!("{created:010X}{:022}", 0),
            "access_token": Id::nobody(),
            "template": "welcome",
            "medium": "EMAIL",
            "to": "ada@example.com",
            "number": "ACT0000000177",
            "pass_code": "CHOSEN",
            "state": state,
            "reason": "SOURCE_BUDGET",
            "tries": 1,
            "created": created,
            "useful_until": created + USEFUL,
        });
        serde_json::from_value(row).expect("a row")
    }

    fn why(message: &Message, others: &[Message], after: i64) -> Option<LeftAlone> {
        left_alone(message, others, None, Timestamp::from_seconds(CREATED + after))
    }

    #[test]
    fn a_message_is_sent_again_in_the_two_states_in_which_it_never_went() {
        for (state, left) in [
            (MessageState::Queued, None),
            (MessageState::Failed, None),
            (MessageState::NotSent, Some(LeftAlone::KeptBack("SOURCE_BUDGET".to_owned()))),
            (MessageState::Sent, Some(LeftAlone::Went("SENT"))),
            (MessageState::Delivered, Some(LeftAlone::Went("DELIVERED"))),
            (MessageState::Bounced, Some(LeftAlone::Went("BOUNCED"))),
            (MessageState::Complained, Some(LeftAlone::Went("COMPLAINED"))),
        ] {
            assert_eq!(why(&message(0, state), &[], 2 * HOUR), left);
        }
    }

    #[test]
    fn a_message_is_sent_again_between_the_hour_of_the_stream_and_the_end_of_its_use() {
        let (queued, failed) = (message(0, MessageState::Queued), message(0, MessageState::Failed));
        let until = Timestamp::from_seconds(CREATED + BROUGHT_SECONDS);
        assert_eq!(why(&queued, &[], BROUGHT_SECONDS - 1), Some(LeftAlone::OnItsWay { until }));
        assert_eq!(why(&queued, &[], BROUGHT_SECONDS), None);
        // The stream is through with one that FAILED.
        assert_eq!(why(&failed, &[], 0), None);
        assert_eq!(why(&failed, &[], USEFUL - 1), None);
        let since = Timestamp::from_seconds(CREATED + USEFUL);
        assert_eq!(why(&failed, &[], USEFUL), Some(LeftAlone::OfNoUse { since }));
    }

    #[test]
    fn a_message_is_not_sent_again_to_an_address_that_is_suppressed() {
        let (failed, now) = (message(0, MessageState::Failed), Timestamp::from_seconds(CREATED));
        assert_eq!(left_alone(&failed, &[], Some(now), now), Some(LeftAlone::Suppressed { since: now }));
    }

    #[test]
    fn a_message_is_not_sent_again_after_a_later_one_unless_that_was_kept_back() {
        let first = message(0, MessageState::Failed);
        for (state, is_left) in
            [(MessageState::Failed, true), (MessageState::Sent, true), (MessageState::NotSent, false)]
        {
            let later = message(61, state);
            let left = is_left.then(|| LeftAlone::Followed(later.id.clone()));
            assert_eq!(why(&first, &[later.clone(), first.clone()], HOUR), left);
            assert_eq!(why(&message(62, MessageState::Failed), &[later, first.clone()], HOUR), None);
        }
    }

    #[test]
    fn what_stands_in_the_place_of_another_one_says_so() {
        let first = message(0, MessageState::Failed);
        let id = message(61, MessageState::Failed).id;
        let again = first.clone().again(id.clone(), Timestamp::from_seconds(CREATED + 61));
        assert_eq!(LeftAlone::gone(&first.id, std::slice::from_ref(&again)), LeftAlone::WentAgain(id));
        assert_eq!(LeftAlone::gone(&Id::nobody(), &[again]), LeftAlone::NotThere);
    }
}
