//! How the SDKs reach AWS: region, credentials and end points, all from the function's variables.
//!
//! Lambda gives a function its credentials as variables, so there is nothing to look for elsewhere, and
//! the local stack can give the same function other ones in the same process. The end points are the
//! SDKs' own `AWS_ENDPOINT_URL_<SERVICE>`: no function knows where it runs.

use std::time::Duration;

use aws_sdk_sesv2::config::{
    BehaviorVersion, Credentials, Region, SharedCredentialsProvider, retry::RetryConfig,
    timeout::TimeoutConfig,
};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_types::{
    SdkConfig,
    service_config::{LoadServiceConfig, ServiceConfigKey},
};

use super::variables::{VariableError, Variables};

/// The roots that AWS's certificates lead to (amazontrust.com/repository). Reading all roots that a
/// system trusts takes longer than the rest of a cold start.
const AMAZON_ROOTS: &[u8] = include_bytes!("aws/amazon-roots.pem");

/// What all clients of a function share.
pub fn config(variables: &Variables) -> Result<SdkConfig, VariableError> {
    let region = variables.required("AWS_REGION")?.to_owned();
    let credentials = Credentials::new(
        variables.required("AWS_ACCESS_KEY_ID")?,
        variables.required("AWS_SECRET_ACCESS_KEY")?,
        variables.get("AWS_SESSION_TOKEN").map(str::to_owned),
        None,
        "variables",
    );
    let tls = TlsContext::builder()
        .with_trust_store(TrustStore::empty().with_pem_certificate(AMAZON_ROOTS))
        .build()
        .expect("the certificates that the binary carries");
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

/// `AWS_ENDPOINT_URL_DYNAMODB` and the like, as the SDKs' reference guide names them.
#[derive(Debug)]
struct EndPoints(Variables);

impl LoadServiceConfig for EndPoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        self.0.get(&format!("{}_{service}", key.env())).map(str::to_owned)
    }
}
