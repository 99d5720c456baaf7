//! What an owner does with the keys of apps and back offices.

use std::{collections::BTreeSet, sync::Arc};

use futures_util::future::join_all;
use shared::{ApplicationKey, ApplicationKeys, KeyClass, KeysError, NewKey, Scope, Timestamp, Variables};

use crate::support::app::{App, START};

const NOW: Timestamp = Timestamp::from_seconds(START);

/// The keys of a stack, as the owner's command reaches them.
fn keys(app: &App) -> ApplicationKeys {
    let variables = Variables::new(app.stack.variables.clone());
    ApplicationKeys::new(&variables, Arc::new(|| NOW)).expect("keys")
}

/// All keys but those that the stack has made for itself.
async fn listed(keys: &ApplicationKeys) -> Vec<ApplicationKey> {
    let all = keys.list().await.expect("a list").into_iter();
    all.filter(|key| key.name != "Local stack").collect()
}

fn of_app(name: &str) -> NewKey {
    NewKey {
        class: KeyClass::ConsumerApplicationKey,
        application: None,
        name: name.to_owned(),
        scopes: Vec::new(),
        networks: Vec::new(),
        ends: None,
    }
}

fn of_back_office(name: &str) -> NewKey {
    let network = |text: &str| text.parse().expect("a network");
    NewKey {
        class: KeyClass::SystemicKey,
        scopes: vec![Scope::Write, Scope::Read, Scope::Write],
        networks: vec![network("2001:db8:1::/48"), network("192.0.2.0/24"), network("192.0.2.0/24")],
        ends: Some(NOW.plus_days(1)),
        ..of_app(name)
    }
}

#[tokio::test]
async fn keys_that_were_made_are_listed_as_they_were_made() {
    let app = App::start().await;
    let keys = keys(&app);
    assert_eq!(listed(&keys).await, []);
    let (of_app, _) = keys.make(of_app("Company ZX app")).await.expect("a key");
    let (of_back_office, _) = keys.make(of_back_office("Eve")).await.expect("a key");
    assert_eq!((of_app.created, of_app.ends, of_app.revoked), (NOW, None, None));
    assert_eq!(of_back_office.scopes, [Scope::Read, Scope::Write]);
    let networks: Vec<_> = of_back_office.networks.iter().map(ToString::to_string).collect();
    assert_eq!(networks, ["192.0.2.0/24", "2001:db8:1::/48"]);
    let mut made = [of_app, of_back_office];
    made.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(listed(&keys).await, made);
}

#[tokio::test]
async fn no_row_holds_a_key_in_clear() {
    let app = App::start().await;
    let keys = keys(&app);
    for new in [of_app("Company ZX app"), of_back_office("Eve")] {
        let (key, clear) = keys.make(new).await.expect("a key");
        let (clear, rows) = (clear.reveal(), format!("{:?}", app.all_rows().await));
        let secret = clear.rsplit('_').next().expect("a secret");
        assert!(secret.len() > 32 && clear.contains(&key.id), "{clear}");
        // It is looked for where its id is found.
        assert!(rows.contains(&key.id) && !rows.contains(secret));
        assert!(!rows.contains(&secret[..16]) && !rows.contains(&secret.to_uppercase()));
    }
    assert_eq!(listed(&keys).await.len(), 2);
}

#[tokio::test]
async fn an_application_has_several_keys_and_one_is_revoked_without_the_other() {
    let app = App::start().await;
    let keys = keys(&app);
    let (old, _) = keys.make(of_app("Company ZX app")).await.expect("a key");
    let further = NewKey { application: Some(old.application.clone()), ..of_app("Company ZX app") };
    let (new, _) = keys.make(further).await.expect("a key");
    assert_eq!(new.application, old.application);
    keys.revoke(&old.id).await.expect("it is revoked");
    let good = |key: &ApplicationKey| key.revoked.is_none();
    let listed = listed(&keys).await;
    assert_eq!(listed.into_iter().filter(good).collect::<Vec<_>>(), [new]);
}

#[tokio::test]
async fn a_key_is_revoked_by_its_id_or_by_itself_and_once() {
    let app = App::start().await;
    let keys = keys(&app);
    for by_itself in [false, true] {
        let (key, clear) = keys.make(of_back_office("Eve")).await.expect("a key");
        let named = if by_itself { clear.reveal() } else { &key.id };
        let revoked = keys.revoke(named).await.expect("it is revoked");
        assert_eq!((&revoked.id, revoked.revoked), (&key.id, Some(NOW)));
        // The error names the id, never what is secret of the key.
        let again = keys.revoke(named).await;
        assert!(matches!(&again, Err(KeysError::RevokedAlready(id)) if *id == revoked.id), "{again:?}");
        assert!(listed(&keys).await.contains(&revoked));
    }
}

#[tokio::test]
async fn a_key_that_there_is_none_of_is_not_revoked() {
    let app = App::start().await;
    for id in ["nobodys", "KEY#", "é"] {
        let refused = keys(&app).revoke(id).await;
        assert!(matches!(&refused, Err(KeysError::NoSuchKey(named)) if named == id), "{refused:?}");
    }
    assert_eq!(listed(&keys(&app)).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_revoke_a_key_at_once_one_did_and_the_others_are_told_that_it_is() {
    let app = App::start().await;
    let keys = keys(&app);
    let (key, _) = keys.make(of_app("Company ZX app")).await.expect("a key");
    let ended = join_all((0..8).map(|_| keys.revoke(&key.id))).await;
    assert_eq!(ended.iter().filter(|ended| ended.is_ok()).count(), 1, "{ended:?}");
    let told = |ended: &&Result<_, _>| matches!(ended, Err(KeysError::RevokedAlready(_)));
    assert_eq!(ended.iter().filter(told).count(), 7, "{ended:?}");
}

#[tokio::test]
async fn all_keys_are_listed_however_many_there_are() {
    let app = App::start().await;
    let keys = keys(&app);
    let mut made = BTreeSet::new();
    for number in 0..101 {
        // As long as a name may be, in characters of four bytes.
        let name = format!("{number:03}{}", "🗝".repeat(97));
        made.insert(keys.make(of_app(&name)).await.expect("a key").0.id);
    }
    let listed: Vec<_> = listed(&keys).await.into_iter().map(|key| key.id).collect();
    assert!(listed.is_sorted(), "{listed:?}");
    assert_eq!(BTreeSet::from_iter(listed), made);
}

#[tokio::test]
async fn what_is_refused_makes_no_key() {
    let app = App::start().await;
    let keys = keys(&app);
    for new in [
        of_app(""),
        NewKey { ends: Some(NOW), ..of_app("Company ZX app") },
        NewKey { scopes: vec![Scope::Read], ..of_app("Company ZX app") },
        NewKey { scopes: Vec::new(), ..of_back_office("Eve") },
        NewKey { ends: None, ..of_back_office("Eve") },
    ] {
        assert!(keys.make(new).await.is_err());
    }
    assert_eq!(listed(&keys).await, []);
}
