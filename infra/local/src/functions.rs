//! The functions: their own handlers in this process, or the real binaries under `cargo lambda watch`.
//!
//! Either way they get the event as JSON and the variables that the template declares.

use std::{collections::BTreeMap, pin::Pin, sync::Arc, time::Duration};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use lambda_http::{Body, Request, Response, aws_lambda_events::apigw::ApiGatewayV2httpResponse};
use serde_json::Value;
use shared::{
    Announce, Authenticate, Communicate, Create, Customers, Feedback, Manage, Reset, Rotate, Show, Variables,
    Verify, WarmService, serve,
};

use crate::{error::StackError, options::Options, template::FunctionDeclaration};

/// A function that did not answer: it panicked, took too long, or could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    #[error("the function {0} panicked")]
    Panicked(String),
    #[error("the function {0} did not answer within its timeout")]
    TimedOut(String),
    #[error("the function {name} could not be invoked: {reason}")]
    NotInvoked { name: String, reason: String },
    #[error("the function {name} reported an error: {reason}")]
    Failed { name: String, reason: String },
}

/// One function, ready to be invoked.
pub struct Function {
    name: String,
    timeout: Duration,
    code: Code,
}

/// How a function answers a request.
type Handle = for<'a> fn(&'a WarmService, Request) -> Answer<'a>;
type Answer<'a> = Pin<Box<dyn Future<Output = Response<Body>> + Send + 'a>>;

/// Where a function's code runs.
enum Code {
    /// In this process, behind the API, and asks nothing of the service.
    Page(fn(&Request) -> Response<Body>),
    /// In this process, behind the API.
    Requests(Arc<WarmService>, Handle),
    /// In this process, behind the stream.
    Records(Arc<Communicate>),
    /// In this process, behind the stream as well.
    Changes(Arc<Announce>),
    /// In this process, behind the topic of SES.
    Told(Arc<Feedback>),
    /// In this process, for a secret's rotation.
    Steps(Arc<Rotate>),
    /// Behind `cargo lambda watch`, at this URL.
    Lambda(reqwest::Client, String),
}

/// The function behind the API of that name, as its main.rs calls it.
fn handle(name: &str) -> Option<Handle> {
    Some(match name {
        "create" => |service, request| Box::pin(serve::<Create>(service, request)),
        "verify" => |service, request| Box::pin(serve::<Verify>(service, request)),
        "reset" => |service, request| Box::pin(serve::<Reset>(service, request)),
        "manage" => |service, request| Box::pin(serve::<Manage>(service, request)),
        "show" => |service, request| Box::pin(serve::<Show>(service, request)),
        "authenticate" => |service, request| Box::pin(serve::<Authenticate>(service, request)),
        "customers" => |service, request| Box::pin(serve::<Customers>(service, request)),
        _ => return None,
    })
}

impl Function {
    /// Starts a function in this process, as its main.rs does.
    pub async fn in_process(
        declaration: &FunctionDeclaration,
        variables: BTreeMap<String, String>,
        options: &Options,
    ) -> Result<Self, StackError> {
        let (variables, clock) = (Variables::new(variables), options.clock.clone());
        let failed = |source| StackError::Function { name: declaration.binary.clone(), source };
        let name = declaration.binary.as_str();
        let code = match name {
            "console" => Code::Page(console_page::answer),
            "communicate" => {
                let started = Communicate::start_waiting(&variables, clock, options.waits).await;
                Code::Records(Arc::new(started.map_err(failed)?))
            }
            "announce" => Code::Changes(Arc::new(Announce::start(&variables).map_err(failed)?)),
            "feedback" => {
                let started = Feedback::start(&variables, clock).await;
                Code::Told(Arc::new(started.map_err(failed)?))
            }
            "rotate" => {
                let rotate = Rotate::start(&variables, options.make_key, clock);
                Code::Steps(Arc::new(rotate.map_err(failed)?))
            }
            _ => {
                let handle = handle(name).ok_or_else(|| StackError::UnknownFunction(name.to_owned()))?;
                let warm = WarmService::start(&variables, clock).await.map_err(failed)?;
                let warm = match options.timeout {
                    Some(timeout) => warm.answering_within(timeout),
                    None => warm,
                };
                Code::Requests(Arc::new(warm), handle)
            }
        };
        let function = Self::new(declaration, code);
        Ok(Self { timeout: options.timeout.unwrap_or(function.timeout), ..function })
    }

    /// A function that `cargo lambda watch` runs.
    pub fn lambda(declaration: &FunctionDeclaration, end_point: &str) -> Self {
        let url = format!("{end_point}/2015-03-31/functions/{}/invocations", declaration.binary);
        Self::new(declaration, Code::Lambda(reqwest::Client::new(), url))
    }

    fn new(declaration: &FunctionDeclaration, code: Code) -> Self {
        let timeout = Duration::from_secs(declaration.timeout_seconds);
        Self { name: declaration.binary.clone(), timeout, code }
    }

    /// Answers an API Gateway event.
    pub async fn answer(&self, event: Value) -> Result<Response<Body>, InvokeError> {
        let unreadable = |error: serde_json::Error| self.failed(error.to_string());
        match &self.code {
            Code::Page(answer) => {
                let request = lambda_http::request::from_str(&event.to_string()).map_err(unreadable)?;
                Ok(answer(&request))
            }
            Code::Requests(service, handle) => {
                let (service, handle) = (service.clone(), *handle);
                let handled = async move {
                    // Here and not before, for this may panic as well.
                    let request = lambda_http::request::from_str(&event.to_string())?;
                    Ok(handle(&service, request).await)
                };
                self.run(handled).await?.map_err(unreadable)
            }
            Code::Records(_) | Code::Changes(_) | Code::Told(_) | Code::Steps(_) => {
                Err(self.failed("it answers no requests".to_owned()))
            }
            Code::Lambda(client, url) => {
                let answer = self.invoke_lambda(client, url, &event).await?;
                let answer: ApiGatewayV2httpResponse = serde_json::from_value(answer).map_err(unreadable)?;
                response(answer).ok_or_else(|| self.failed("its answer is none".to_owned()))
            }
        }
    }

    /// Hands over what is no request, a stream batch, an event of SES or a step of a rotation; returns the
    /// function's own answer.
    pub async fn take(&self, event: Value) -> Result<Value, InvokeError> {
        let unreadable = |error: serde_json::Error| self.failed(error.to_string());
        match &self.code {
            Code::Records(state) => {
                let (state, event) = (state.clone(), serde_json::from_value(event).map_err(unreadable)?);
                let response = self.run(async move { state.handle(event).await }).await?;
                serde_json::to_value(response).map_err(unreadable)
            }
            Code::Changes(announce) => {
                let (announce, event) =
                    (announce.clone(), serde_json::from_value(event).map_err(unreadable)?);
                let response = self.run(async move { announce.handle(event).await }).await?;
                serde_json::to_value(response).map_err(unreadable)
            }
            Code::Told(feedback) => {
                let (feedback, event) =
                    (feedback.clone(), serde_json::from_value(event).map_err(unreadable)?);
                let taken = self.run(async move { feedback.handle(event).await }).await?;
                taken.map(|()| Value::Null).map_err(|error| self.failed(error.to_string()))
            }
            Code::Steps(rotate) => {
                let (rotate, event) = (rotate.clone(), serde_json::from_value(event).map_err(unreadable)?);
                let done = self.run(async move { rotate.handle(event).await }).await?;
                done.map(|()| Value::Null).map_err(|error| self.failed(error.to_string()))
            }
            Code::Lambda(client, url) => self.invoke_lambda(client, url, &event).await,
            Code::Page(_) | Code::Requests(..) => {
                Err(self.failed("it takes nothing but requests".to_owned()))
            }
        }
    }

    /// Runs the handler as Lambda does: within its timeout, and a panic ends the invocation only.
    async fn run<T: Send + 'static>(
        &self,
        handler: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, InvokeError> {
        let task = tokio::spawn(handler);
        let abort = task.abort_handle();
        match tokio::time::timeout(self.timeout, task).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(InvokeError::Panicked(self.name.clone())),
            Err(_) => {
                abort.abort();
                Err(InvokeError::TimedOut(self.name.clone()))
            }
        }
    }

    async fn invoke_lambda(
        &self,
        client: &reqwest::Client,
        url: &str,
        event: &Value,
    ) -> Result<Value, InvokeError> {
        let not_invoked = |error: reqwest::Error| InvokeError::NotInvoked {
            name: self.name.clone(),
            reason: format!("{error}; is `cargo lambda watch` running?"),
        };
        let response = client.post(url).json(event).send().await.map_err(not_invoked)?;
        let status = response.status();
        let answer = response.json::<Value>().await.map_err(not_invoked)?;
        if status.is_success() && answer.get("errorMessage").is_none() {
            Ok(answer)
        } else {
            Err(self.failed(answer.to_string()))
        }
    }

    fn failed(&self, reason: String) -> InvokeError {
        InvokeError::Failed { name: self.name.clone(), reason }
    }
}

/// API Gateway's reading of a function's answer.
fn response(answer: ApiGatewayV2httpResponse) -> Option<Response<Body>> {
    let mut response = Response::new(answer.body.unwrap_or(Body::Empty));
    *response.status_mut() = StatusCode::from_u16(u16::try_from(answer.status_code).ok()?).ok()?;
    let headers: HeaderMap<HeaderValue> = answer.headers;
    for (name, value) in headers {
        response.headers_mut().insert::<HeaderName>(name?, value);
    }
    Some(response)
}
