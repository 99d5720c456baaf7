//! The caller: who sends a request.

use std::net::{IpAddr, Ipv6Addr};

use lambda_http::{
    Request, RequestExt, aws_lambda_events::apigw::ApiGatewayRequestAuthorizer, request::RequestContext,
};

/// Who sends a request, as API Gateway saw it.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The address the request came from, by which its guesses and messages are counted; of IPv6 the network of 64
    /// bits, for who has one address of it has all.
    pub source: String,
    /// Whether it is a back office. Everybody else is a customer's app, which may do what a customer proves to be
    /// allowed, and nothing to customers in general.
    pub known: bool,
}

impl Caller {
    pub fn of(request: &Request) -> Self {
        match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => Self {
                source: source(context.http.source_ip.as_deref().unwrap_or_default()),
                known: context.authorizer.as_ref().is_some_and(is_back_office),
            },
            Some(_) | None => Self::default(),
        }
    }
}

fn source(address: &str) -> String {
    match address.parse().map(|address: IpAddr| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let network = Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX));
            format!("{network}/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// Who signed with the keys of an AWS account, or of whom a Lambda authorizer says so in as many words. That some
/// authorizer let a caller through is not enough: a JWT authorizer lets every user of an app through.
fn is_back_office(authorizer: &ApiGatewayRequestAuthorizer) -> bool {
    authorizer.iam.is_some() || authorizer.fields.get("caller").is_some_and(|caller| caller == "BACK_OFFICE")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn caller(authorizer: &Value) -> Caller {
        let mut event: Value =
            serde_json::from_str(include_str!("../../../events/create.json")).expect("an event");
        event["requestContext"]["authorizer"] = authorizer.clone();
        Caller::of(&lambda_http::request::from_str(&event.to_string()).expect("a request"))
    }

    #[test]
    fn all_addresses_of_a_network_of_64_bits_are_one_source() {
        for (address, counted_by) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
            ("", ""),
        ] {
            assert_eq!(source(address), counted_by);
        }
    }

    #[test]
    fn only_a_signature_or_an_authorizer_that_says_so_makes_a_back_office() {
        let iam = json!({ "iam": {
            "accessKey": "a", "accountId": "1", "callerId": "c", "userArn": "arn:aws:iam::1:user/c", "userId": "u",
        } });
        let jwt = json!({ "jwt": { "claims": { "sub": "ada", "caller": "BACK_OFFICE" }, "scopes": null } });
        for (authorizer, known) in [
            (iam, true),
            (json!({ "lambda": { "caller": "BACK_OFFICE" } }), true),
            (jwt, false),
            (json!({ "lambda": {} }), false),
            (json!({ "lambda": { "caller": "CUSTOMER" } }), false),
            (json!({ "lambda": { "caller": true } }), false),
            (Value::Null, false),
        ] {
            assert_eq!(caller(&authorizer).known, known, "{authorizer}");
        }
    }
}
