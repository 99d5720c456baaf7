//! One operation as the description needs it: its declaration, and the shapes of what it takes and answers.

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use crate::{
    base::{
        schema::{Described, Shape},
        scope::Scope,
    },
    http::{
        call::Answer,
        caller::Caller,
        code::Code,
        operation::{self, Declaration, Method, Who},
        parameters::Parameters,
    },
    operations::routes::Walk,
    records::refusal::Refusal,
    steps::service::Service,
};

pub struct Operation {
    pub(super) declaration: Declaration,
    pub(super) inputs: Vec<Shape>,
    pub(super) answer: fn(&mut SchemaGenerator) -> Value,
    pub(super) is_document: bool,
}

impl Operation {
    pub(super) fn of<Input: Described, A: Answer + JsonSchema>(
        operation: &operation::Operation<Input, A>,
    ) -> Self {
        Self {
            declaration: operation.declaration,
            inputs: Input::shapes(),
            answer: |generator| generator.subschema_for::<A>().to_value(),
            is_document: A::IS_DOCUMENT,
        }
    }

    /// `GET /access_tokens/list`.
    pub fn route(&self) -> String {
        format!("{} {}", self.declaration.method.as_str(), self.declaration.path)
    }

    /// Whether callers have to be in a session.
    pub fn needs_a_session(&self) -> bool {
        matches!(self.declaration.who, Who::BackOffice | Who::CustomerOrBackOffice)
    }

    /// Whether it is for a back office alone.
    pub fn is_for_back_office(&self) -> bool {
        self.declaration.who == Who::BackOffice
    }

    /// Whether its `token` may be the caller's session token.
    pub fn takes_a_session(&self) -> bool {
        self.declaration.takes_a_session()
    }

    /// Whether it may be something else, too: then the session is a customer's.
    pub fn takes_a_session_or_else(&self) -> bool {
        self.declaration.takes_a_session_or_else()
    }

    /// What a back office must be allowed to ask for it.
    pub fn scope(&self) -> Scope {
        self.declaration.scope
    }

    /// The class of the application's key that callers have to show, if they have to.
    pub fn key_class(&self) -> Option<&'static str> {
        match self.declaration.who {
            Who::Applications(class) => Some(class.as_str()),
            Who::Anybody | Who::BackOffice | Who::CustomerOrBackOffice => None,
        }
    }

    /// Whether callers in no session have to show an app's key, where the definition says so.
    pub fn may_need_a_key(&self) -> bool {
        self.declaration.may_need_a_key()
    }

    pub fn takes_a_body(&self) -> bool {
        self.declaration.method == Method::Post
    }

    /// The codes that it can refuse with, as they are written.
    pub fn codes(&self) -> Vec<&'static str> {
        self.declaration.codes().into_iter().map(Code::as_str).collect()
    }
}

/// Walks over operations to describe them.
#[derive(Default)]
pub(super) struct Describer(pub Vec<Operation>);

impl<'s> Walk<'s> for Describer {
    fn operation<Input, A, Run>(
        &mut self,
        operation: operation::Operation<Input, A>,
        _: fn(&'s Service, Parameters, Caller) -> Run,
    ) where
        Input: Described,
        A: Answer + JsonSchema + Send,
        Run: Future<Output = Result<A, Refusal>> + Send + 's,
    {
        self.0.push(Operation::of(&operation));
    }
}
