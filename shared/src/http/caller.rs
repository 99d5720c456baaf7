//! The caller: who sends a request.

use lambda_http::{
    Request, RequestExt, aws_lambda_events::apigw::ApiGatewayRequestAuthorizer, request::RequestContext,
};

/// Who sends a request, as API Gateway saw it.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The address the request came from.
    pub source: String,
    /// Whether it is a back office. Everybody else is a customer's app, which may do what a customer proves to be
    /// allowed, and nothing to customers in general.
    pub known: bool,
}

impl Caller {
    pub fn of(request: &Request) -> Self {
        match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => Self {
                source: context.http.source_ip.clone().unwrap_or_default(),
                known: context.authorizer.as_ref().is_some_and(is_back_office),
            },
            Some(_) | None => Self::default(),
        }
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
