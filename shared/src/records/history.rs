//! When a record was created and last updated, and by whom: the part of its row that says so.

use serde::{Deserialize, Serialize};

use crate::base::{
    doer::{Doer, Done},
    timestamp::Timestamp,
};

/// The rows that were written before it was kept who did something name nobody. Nor do those that somebody
/// wrote who was in no session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub created: Timestamp,
    pub updated: Timestamp,
    pub created_by: Option<Doer>,
    pub updated_by: Option<Doer>,
}

impl History {
    /// Of a record that is created.
    pub fn begun(done: Done) -> Self {
        Self { created: done.at, updated: done.at, created_by: done.by.clone(), updated_by: done.by }
    }

    pub fn updated(self, done: &Done) -> Self {
        Self { updated: done.at, updated_by: done.by.clone(), ..self }
    }

    /// Of a record that takes another one's place: who created that one still did.
    pub fn going_on_from(self, before: &Self) -> Self {
        Self { created: before.created, created_by: before.created_by.clone(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::base::{
        context::Context,
        id::{Id, Number, Numbered},
    };

    fn done(seconds: i64, by: Option<Doer>) -> Done {
        Done { at: Timestamp::from_seconds(seconds), by }
    }

    fn back_office() -> Doer {
        Doer::BackOffice { application_key: "k7".to_owned(), name: "Eve".to_owned() }
    }

    fn customer() -> Doer {
        let number = Number::parse(Numbered::AccessToken, "ACT0000000177").expect("a number");
        Doer::Customer { access_token: Id::nobody(), number }
    }

    fn row(history: &History) -> Value {
        let row = serde_json::to_value(history).expect("a row");
        assert_eq!(&serde_json::from_value::<History>(row.clone()).expect("a history"), history);
        row
    }

    #[test]
    fn a_row_names_the_key_or_the_access_token_of_who_did_it() {
        let history = History::begun(done(1, Some(back_office()))).updated(&done(2, Some(customer())));
        let nobody = Id::nobody().to_string();
        let expected = json!({
            "created": 1,
            "updated": 2,
            "created_by": { "application_key": "k7", "name": "Eve" },
            "updated_by": { "access_token": nobody, "number": "ACT0000000177" },
        });
        assert_eq!(row(&history), expected);
    }

    #[test]
    fn a_row_names_nobody_where_nobody_was_in_a_session() {
        let created = History::begun(done(1, Some(back_office())));
        assert_eq!(row(&created.updated(&done(2, None)))["updated_by"], Value::Null);
    }

    #[test]
    fn a_row_of_before_is_read_as_nobodys() {
        let read = serde_json::from_value::<History>(json!({ "created": 1, "updated": 1 }));
        assert_eq!(read.expect("a history"), History::begun(done(1, None)));
    }

    #[test]
    fn what_takes_the_place_of_a_record_was_created_when_that_was() {
        let before = History::begun(done(1, None));
        let after = History::begun(done(5, Some(back_office()))).going_on_from(&before);
        assert_eq!(row(&after)["created"], 1);
        assert_eq!((after.created_by, after.updated_by), (None, Some(back_office())));
    }

    #[test]
    fn who_asks_is_who_did_it() {
        let context = Context { by: Some(customer()), ..Context::fixed(3) };
        assert_eq!(History::begun(context.done()), History::begun(done(3, Some(customer()))));
    }
}
