//! Which change of a row is which event.

use serde::de::DeserializeOwned;
use serde_dynamo::{AttributeValue, Error, Item};

use crate::{
    base::{id::Id, state::State},
    delivery::announcement::{EventName, Happened},
    records::{
        access_token::AccessToken,
        message::{Message, MessageState},
        session::Session,
    },
    table::{Key, Row},
};

/// A row before and after; none where it was not there.
pub(super) struct Change<'a> {
    pub key: &'a Key,
    pub before: Option<Item>,
    pub after: Option<Item>,
    /// Whether DynamoDB took it away because its time was over.
    pub is_swept: bool,
}

/// What a change is to the owner's systems, if it is anything.
pub(super) fn decide(change: Change<'_>) -> Result<Option<Happened>, Error> {
    let Change { key, before, after, is_swept } = change;
    let entity = after.as_ref().or(before.as_ref()).and_then(|image| image.get("entity"));
    let Some(AttributeValue::S(entity)) = entity.cloned() else { return Ok(None) };
    Ok(match entity.as_str() {
        AccessToken::ENTITY => of_token(read(before)?.as_ref(), read(after)?.as_ref()),
        Message::ENTITY => of_message(read(before)?.as_ref(), read(after)?.as_ref()),
        Session::ENTITY => match (read::<Session>(before)?, after) {
            (Some(session), None) if !is_swept => of_session(key, session),
            (Some(_) | None, _) => None,
        },
        _ => None,
    })
}

fn read<T: DeserializeOwned>(image: Option<Item>) -> Result<Option<T>, Error> {
    image.map(serde_dynamo::from_item).transpose()
}

fn of_token(before: Option<&AccessToken>, after: Option<&AccessToken>) -> Option<Happened> {
    let before = before?;
    let event = match (before.state(), after.map(AccessToken::state)) {
        (State::PendingVerification, Some(State::Effective)) => EventName::Verified,
        (State::Effective, Some(State::NotEffective)) => EventName::Ended,
        (State::NotEffective, Some(State::Effective)) => EventName::EffectiveAgain,
        (State::Effective | State::NotEffective, None) => EventName::Deleted,
        (State::Effective, Some(State::Effective)) => changed(before, after?)?,
        // A registration that nobody verified is nobody's.
        (State::PendingVerification, Some(State::PendingVerification | State::NotEffective) | None)
        | (State::Effective, Some(State::PendingVerification))
        | (State::NotEffective, Some(State::NotEffective | State::PendingVerification)) => return None,
    };
    let token = after.unwrap_or(before);
    Some(Happened {
        access_token_number: Some(token.number.to_string()),
        accounts_receivable_id: token.links.account().cloned(),
        ..Happened::to(event, token.id.clone())
    })
}

/// A pass code that is only kept in another way is the same, and ends nothing.
fn changed(before: &AccessToken, after: &AccessToken) -> Option<EventName> {
    if after.pass_codes > before.pass_codes {
        Some(EventName::PassCodeChanged)
    } else {
        (after.generation > before.generation).then_some(EventName::SessionsEnded)
    }
}

/// A customer's session that is gone. Those of back offices stand in partitions of their keys, and nobody is told of
/// them.
fn of_session(key: &Key, session: Session) -> Option<Happened> {
    let access_token = Id::try_from(key.partition().strip_prefix("TOKEN#")?.to_owned()).ok()?;
    Some(Happened { session_id: Some(session.id), ..Happened::to(EventName::SessionEnded, access_token) })
}

fn of_message(before: Option<&Message>, after: Option<&Message>) -> Option<Happened> {
    let (before, after) = (before?, after?);
    if before.state == after.state {
        return None;
    }
    match after.state {
        MessageState::Failed | MessageState::Bounced => Some(Happened {
            access_token_number: Some(after.number().to_string()),
            message_id: Some(after.id.clone()),
            template: Some(after.template.clone()),
            reason: after.reason.clone(),
            ..Happened::to(EventName::MessageFailed, after.access_token().clone())
        }),
        MessageState::Queued
        | MessageState::Sent
        | MessageState::NotSent
        | MessageState::Delivered
        | MessageState::Complained => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ID: &str = "9D4A3CC4BBB24F7EB0F1D4F0EDE0C8A5";
    const SESSION: &str = "006B03AAD47BE1DE68BD069DE48B0122";

    /// What a change of an access token is called.
    fn of_token(before: Value, after: Value) -> Option<EventName> {
        named("TOKEN", before, after, false)
    }

    fn named(sk: &str, before: Value, after: Value, is_swept: bool) -> Option<EventName> {
        let image =
            |image: Value| (!image.is_null()).then(|| serde_dynamo::to_item(image).expect("an image"));
        let key = Key::new(format!("TOKEN#{ID}"), sk);
        let change = Change { key: &key, before: image(before), after: image(after), is_swept };
        decide(change).expect("readable").map(|happened| happened.event)
    }

    fn token(state: &str, pass_codes: u32, generation: u32) -> Value {
        let seed = json!({ "key": "1", "nonce": "hT67PJ3tsS2ANxIRw1uv8g==", "derivation": 1 });
        let sent = json!({ "code": { "seed": seed, "digits": 6 }, "made": 1, "expires": 2 });
        json!({
            "entity": "token",
            "version": 3,
            "id": ID,
            "number": "ACT0000000177",
            "life_cycle": { "state": state, "sent": sent },
            "pass_codes": pass_codes,
            "generation": generation,
            "created": 1,
            "updated": 1,
        })
    }

    #[test]
    fn each_change_of_state_is_the_event_of_it_or_none() {
        let (pending, effective, ended) =
            (token("PENDING_VERIFICATION", 0, 0), token("EFFECTIVE", 0, 0), token("NOT_EFFECTIVE", 0, 1));
        let nothing = Value::Null;
        for (before, after, event) in [
            (&nothing, &pending, None),
            (&nothing, &effective, None),
            (&pending, &pending, None),
            (&pending, &effective, Some(EventName::Verified)),
            (&pending, &nothing, None),
            (&effective, &effective, None),
            (&effective, &ended, Some(EventName::Ended)),
            (&ended, &ended, None),
            (&ended, &effective, Some(EventName::EffectiveAgain)),
            (&ended, &nothing, Some(EventName::Deleted)),
            // By the owner's command, which erases a customer.
            (&effective, &nothing, Some(EventName::Deleted)),
        ] {
            assert_eq!(of_token(before.clone(), after.clone()), event, "{before} {after}");
        }
    }

    #[test]
    fn a_pass_code_that_is_replaced_is_told_as_that_and_what_else_ends_all_sessions_as_that() {
        let before = token("EFFECTIVE", 1, 4);
        for (pass_codes, generation, event) in [
            (1, 4, None),
            (2, 5, Some(EventName::PassCodeChanged)),
            (1, 5, Some(EventName::SessionsEnded)),
            // Written by a release that does not count them.
            (0, 4, None),
        ] {
            assert_eq!(of_token(before.clone(), token("EFFECTIVE", pass_codes, generation)), event);
        }
    }

    #[test]
    fn a_session_that_is_ended_is_told_and_one_whose_time_is_over_is_not() {
        let session = json!({
            "entity": "session", "version": 1, "id": SESSION, "application": ID, "application_key": "1",
            "authenticated": 1, "expires": 2,
        });
        let sk = format!("SESSION#{SESSION}");
        let ended = |is_swept| named(&sk, session.clone(), Value::Null, is_swept);
        assert_eq!((ended(false), ended(true)), (Some(EventName::SessionEnded), None));
        assert_eq!(named(&sk, session.clone(), session.clone(), false), None);
    }

    #[test]
    fn what_is_no_row_of_these_is_nothing_and_what_cannot_be_read_is_an_error() {
        assert_eq!(of_token(Value::Null, json!({ "entity": "claim" })), None);
        assert_eq!(of_token(json!({}), json!({})), None);
        let key = Key::new("TOKEN#1", "TOKEN");
        let image = |image: Value| Some(serde_dynamo::to_item(image).expect("an image"));
        let (before, after) = (image(token("EFFECTIVE", 0, 0)), image(json!({ "entity": "token" })));
        assert!(decide(Change { key: &key, before, after, is_swept: false }).is_err());
    }
}
