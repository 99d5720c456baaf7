//! Whom the functions trust: Amazon, or in its place whom the file vouches for that `AWS_CA_BUNDLE` names.

use std::sync::Arc;

use local::Stack;
use shared::{Create, StartError, Variables, WarmService, serve, system_clock};

use crate::support::{app::App, tls::Authority};

/// The same cloud with TLS before it, for a function that has this bundle.
async fn variables(stack: &Stack, authority: &Authority, bundle: &str) -> Variables {
    let variables = Variables::new(stack.variables.clone()).with("AWS_CA_BUNDLE", bundle);
    let behind_tls = async |plain| format!("https://{}", authority.before(plain).await);
    variables
        .with("AWS_ENDPOINT_URL_DYNAMODB", behind_tls(stack.dynamodb).await)
        .with("AWS_ENDPOINT_URL_SECRETS_MANAGER", behind_tls(stack.aws).await)
}

async fn started(variables: &Variables) -> Result<WarmService, StartError> {
    WarmService::start(variables, Arc::new(system_clock)).await
}

fn file(holding: &str) -> (tempfile::NamedTempFile, String) {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), holding).expect("a written file");
    let path = file.path().display().to_string();
    (file, path)
}

#[tokio::test]
async fn whom_the_bundle_vouches_for_is_trusted() {
    let (app, authority) = (App::start().await, Authority::new());
    let (_bundle, path) = file(&authority.bundle);
    let service = started(&variables(&app.stack, &authority, &path).await).await.expect("a service");
    let event = include_str!("../events/create.json");
    let answer = serve::<Create>(&service, lambda_http::request::from_str(event).expect("a request")).await;
    assert_eq!(answer.status(), 200, "{answer:?}");
}

#[tokio::test]
async fn nobody_else_is_trusted() {
    let (app, authority) = (App::start().await, Authority::new());
    let (_bundle, of_another) = file(&Authority::new().bundle);
    for bundle in ["", &of_another] {
        let refused = started(&variables(&app.stack, &authority, bundle).await).await.err();
        let refused = refused.expect("refused").to_string();
        assert!(refused.contains("invalid peer certificate"), "{refused}");
    }
}

#[tokio::test]
async fn a_bundle_of_no_use_stops_a_function() {
    let (app, authority) = (App::start().await, Authority::new());
    let cut = authority.bundle.replace("-----END CERTIFICATE-----", "");
    let nonsense = "-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n";
    for (holding, fault) in [
        (None, "cannot be read: No such file or directory (os error 2)"),
        (Some(String::new()), "has no certificate"),
        (Some("somebody's notes\n".to_owned()), "has no certificate"),
        (Some(cut), "has a certificate that cannot be read, number 1"),
        (Some(authority.bundle.clone() + nonsense), "has a certificate that cannot be read, number 2"),
    ] {
        let (bundle, path) = file(holding.as_deref().unwrap_or_default());
        if holding.is_none() {
            bundle.close().expect("a file that is gone");
        }
        let refused = started(&variables(&app.stack, &authority, &path).await).await.err();
        let told = "the environment variable AWS_CA_BUNDLE must name a file with certificates in PEM";
        assert_eq!(refused.expect("refused").to_string(), format!("{told}: {path} {fault}"));
    }
}
