//! Redriving: messages that never went are sent again.
//!
//! 1. Read the messages of the token. 2. Leave alone what went, what the stream still brings, and what is of no use.
//! 3. Delete each other row and create one under a new id, in one commit: communicate sees new rows alone. The new one
//!    names the old one, so that a second run does nothing.
//!
//! A message whose tries were broken off may have arrived all the same: then there are two of it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    left_alone::{LeftAlone, left_alone},
    messages::{Messages, suppressed},
    messages_error::MessagesError,
};
use crate::{
    base::{context::Context, id::Id},
    records::message::Message,
    table::{Committed, Rows, TableError, Write},
};

/// What becomes of a message.
#[derive(Debug)]
pub struct RedriveReport {
    pub message: Id,
    /// None where there is no such message.
    pub template: Option<String>,
    pub outcome: Outcome,
}

#[derive(Debug)]
pub enum Outcome {
    WouldGo,
    /// By a row of this id.
    GoesAgain(Id),
    LeftAlone(LeftAlone),
}

/// Whether it is done, or only said what would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redrive {
    DryRun,
    ForReal,
}

/// A line of the log, as far as it names a message.
#[derive(Deserialize)]
struct Line {
    message_id: Option<Id>,
    access_token_id: Option<Id>,
}

/// The messages that lines of communicate's log name, by their access tokens. Other lines name none.
pub fn logged_messages(log: &str) -> Result<BTreeMap<Id, Vec<Id>>, MessagesError> {
    let mut messages: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    for line in serde_json::Deserializer::from_str(log).into_iter::<Line>() {
        let line = line.map_err(|error| MessagesError::NotALog(error.to_string()))?;
        let Some(message) = line.message_id else { continue };
        let no_token = || MessagesError::NoAccessToken(message.to_string());
        let of_token = messages.entry(line.access_token_id.ok_or_else(no_token)?).or_default();
        if !of_token.contains(&message) {
            of_token.push(message);
        }
    }
    if messages.is_empty() { Err(MessagesError::NoMessages) } else { Ok(messages) }
}

impl Messages {
    /// What became of the messages of a token that were asked for; of all, where none is.
    pub async fn redrive(
        &self,
        token: &Id,
        asked_for: Option<&[Id]>,
        redrive: Redrive,
    ) -> Result<Vec<RedriveReport>, MessagesError> {
        let messages = self.newest_first(token).await?;
        let all: Vec<Id> = messages.iter().map(|message| message.id.clone()).collect();
        let asked_for = asked_for.unwrap_or(&all);
        let keys = asked_for.iter().map(|id| Message::key_of(token.as_str(), id.as_str()));
        let rows = self.with_suppressions(&messages, keys.collect()).await?;
        let mut reports = Vec::with_capacity(asked_for.len());
        for id in asked_for {
            reports.push(self.redriven(token, id, &messages, &rows, redrive).await?);
        }
        Ok(reports)
    }

    async fn redriven(
        &self,
        token: &Id,
        id: &Id,
        others: &[Message],
        rows: &Rows,
        redrive: Redrive,
    ) -> Result<RedriveReport, TableError> {
        let report = |template, outcome| RedriveReport { message: id.clone(), template, outcome };
        let key = Message::key_of(token.as_str(), id.as_str());
        let Some(stored) = rows.row::<Message>(&key)? else {
            return Ok(report(None, Outcome::LeftAlone(LeftAlone::gone(id, others))));
        };
        let mut context = Context::fresh(&self.clock);
        let message = stored.row;
        let template = Some(message.template.clone());
        let suppressed = suppressed(&message, rows)?;
        if let Some(why) = left_alone(&message, others, suppressed, context.now) {
            return Ok(report(template, Outcome::LeftAlone(why)));
        }
        if redrive == Redrive::DryRun {
            return Ok(report(template, Outcome::WouldGo));
        }
        let new = message.again(Id::time_ordered(context.now, &mut context.rng), context.now);
        let writes = vec![Write::delete(key, stored.version), Write::create(&new.key(), &new)?];
        let outcome = match self.table.commit(writes, &mut context).await? {
            Committed::Yes => Outcome::GoesAgain(new.id),
            Committed::Conflict => Outcome::LeftAlone(LeftAlone::Changed),
        };
        Ok(report(template, outcome))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(digit: char) -> String {
        digit.to_string().repeat(32)
    }

    #[test]
    fn messages_are_read_from_the_log_as_it_stands_each_once() {
        let line = |message: char, token: char| {
            let (message, token) = (id(message), id(token));
            format!(
                r#"{{"level":"ERROR","message":"message","message_id":"{message}","access_token_id":"{token}","state":"FAILED"}}"#
            )
        };
        let other = r#"{"type":"platform.start","record":{}}"#;
        // Lines, or what the AWS CLI makes of them in a text: tabs between.
        let log = format!(
            "{}\n{other}\n\n{}\t{}\n{}\n",
            line('1', 'A'),
            line('2', 'A'),
            line('3', 'B'),
            line('1', 'A')
        );
        let messages = logged_messages(&log).expect("messages");
        let messages: Vec<_> =
            messages.iter().map(|(token, messages)| (token.as_str(), messages.len())).collect();
        assert_eq!(messages, [(id('A').as_str(), 2), (id('B').as_str(), 1)]);
    }

    #[test]
    fn what_names_no_message_or_not_whose_is_refused() {
        let refused = |log: &str| logged_messages(log).expect_err("refused").to_string();
        assert!(refused("").contains("no line"), "{}", refused(""));
        assert!(refused("{}").contains("no line"), "{}", refused("{}"));
        assert!(refused("FAILED").contains("line 1"), "{}", refused("FAILED"));
        let old = format!(r#"{{"message_id":"{}"}}"#, id('1'));
        assert!(refused(&old).contains("does not say whose"), "{}", refused(&old));
        assert!(refused(r#"{"message_id":"x"}"#).contains("hexadecimal"));
    }
}
