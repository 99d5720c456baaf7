//! How the SDKs reach AWS: region, credentials and end points, all from the function's variables.
//!
//! Lambda gives a function its credentials as variables, so there is nothing to look for elsewhere, and
//! the local stack can give the same function other ones in the same process. The end points are the
//! SDKs' own `AWS_ENDPOINT_URL_<SERVICE>` and `AWS_ENDPOINT_URL`: no function knows where it runs.

mod trust;

use std::time::Duration;

use aws_sdk_sesv2::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, retry::RetryConfig,
    timeout::TimeoutConfig,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, rustls_provider::CryptoMode},
};
use aws_types::{
    SdkConfig,
    service_config::{LoadServiceConfig, ServiceConfigKey},
};

use super::variables::{VariableError, Variables};

const REGION: &str = "AWS_REGION";
/// Of all services, and of those that functions reach.
const END_POINTS: [&str; 5] = [
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_DYNAMODB",
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_ENDPOINT_URL_SESV2",
    "AWS_ENDPOINT_URL_SNS",
];

/// What all clients of a function share.
pub fn config(variables: &Variables) -> Result<SdkConfig, VariableError> {
    check(variables)?;
    let region = variables.required(REGION)?.to_owned();
    let credentials = Credentials::new(
        variables.required("AWS_ACCESS_KEY_ID")?,
        variables.required("AWS_SECRET_ACCESS_KEY")?,
        variables.get("AWS_SESSION_TOKEN").map(str::to_owned),
        None,
        "variables",
    );
    let tls = TlsContext::builder()
        .with_trust_store(trust::store(variables)?)
        .build()
        .expect("a context of certificates that were read");
    let client =
        Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(tls).build_https();
    // A request function answers within 10 seconds or not at all: a dead connection is given up early,
    // and tried again.
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(1))
        .operation_attempt_timeout(Duration::from_secs(3))
        .build();
    Ok(SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(client)
        .retry_config(RetryConfig::standard())
        .timeout_config(timeouts)
        .service_config(EndPoints(variables.clone()))
        .build())
}

/// Refuses what an SDK would refuse at each call, in words that tell nobody which variable it is; of an end point that
/// is no address, with the whole request, which no log may hold.
fn check(variables: &Variables) -> Result<(), VariableError> {
    let malformed = |name: &str, reason: &str| {
        Err(VariableError::Malformed { name: name.to_owned(), reason: reason.to_owned() })
    };
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !variables.required(REGION)?.bytes().all(is_part) {
        return malformed(REGION, "must be a region like eu-west-1");
    }
    for name in END_POINTS {
        let is_address = |text: &str| {
            let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
            host.is_some_and(|host| !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic()))
        };
        if !variables.get(name).is_none_or(is_address) {
            return malformed(name, "must be an address like http://127.0.0.1:8000");
        }
    }
    Ok(())
}

/// `AWS_ENDPOINT_URL_DYNAMODB` and the like, as the SDKs' reference guide names them; then `AWS_ENDPOINT_URL`, which is
/// meant for all services: a call that went to AWS instead would reach somebody's real table.
#[derive(Debug)]
struct EndPoints(Variables);

impl LoadServiceConfig for EndPoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        let of_service = self.0.get(&format!("{}_{service}", key.env()));
        of_service.or_else(|| self.0.get(key.env())).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, value: &str) -> Option<String> {
        let names = [REGION, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        let all = names.into_iter().fold(Variables::default(), |all, name| all.with(name, "eu-west-1"));
        config(&all.with(name, value)).err().map(|error| error.to_string())
    }

    #[test]
    fn the_end_point_of_a_service_goes_before_the_one_of_all() {
        let variables = Variables::default()
            .with("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
            .with("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:2");
        let end_points = EndPoints(variables);
        let of = |service: &str| {
            let key = ServiceConfigKey::builder()
                .service_id(service)
                .env("AWS_ENDPOINT_URL")
                .profile("endpoint_url");
            end_points.load_config(key.build().expect("a key"))
        };
        assert_eq!(of("DynamoDB").as_deref(), Some("http://127.0.0.1:1"));
        assert_eq!(of("Secrets Manager").as_deref(), Some("http://127.0.0.1:2"));
    }

    #[test]
    fn a_configuration_does_not_show_the_credentials() {
        let secrets = ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
        let variables = [REGION, "AWS_ACCESS_KEY_ID"].into_iter().map(|name| (name, "eu-west-1"));
        let variables = variables.chain(secrets.map(|name| (name, "hunter2")));
        let variables = variables.fold(Variables::default(), |all, (name, value)| all.with(name, value));
        assert!(!format!("{:?}", config(&variables).expect("a configuration")).contains("hunter2"));
    }

    #[test]
    fn a_region_or_an_end_point_that_is_none_is_refused_by_its_name() {
        for (name, good, bad) in [
            (REGION, ["eu-west-1", "us-gov-east-1"], ["eu west 1", "eu_west_1", "EU-WEST-1"]),
            (
                END_POINTS[0],
                ["http://127.0.0.1:8000", "https://x.example"],
                ["nonsense", "http://", "http://a b"],
            ),
        ] {
            for value in good {
                assert_eq!(refused(name, value), None, "{value}");
            }
            for value in bad {
                let told = refused(name, value).unwrap_or_default();
                assert!(told.contains(name) && told.contains(" must be "), "{value}: {told}");
            }
        }
    }
}
