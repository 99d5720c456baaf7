//! A key that shall be made, and what it must be like.

use super::keys_error::KeysError;
use crate::{
    base::{
        id::Id, network::Network, rule::Rule, scope::Scope, text_rules::visible_text, timestamp::Timestamp,
    },
    codes::application_key::KeyClass,
    records::application_key::ApplicationKey,
};

/// An owner has no more keys than this that are not revoked: more are made by a script that went wrong.
const MOST_KEYS: usize = 1000;
const MOST_NETWORKS: usize = 20;
const NAME_CHARACTERS: usize = 100;

/// What a new key shall be.
#[derive(Clone, Debug)]
pub struct NewKey {
    pub class: KeyClass,
    /// Whose further key it is; a new application without.
    pub application: Option<Id>,
    /// Of the application; of a systemic key, the person or system that it is for.
    pub name: String,
    /// What a back office may with it. An app's key has none.
    pub scopes: Vec<Scope>,
    /// Where a back office may come from; from everywhere without.
    pub networks: Vec<Network>,
    /// From then on it is no good. A back office's key has an end: people go, and systems are forgotten.
    pub ends: Option<Timestamp>,
}

impl NewKey {
    /// Refuses what no key can be, or not beside the keys that there are.
    pub(super) fn check(&self, others: &[ApplicationKey], now: Timestamp) -> Result<(), KeysError> {
        self.check_name()?;
        match self.class {
            KeyClass::ConsumerApplicationKey => self.check_of_app()?,
            KeyClass::SystemicKey => self.check_of_back_office()?,
        }
        if let Some(ends) = self.ends.filter(|ends| *ends <= now) {
            return Err(KeysError::EndsInThePast { ends, now });
        }
        if let Some(application) = &self.application {
            let is_of_it = |other: &ApplicationKey| other.application == *application;
            if !others.iter().any(|other| other.class == self.class && is_of_it(other)) {
                let application = application.clone();
                return Err(KeysError::NoSuchApplication { application, class: self.class });
            }
        }
        let in_use = others.iter().filter(|other| other.revoked.is_none()).count();
        if in_use >= MOST_KEYS { Err(KeysError::TooMany { most: MOST_KEYS }) } else { Ok(()) }
    }

    /// It is shown in lists, and says in customers' records who changed them.
    fn check_name(&self) -> Result<(), KeysError> {
        if self.name.trim().is_empty() {
            return Err(KeysError::Name(Rule::TooShort { minimum: 1 }));
        }
        visible_text(&self.name, NAME_CHARACTERS).map_err(KeysError::Name)
    }

    const fn check_of_app(&self) -> Result<(), KeysError> {
        if !self.scopes.is_empty() {
            return Err(KeysError::ScopesOfAnApp);
        }
        if !self.networks.is_empty() {
            return Err(KeysError::NetworksOfAnApp);
        }
        Ok(())
    }

    const fn check_of_back_office(&self) -> Result<(), KeysError> {
        if self.scopes.is_empty() {
            return Err(KeysError::NoScopes);
        }
        if self.networks.len() > MOST_NETWORKS {
            return Err(KeysError::TooManyNetworks { most: MOST_NETWORKS });
        }
        if self.ends.is_none() {
            return Err(KeysError::NoEnd);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::timestamp::DAY;

    const NOW: Timestamp = Timestamp::from_seconds(1_795_000_000);

    fn of_app() -> NewKey {
        NewKey {
            class: KeyClass::ConsumerApplicationKey,
            application: None,
            name: "Company ZX app".to_owned(),
            scopes: Vec::new(),
            networks: Vec::new(),
            ends: None,
        }
    }

    fn of_back_office() -> NewKey {
        let (class, name) = (KeyClass::SystemicKey, "Eve".to_owned());
        NewKey { class, name, scopes: vec![Scope::Read], ends: Some(NOW.plus(1)), ..of_app() }
    }

    fn refused(new: &NewKey) -> String {
        new.check(&[], NOW).expect_err("it is refused").to_string()
    }

    #[test]
    fn a_key_of_an_app_has_neither_scopes_nor_networks_and_need_not_end() {
        assert!(of_app().check(&[], NOW).is_ok());
        let scopes = NewKey { scopes: vec![Scope::Read], ..of_app() };
        assert!(refused(&scopes).contains("has no scopes"), "{}", refused(&scopes));
        let networks = NewKey { networks: vec!["192.0.2.0/24".parse().expect("a network")], ..of_app() };
        assert!(refused(&networks).contains("no networks"), "{}", refused(&networks));
    }

    #[test]
    fn a_key_of_a_back_office_has_scopes_and_an_end_and_not_too_many_networks() {
        assert!(of_back_office().check(&[], NOW).is_ok());
        assert!(refused(&NewKey { scopes: Vec::new(), ..of_back_office() }).contains("needs scopes"));
        assert!(refused(&NewKey { ends: None, ..of_back_office() }).contains("must have an end"));
        let networks = |count| NewKey {
            networks: vec!["192.0.2.0/24".parse().expect("a network"); count],
            ..of_back_office()
        };
        assert!(networks(MOST_NETWORKS).check(&[], NOW).is_ok());
        assert!(refused(&networks(MOST_NETWORKS + 1)).contains("20 networks at most"));
    }

    #[test]
    fn a_key_ends_in_the_future() {
        for (ends, is_good) in [(NOW.plus(1), true), (NOW, false), (NOW.plus(-1), false)] {
            for new in [of_app(), of_back_office()] {
                let new = NewKey { ends: Some(ends), ..new };
                assert_eq!(new.check(&[], NOW).is_ok(), is_good, "{ends}");
            }
        }
        let yesterday = NewKey { ends: Some(NOW.plus(-DAY)), ..of_app() };
        assert_eq!(
            refused(&yesterday),
            "the end, 2026-11-17T11:06:40, is not in the future: in UTC it is 2026-11-18T11:06:40 now"
        );
    }

    #[test]
    fn a_name_can_be_seen_and_fits_a_line() {
        for (name, reason) in [
            (String::new(), "at least 1 character"),
            (" \u{3000}".to_owned(), "at least 1 character"),
            ("é".repeat(NAME_CHARACTERS + 1), "at most 100 characters"),
            ("Eve\nAda".to_owned(), "control characters"),
            ("Eve\u{1b}[2J".to_owned(), "control characters"),
            ("Eve\u{200b}".to_owned(), "nobody sees"),
            ("Eve\u{202e}adA".to_owned(), "nobody sees"),
        ] {
            let told = refused(&NewKey { name: name.clone(), ..of_app() });
            assert!(told.starts_with("the name must") && told.contains(reason), "{name:?}: {told}");
        }
        assert!(NewKey { name: "é".repeat(NAME_CHARACTERS), ..of_app() }.check(&[], NOW).is_ok());
    }

    /// A key that there is.
    fn other(revoked: Option<Timestamp>) -> ApplicationKey {
        ApplicationKey {
            id: "a".to_owned(),
            class: KeyClass::SystemicKey,
            application: Id::nobody(),
            name: "Eve".to_owned(),
            scopes: vec![Scope::Read],
            networks: Vec::new(),
            digest: String::new(),
            created: NOW,
            ends: None,
            revoked,
        }
    }

    #[test]
    fn a_further_key_is_of_an_application_that_has_one_of_the_class() {
        let others = [other(Some(NOW))];
        let further = |new| NewKey { application: Some(others[0].application.clone()), ..new };
        assert!(further(of_back_office()).check(&others, NOW).is_ok());
        for (new, others) in [(of_app(), &others[..]), (of_back_office(), &[])] {
            let refused = further(new).check(others, NOW);
            assert!(matches!(refused, Err(KeysError::NoSuchApplication { .. })), "{refused:?}");
        }
    }

    #[test]
    fn of_keys_that_are_not_revoked_there_are_a_thousand_at_most() {
        let revoked = vec![other(Some(NOW)); MOST_KEYS];
        assert!(of_app().check(&revoked, NOW).is_ok());
        let mut others = vec![other(None); MOST_KEYS];
        assert!(of_app().check(&others[1..], NOW).is_ok());
        assert!(matches!(of_app().check(&others, NOW), Err(KeysError::TooMany { .. })));
        others.extend(revoked);
        assert!(matches!(of_app().check(&others, NOW), Err(KeysError::TooMany { .. })));
    }
}
