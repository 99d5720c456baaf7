//! The lines of an import: what is wrong with one is said, and the rest goes on.

use std::sync::Arc;

use serde_json::{Value, json};
use shared::{Import, ImportError, Timestamp, Variables};

use super::{BCRYPT, FIREBASE, expecting, file, import, rejected, row, words};
use crate::support::app::{App, START};

#[tokio::test]
async fn what_is_wrong_with_a_line_is_said_and_the_rest_goes_on() {
    let app = App::start_with(&expecting(&["bcrypt 5"])).await;
    app.register("known@example.com").await;
    let line = |fields: Value| {
        let mut line = json!({ "identifier": "ada@example.com" });
        line.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        line
    };
    let lines: Vec<(String, Vec<(&str, &str)>)> = vec![
        (line(json!({})).to_string(), vec![]),
        (line(json!({})).to_string(), vec![("identifier", "another access token's")]),
        (json!({ "identifier": "ADA@Example.com" }).to_string(), vec![("identifier", "another access token's")]),
        (json!({ "identifier": "known@example.com" }).to_string(), vec![("identifier", "another access token's")]),
        (json!({ "identifier": "ada@" }).to_string(), vec![("identifier", "e-mail address")]),
        (json!({}).to_string(), vec![("identifier", "is missing")]),
        ("{".to_owned(), vec![("", "JSON object")]),
        (line(json!({ "pass_code_hash": "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" })).to_string(), vec![("pass_code_hash", "a cost of 4 to 13")]),
        (line(json!({ "pass_code_hash": "5f4dcc3b5aa765d61d8327deb882cf99" })).to_string(), vec![("pass_code_hash", "no hash of a kind")]),
        (
            json!({ "identifier": "bob", "classification": "Gold", "state": "GONE", "number": "7", "verified_date": "yesterday", "udf_float_1": "x" }).to_string(),
            vec![("udf_float_1", ""), ("classification", "none of the definition"), ("identifier", ""), ("verified_date", ""), ("number", "ACT0000000177"), ("state", "NOT_EFFECTIVE")],
        ),
        (line(json!({ "adress": "x" })).to_string(), vec![("adress", "")]),
        (json!({ "identifier": "+35799123456", "classification": "PHONE", "number": "ACT0000000177" }).to_string(), vec![]),
        (json!({ "identifier": "bob@example.com", "number": "ACT0000000177" }).to_string(), vec![("number", "another access token's")]),
        (json!({ "identifier": "last@example.com", "pass_code_hash": BCRYPT }).to_string(), vec![]),
    ];
    let text: String = lines.iter().map(|(line, _)| format!("{line}\n")).collect();
    let told = import(&app, &file("", &text)).await;
    assert_eq!(
        told.iter().map(|line| line.line).collect::<Vec<_>>(),
        (1..=lines.len() as u64).collect::<Vec<_>>()
    );
    for (told, (line, expected)) in told.iter().zip(&lines) {
        if expected.is_empty() {
            assert_eq!(words(std::slice::from_ref(told)), ["imported"], "{line} {told:?}");
            continue;
        }
        let rejected = rejected(told);
        let mut fields: Vec<_> = rejected.iter().map(|(field, _)| *field).collect();
        let mut wanted: Vec<_> = expected.iter().map(|(field, _)| *field).collect();
        fields.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(fields, wanted, "{line} {told:?}");
        for (field, reason) in expected {
            assert!(
                rejected.iter().any(|(found, told)| found == field && told.contains(reason)),
                "{line} {told:?}"
            );
        }
    }
    app.assert_consistent().await;
}

#[tokio::test]
async fn csv_says_the_same_as_json() {
    let app = App::start_with(&expecting(&["bcrypt 5"])).await;
    let csv = format!(
        "identifier,pass_code_hash,state,number,created_date,verified_date,card_masked_number,language,udf_string_1,udf_float_1\n\
         ada@example.com,{BCRYPT},EFFECTIVE,ACT0000000177,2020-01-02T03:04:05,2020-01-02T03:05:06,**** 1234,PT-br,\"trains, and ships\",1.5\n\
         bob@example.com,,,,,,,,,\n\
         eve@example.com,,\n"
    );
    let told = import(&app, &file(".csv", &csv)).await;
    assert_eq!(words(&told), ["imported", "imported", "rejected"]);
    assert_eq!((told[2].line, rejected(&told[2])), (4, vec![("", "has 3 fields, and the head 10")]));
    let ada = row(&app, "ada@example.com").await;
    assert_eq!((&ada["number"], &ada["card_masked_number"]), (&json!("ACT0000000177"), &json!("**** 1234")));
    assert_eq!(ada["language"], "pt-BR");
    assert_eq!(
        ada["user_defined_fields"],
        json!({ "udf_string_1": "trains, and ships", "udf_float_1": 1.5 })
    );
    let named = json!({ "access_token_identifier": { "authentication_code": null, "identifier": "ada@example.com", "pass_code": "U*U" } });
    let shown = app.post("show", named).await;
    assert_eq!(shown.data()["log_information"]["created_date"], "2020-01-02T03:04:05", "{shown:?}");
    assert!(row(&app, "bob@example.com").await.get("pass_code").is_none());
    // With the mark that Excel begins a file with, and a name in the alphabet of before.
    let excel = b"\xef\xbb\xbfidentifier,udf_string_1\r\nfrom.excel@example.com,Ada\r\nin.latin@example.com,caf\xe9\r\n";
    let told = import(&app, &file(".csv", excel)).await;
    assert_eq!(words(&told), ["imported", "rejected"]);
    assert_eq!(rejected(&told[1]), [("udf_string_1", "is not UTF-8")]);
    assert_eq!(words(&import(&app, &file("", b"\xff\n")).await), ["rejected"]);
}

#[tokio::test]
async fn who_gives_no_parameters_of_firebase_is_told_at_once() {
    let app = App::start().await;
    let clock = Arc::new(|| Timestamp::from_seconds(START));
    let variables = Variables::new(app.stack.variables.clone());
    for text in ["", "rounds: 8", &FIREBASE.replace("Bw==", "B")] {
        let refused = Import::new(&variables, Some(text), clock.clone()).await.err();
        assert!(matches!(refused, Some(ImportError::NotOfFirebase)), "{text}");
    }
}

#[tokio::test]
async fn what_is_no_number_that_a_table_keeps_is_none_of_a_csv_file_either() {
    let app = App::start().await;
    let numbers = ["nan", "inf", "-infinity", "1e999", "1,5"];
    let line = |number: &&str| format!("{}@example.com,\"{number}\"\n", number.len());
    let csv = format!("identifier,udf_float_1\n{}", numbers.iter().map(line).collect::<String>());
    let told = import(&app, &file(".csv", &csv)).await;
    for (line, number) in told.iter().zip(numbers) {
        assert_eq!(rejected(line), [("udf_float_1", "must be a number")], "{number}");
    }
}
