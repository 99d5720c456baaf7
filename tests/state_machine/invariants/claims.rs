//! Everything that is unique is claimed once, by the record that has it and for as long as that, and nothing else is
//! claimed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Checked, Model, Table, same, text};

/// The claims by their keys: who holds them, and until when.
type Claims<'a> = BTreeMap<String, (&'a str, Option<i64>)>;

impl Table {
    pub(super) fn claims(&self, model: &Model) -> Checked {
        let (mut expected, mut with_code) = (Claims::new(), Vec::new());
        for entity in ["token", "accounts_receivable", "rewards_participant"] {
            for record in self.of(entity) {
                let held = (text(record, "id"), record["expires"].as_i64());
                let claim = |kind: &str, of: &str| (format!("{kind}#{of}"), held);
                expected.extend([claim("NUMBER", text(record, "number"))]);
                let identifier = record["identifier"].as_str().map(str::to_lowercase);
                expected.extend(identifier.map(|identifier| claim("EMAIL", &identifier)));
                let name = record["name"].as_str().map(str::to_lowercase);
                expected.extend(name.map(|name| claim("NAME", &name)));
                with_code.extend((!record["authentication_code"].is_null()).then_some((held.0, None)));
            }
        }
        let (mut found, mut of_codes, mut of_tickets) = (Claims::new(), Vec::new(), Vec::new());
        for row in self.of("claim") {
            let held = (text(row, "holder"), row["expires"].as_i64());
            match text(row, "pk").split_once('#') {
                // Whoever has none of the keys cannot say which code or ticket a digest is of.
                Some(("AUTHENTICATION_CODE", _)) => of_codes.push(held),
                Some(("RESET_TICKET", _)) => of_tickets.push(held.0),
                Some(_) | None => {
                    found.insert(text(row, "pk").to_owned(), held);
                }
            }
        }
        of_codes.sort_unstable();
        with_code.sort_unstable();
        same("the claims", &found, &expected)?;
        same("who claims authentication codes", &of_codes, &with_code)?;
        for token in model.tokens.iter().filter(|token| token.ticket.is_some()) {
            let row = self.of("token").find(|row| row["number"] == token.number.as_str());
            let is_alive = token.ticket.as_ref().is_some_and(|ticket| ticket.is_alive(model.now));
            if is_alive && !row.is_some_and(|row: &Value| of_tickets.contains(&text(row, "id"))) {
                return Err(format!("the ticket of {} leads nowhere", token.number));
            }
        }
        Ok(())
    }
}
