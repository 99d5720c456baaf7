//! The readers of patterns and expressions themselves, against what AWS documents.

use std::collections::BTreeMap;

use serde_json::json;

use crate::support::{expression, filter};

#[test]
fn a_pattern_is_read_as_aws_documents_it() {
    let line = json!({ "message": "message", "state": "PUT_OFF", "status": "503", "number": 7 });
    for (pattern, expected) in [
        (r#"{ $.state = "PUT_OFF" }"#, true),
        (r#"{ $.state = "PUT" }"#, false),
        (r#"{ $.status = "5*" }"#, true),
        (r#"{ $.status = "4*" }"#, false),
        (r#"{ $.reason = "*" }"#, false),
        // A text is compared with a text only.
        (r#"{ $.number = "7" }"#, false),
        (r#"{ $.message = "message" && ($.state = "SENT" || $.state = "PUT_OFF") }"#, true),
        (r#"{ $.message = "event" && ($.state = "SENT" || $.state = "PUT_OFF") }"#, false),
        // `&&` binds closer.
        (r#"{ $.state = "PUT_OFF" || $.state = "PUT_OFF" && $.state = "SENT" }"#, true),
    ] {
        assert_eq!(filter::matches(pattern, &line), expected, "{pattern}");
    }
}

#[test]
fn an_expression_is_worked_out_as_aws_documents_it() {
    let metrics = BTreeMap::from([("a".to_owned(), 3.0), ("b".to_owned(), 60.0)]);
    for (expression, expected) in [
        ("100 * a / b", Some(5.0)),
        ("IF(a > 2, 100 * a / b, 0)", Some(5.0)),
        ("IF(a > 3, 100 * a / b, 0)", Some(0.0)),
        ("SUM(METRICS())", Some(63.0)),
        ("100 * a / c", None),
    ] {
        assert_eq!(expression::value(expression, &metrics), expected, "{expression}");
    }
}
