//! Verification codes, reset tickets, one-time passwords and identifying codes: any text against any row.

use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::{cases, sent};
use crate::{
    base::{secret::Secret, timestamp::Timestamp},
    codes::{
        authentication_code::AuthenticationCode, identifying_code::IdentifyingCode,
        one_time_password::OneTimePassword, pass_code::GeneratedPassCode, reset_ticket::ResetTicket,
        verification_code::VerificationCode,
    },
    keyring::{KeyringError, tests::keyring},
};

/// What a row holds of a derived secret: mostly one of ours.
fn seed() -> impl Strategy<Value = Value> {
    let key = prop_oneof![9 => Just("1".to_owned()), 1 => sent::text()];
    let derivation =
        prop_oneof![9 => Just(json!(1)), 1 => any::<u8>().prop_map(Value::from), 1 => sent::value()];
    let nonce = prop_oneof![4 => "[A-Za-z0-9+/]{22}==", 1 => sent::text()];
    (key, derivation, nonce)
        .prop_map(|(key, derivation, nonce)| json!({ "key": key, "derivation": derivation, "nonce": nonce }))
}

fn count() -> impl Strategy<Value = Value> {
    prop_oneof![6 => 6..=10_u32, 1 => any::<u32>(), 1 => select(vec![0, 19, 20, 65_535, 65_536])]
        .prop_map(Value::from)
}

/// What somebody offers who does not know a code, or who knows it and sends it in some form.
fn offered() -> impl Strategy<Value = fn(&str, &str) -> String> {
    let changes: [fn(&str, &str) -> String; 8] = [
        |code, _| code.to_owned(),
        |_, text| text.to_owned(),
        |code, text| format!("{code}{text}"),
        |code, text| format!("{text}{code}"),
        |code, _| format!(" {code}\n"),
        |code, _| code.to_lowercase(),
        |code, _| code.chars().rev().collect(),
        |code, _| code.chars().skip(1).collect(),
    ];
    select(changes.to_vec())
}

/// What was said of an offered text: right if it is the clear one, which lives, and never without a clear one.
fn is_right_alone_while_it_lives(
    said: Result<bool, KeyringError>,
    clear: Result<Secret, KeyringError>,
    offered: &Secret,
    lives: bool,
) -> Result<(), TestCaseError> {
    match clear {
        Ok(clear) => prop_assert_eq!(said.ok(), Some(lives && clear.reveal() == offered.reveal())),
        Err(_) => prop_assert!(!said.unwrap_or(false)),
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn a_verification_code_is_right_by_its_own_text_alone(
        seed in seed(), digits in count(), offered in offered(), text in sent::text(),
    ) {
        let row = json!({ "seed": seed, "digits": digits });
        let Ok(row) = serde_json::from_value::<VerificationCode>(row) else { return Ok(()) };
        let Ok(code) = row.derive(&keyring()) else { return Ok(()) };
        prop_assert!(code.reveal().bytes().all(|byte| byte.is_ascii_digit()));
        let offered = Secret::new(offered(code.reveal(), &text));
        prop_assert_eq!(code.same_as(&offered), code.reveal() == offered.reveal());
    }

    #[test]
    fn a_reset_ticket_is_right_by_its_own_text_alone_while_it_lives(
        seed in seed(), expires in prop_oneof![any::<i64>(), 0..100_i64], now in prop_oneof![any::<i64>(), 0..100_i64],
        offered in offered(), text in sent::text(),
    ) {
        let row = json!({ "seed": seed, "expires": expires });
        let Ok(row) = serde_json::from_value::<ResetTicket>(row) else { return Ok(()) };
        let now = Timestamp::from_seconds(now);
        let _ = row.in_first_half(now);
        let clear = row.derive(&keyring());
        let offered = Secret::new(offered(clear.as_ref().map_or("", Secret::reveal), &text));
        let is = row.is(&offered, now, &keyring());
        is_right_alone_while_it_lives(is, clear, &offered, now < row.expires)?;
        prop_assert_eq!(ResetTicket::claim_keys(&offered, &keyring()).expect("keys").len(), 1);
    }

    #[test]
    fn a_one_time_password_is_right_by_its_own_text_alone_while_it_lives(
        seed in seed(), digits in count(), expires in prop_oneof![any::<i64>(), 0..100_i64],
        now in prop_oneof![any::<i64>(), 0..100_i64], offered in offered(), text in sent::text(),
    ) {
        let row = json!({ "seed": seed, "digits": digits, "expires": expires });
        let Ok(row) = serde_json::from_value::<OneTimePassword>(row) else { return Ok(()) };
        let now = Timestamp::from_seconds(now);
        let clear = row.derive(&keyring());
        let offered = Secret::new(offered(clear.as_ref().map_or("", Secret::reveal), &text));
        let is = row.is(&offered, now, &keyring());
        is_right_alone_while_it_lives(is, clear, &offered, now < row.expires())?;
    }

    #[test]
    fn an_identifying_code_is_right_by_its_own_text_alone_while_it_lives(
        seed in seed(), digits in count(), expires in prop_oneof![any::<i64>(), 0..100_i64],
        now in prop_oneof![any::<i64>(), 0..100_i64], offered in offered(), text in sent::text(),
    ) {
        let row = json!({ "seed": seed, "digits": digits, "expires": expires });
        let Ok(row) = serde_json::from_value::<IdentifyingCode>(row) else { return Ok(()) };
        let now = Timestamp::from_seconds(now);
        let _ = row.in_first_half(now);
        let clear = row.derive(&keyring());
        let offered = Secret::new(offered(clear.as_ref().map_or("", Secret::reveal), &text));
        let is = row.is(&offered, now, &keyring());
        is_right_alone_while_it_lives(is, clear, &offered, now < row.expires())?;
        prop_assert!(IdentifyingCode::claim_key(&offered, &keyring()).is_ok());
    }

    #[test]
    fn a_generated_pass_code_is_ascii_whatever_the_row_holds(
        seed in seed(), length in count(), letters in count(), digits in count(), specials in count(),
    ) {
        let shape = json!({ "length": length, "letters": letters, "digits": digits, "specials": specials });
        let row = json!({ "seed": seed, "shape": shape });
        let Ok(row) = serde_json::from_value::<GeneratedPassCode>(row) else { return Ok(()) };
        if let Ok(code) = row.derive(&keyring()) {
            prop_assert!(code.reveal().is_ascii());
        }
    }

    #[test]
    fn any_text_is_looked_up_as_an_authentication_code_or_breaks_a_rule(text in sent::text(), times in 1..40_usize) {
        let offered = AuthenticationCode::offered(&Secret::new(text.repeat(times)));
        if let Ok(code) = offered {
            prop_assert_eq!(code.claim_keys(&keyring()).expect("keys").len(), 1);
            prop_assert_eq!(code.is_unguessable(true), code.secret().reveal().chars().count() >= 32);
        }
    }
}
