//! An operation as it is declared, once, beside the code that runs it: where it is found, who may ask for it, what it
//! takes and answers, and which codes it can refuse with.

use std::marker::PhantomData;

use super::code::Code;
use crate::{base::scope::Scope, codes::application_key::KeyClass};

/// How its parameters are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// In the query.
    Get,
    /// In a JSON body.
    Post,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Who may ask for an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody's app, with what it can prove.
    Anybody,
    /// A back office.
    BackOffice,
    /// The customer whose record it is, and a back office.
    CustomerOrBackOffice,
    /// Who shows an application's key of that class.
    Applications(KeyClass),
}

/// What `token` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// The caller's session token.
    OfSession,
    /// This, and it must be there.
    Other(&'static str),
    /// This, or a customer's session token, and no back office's; one of them must be there. A text with a dot is meant
    /// as a session token: nothing else that is a `token` here has one.
    OtherOrOfSession(&'static str),
}

/// What is known of an operation without its types.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    pub method: Method,
    pub path: &'static str,
    pub who: Who,
    /// What a back office must be allowed to ask for it.
    pub scope: Scope,
    pub summary: &'static str,
    pub token: Token,
    /// Whether it is public: nobody is looked at who asks.
    is_public: bool,
    codes: &'static [&'static [Code]],
}

/// An operation that takes `Input` and gives `Answer`.
pub struct Operation<Input, Answer> {
    pub declaration: Declaration,
    types: PhantomData<fn(Input) -> Answer>,
}

/// An operation that takes a JSON body.
pub(crate) const fn post<Input, Answer>(
    path: &'static str,
    who: Who,
    summary: &'static str,
) -> Operation<Input, Answer> {
    operation(Method::Post, path, who, Scope::Write, summary)
}

/// An operation that takes a query: a parameter for each field, objects as JSON text.
pub(crate) const fn get<Input, Answer>(
    path: &'static str,
    who: Who,
    summary: &'static str,
) -> Operation<Input, Answer> {
    operation(Method::Get, path, who, Scope::Read, summary)
}

const fn operation<Input, Answer>(
    method: Method,
    path: &'static str,
    who: Who,
    scope: Scope,
    summary: &'static str,
) -> Operation<Input, Answer> {
    let declaration = Declaration {
        method,
        path,
        who,
        scope,
        summary,
        token: Token::OfSession,
        is_public: false,
        codes: &[],
    };
    Operation { declaration, types: PhantomData }
}

impl<Input, Answer> Operation<Input, Answer> {
    /// The codes that it can refuse with, by the steps that it is made of; those of the front door are known.
    pub const fn refuses(self, codes: &'static [&'static [Code]]) -> Self {
        Self { declaration: Declaration { codes, ..self.declaration }, types: PhantomData }
    }

    /// What a back office must be allowed to ask for it, where that is not to write or, of what is asked by GET, to
    /// read.
    pub const fn for_scope(self, scope: Scope) -> Self {
        Self { declaration: Declaration { scope, ..self.declaration }, types: PhantomData }
    }

    /// Nobody is looked at who asks for it.
    pub const fn public(self) -> Self {
        Self { declaration: Declaration { is_public: true, ..self.declaration }, types: PhantomData }
    }

    /// What `token` is, where that is not the caller's session token.
    pub const fn by_token(self, token: Token) -> Self {
        Self { declaration: Declaration { token, ..self.declaration }, types: PhantomData }
    }
}

/// What any request can be refused with.
const OF_REQUESTS: &[Code] = &[Code::InvalidField];
/// What a body can be refused with.
const OF_BODIES: &[Code] =
    &[Code::UnsupportedMediaType, Code::BodyTooLarge, Code::BodyTooDeep, Code::BodyNotJson];
const OF_SESSIONS: &[Code] = &[Code::SessionRefused, Code::CallerNotAllowed];
const OF_CALLERS: &[Code] = &[Code::CallerNotKnown];
const OF_APPLICATIONS: &[Code] = &[Code::ApplicationKeyRefused, Code::ApplicationKeyNotAllowed];

impl Declaration {
    /// Its name, as its path has it: `access_tokens_create`.
    pub fn name(&self) -> String {
        self.path.trim_start_matches('/').replace('/', "_")
    }

    /// Whether its `token` may be the caller's session token.
    pub const fn takes_a_session(&self) -> bool {
        !matches!(self.token, Token::Other(_)) && !self.is_public && !matches!(self.who, Who::Applications(_))
    }

    /// Whether that may be something else, too: then the session is a customer's.
    pub const fn takes_a_session_or_else(&self) -> bool {
        matches!(self.token, Token::OtherOrOfSession(_))
    }

    /// Whether it is for nobody without the key of an app, where the definition says so, but for who is in a session.
    pub const fn may_need_a_key(&self) -> bool {
        !self.is_public && matches!(self.who, Who::Anybody)
    }

    /// Each code that it can refuse with, once.
    pub fn codes(&self) -> Vec<Code> {
        let of_bodies = if self.method == Method::Post { OF_BODIES } else { &[] };
        let of_callers = match self.who {
            Who::Anybody if self.is_public => &[],
            Who::Anybody | Who::Applications(_) => OF_APPLICATIONS,
            Who::BackOffice | Who::CustomerOrBackOffice => OF_CALLERS,
        };
        let of_sessions = if self.takes_a_session() { OF_SESSIONS } else { &[] };
        let groups =
            [of_bodies, OF_REQUESTS, of_callers, of_sessions].into_iter().chain(self.codes.iter().copied());
        let mut codes: Vec<_> = groups.flatten().copied().collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_refuses_with_the_codes_of_its_steps_and_of_the_front_door() {
        let steps: &[&[Code]] = &[&[Code::Busy], &[Code::Busy, Code::InvalidField]];
        let list = get::<(), ()>("/list", Who::BackOffice, "Lists.").declaration;
        let of_callers = [Code::CallerNotKnown, Code::SessionRefused, Code::CallerNotAllowed];
        assert_eq!(list.codes(), [&[Code::InvalidField], &of_callers[..]].concat());
        let declared =
            Declaration { codes: steps, ..post::<(), ()>("/a/b", Who::Anybody, "Does.").declaration };
        assert_eq!(declared.codes().last(), Some(&Code::Busy));
        assert_eq!((declared.codes().len(), declared.name().as_str()), (10, "a_b"));
        let public = post::<(), ()>("/a/b", Who::Anybody, "Does.").public().declaration;
        assert!(!public.codes().contains(&Code::ApplicationKeyRefused));
    }
}
