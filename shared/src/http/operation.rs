//! An operation as it is declared, once, beside the code that runs it: where it is found, who may ask for it, what it
//! takes and answers, and which codes it can refuse with.

use std::marker::PhantomData;

use super::code::Code;

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
    KnownCallers,
}

/// What is known of an operation without its types.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    pub method: Method,
    pub path: &'static str,
    pub who: Who,
    pub summary: &'static str,
    /// What `token` is, where it is not the caller's session, and must be there.
    pub token: Option<&'static str>,
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
    operation(Method::Post, path, who, summary)
}

/// An operation that takes a query: a parameter for each field, objects as JSON text.
pub(crate) const fn get<Input, Answer>(
    path: &'static str,
    who: Who,
    summary: &'static str,
) -> Operation<Input, Answer> {
    operation(Method::Get, path, who, summary)
}

const fn operation<Input, Answer>(
    method: Method,
    path: &'static str,
    who: Who,
    summary: &'static str,
) -> Operation<Input, Answer> {
    let declaration = Declaration { method, path, who, summary, token: None, codes: &[] };
    Operation { declaration, types: PhantomData }
}

impl<Input, Answer> Operation<Input, Answer> {
    /// The codes that it can refuse with, by the steps that it is made of; those of the front door are known.
    pub const fn refuses(self, codes: &'static [&'static [Code]]) -> Self {
        Self { declaration: Declaration { codes, ..self.declaration }, types: PhantomData }
    }

    /// `token` must be there, and is this.
    pub const fn by_token(self, what: &'static str) -> Self {
        Self { declaration: Declaration { token: Some(what), ..self.declaration }, types: PhantomData }
    }
}

/// What any request can be refused with.
const OF_REQUESTS: &[Code] = &[Code::InvalidField];
/// What a body can be refused with.
const OF_BODIES: &[Code] =
    &[Code::UnsupportedMediaType, Code::BodyTooLarge, Code::BodyTooDeep, Code::BodyNotJson];
const OF_KNOWN_CALLERS: &[Code] = &[Code::CallerNotKnown];

impl Declaration {
    /// Its name, as its path has it: `access_tokens_create`.
    pub fn name(&self) -> String {
        self.path.trim_start_matches('/').replace('/', "_")
    }

    /// Each code that it can refuse with, once.
    pub fn codes(&self) -> Vec<Code> {
        let of_bodies = if self.method == Method::Post { OF_BODIES } else { &[] };
        let of_callers = if self.who == Who::KnownCallers { OF_KNOWN_CALLERS } else { &[] };
        let groups = [of_bodies, OF_REQUESTS, of_callers].into_iter().chain(self.codes.iter().copied());
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
        let list = get::<(), ()>("/list", Who::KnownCallers, "Lists.").declaration;
        assert_eq!(list.codes(), [Code::InvalidField, Code::CallerNotKnown]);
        let declared =
            Declaration { codes: steps, ..post::<(), ()>("/a/b", Who::Anybody, "Does.").declaration };
        assert_eq!(declared.codes().last(), Some(&Code::Busy));
        assert_eq!((declared.codes().len(), declared.name().as_str()), (6, "a_b"));
    }
}
