//! Finding among as many customers as one likes: what each kind of search asks of the table.

use std::{ops::Range, time::Duration};

use local::Options;
use serde_json::{Value, json};

use super::{
    app::{App, PASS_CODE},
    proxy::{Call, Proxied},
    records::{by_pass_code, unverified, with},
};

const ADA: &str = "ada@example.com";
const HOUSEHOLD: &str = "lovelace household";

/// A customer with an account, and copies of both.
pub struct Crowd {
    app: App,
    proxied: Proxied,
    account: Value,
}

/// What is copied: a record, its claim and its place in the index.
struct Copied<'a> {
    kind: &'a str,
    claim: &'a str,
    id: &'a str,
    /// Its identifier or name, and what the ones of its copies look like.
    called: &'a str,
    copies: &'a str,
}

impl Crowd {
    pub async fn start() -> Self {
        let options = Options { finds_beginnings: true, ..Options::default() };
        let app = App::start_as(&unverified(), options).await;
        let new = with(by_pass_code(ADA, PASS_CODE), &json!({ "action": "ADD_NEW" }));
        let account = app.account(HOUSEHOLD, json!([new])).await.data().clone();
        let proxied = Proxied::to(&app).await;
        Self { app, proxied, account }
    }

    /// Makes so many customers more, `c0000000@example.com` of `customer 0000000` and on.
    pub fn grow(&self, numbers: Range<usize>) -> rusqlite::Result<()> {
        let id = |record: &Value| record["id"].as_str().unwrap_or_default().to_owned();
        let (token, account) = (id(&self.account["access_tokens"][0]), id(&self.account));
        for copied in [
            Copied { kind: "TOKEN", claim: "EMAIL", id: &token, called: ADA, copies: "c%07d@example.com" },
            Copied {
                kind: "ACCOUNTS_RECEIVABLE",
                claim: "NAME",
                id: &account,
                called: HOUSEHOLD,
                copies: "customer %07d",
            },
        ] {
            self.copy(&copied, &numbers)?;
        }
        Ok(())
    }

    /// Copies under ids of their own, straight into the database of the embedded DynamoDB (its version is pinned):
    /// millions of writes by its API would take hours.
    fn copy(&self, copied: &Copied<'_>, numbers: &Range<usize>) -> rusqlite::Result<()> {
        let Copied { kind, claim, id, called, copies } = copied;
        let database = rusqlite::Connection::open(self.app.stack.folder.join("table.sqlite"))?;
        database.busy_timeout(Duration::from_mins(5))?;
        let new = |column: &str| format!("replace(replace({column}, ?1, new.id), ?2, new.called)");
        let (pk, json, place) = (new("pk"), new("item_json"), new("gsi_sk"));
        let row = format!(
            "(pk, sk, item_json, item_size, hash_prefix) SELECT {pk}, sk, {json}, item_size, hash_prefix"
        );
        let entry = format!(
            "(gsi_pk, gsi_sk, table_pk, table_sk, item_json)
             SELECT 'S:' || substr(new.id, -1), {place}, {}, table_sk, {json}",
            new("table_pk")
        );
        for (into, columns, old) in [
            ("Table", &row, format!("pk = 'S:{kind}#' || ?1 AND sk = 'S:{kind}'")),
            ("Table", &row, format!("pk = 'S:{claim}#' || ?2 AND sk = 'S:CLAIM'")),
            ("Table::gsi::Found", &entry, format!("table_pk = 'S:{kind}#' || ?1")),
        ] {
            let made = database.execute(
                &format!(
                    "WITH RECURSIVE counted(i) AS (SELECT ?3 UNION ALL SELECT i + 1 FROM counted WHERE i + 1 < ?4),
                     new AS (SELECT printf('%032X', i) AS id, printf('{copies}', i) AS called FROM counted)
                     INSERT INTO \"{into}\" {columns} FROM \"{into}\", new WHERE {old}"
                ),
                rusqlite::params![id, called, numbers.start, numbers.end],
            )?;
            assert_eq!(made, numbers.len(), "{into} {old}");
        }
        Ok(())
    }

    /// What each kind of search is, and the calls that it makes.
    pub async fn costs(&self) -> Vec<(String, Vec<Call>)> {
        let number = |record: &Value| record["number"].as_str().expect("a number").to_owned();
        let (token, account) = (number(&self.account["access_tokens"][0]), number(&self.account));
        let mut costs = Vec::new();
        for (what, by, text) in [
            ("the number of an access token", "NUMBER", &token[..]),
            ("the number of an account", "NUMBER", &account),
            ("an identifier", "IDENTIFIER", "c0000042@example.com"),
            ("a name", "NAME", "Customer 0000042"),
            ("how four identifiers begin", "IDENTIFIER_BEGINS", "c"),
            ("how one identifier begins", "IDENTIFIER_BEGINS", "c0000042"),
            ("how four names begin", "NAME_BEGINS", "cust"),
            ("how one name begins", "NAME_BEGINS", "customer 0000042"),
            ("how none begins", "NAME_BEGINS", "x"),
        ] {
            let asked = json!({ "by": by, "text": text, "number_of_results": 4 });
            let answer = self.proxied.post("customers/find", asked).await;
            let expected = match what.split(' ').nth(1) {
                Some("four") => 4,
                Some("none") => 0,
                _ => 1,
            };
            assert_eq!(answer.data().as_array().map(Vec::len), Some(expected), "{what} {answer:?}");
            costs.push((what.to_owned(), self.proxied.consumed()));
        }
        costs
    }
}
