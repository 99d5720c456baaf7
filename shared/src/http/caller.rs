//! The caller: who sends a request.

use std::net::{IpAddr, Ipv6Addr};

use lambda_http::{Request, RequestExt, request::RequestContext};

use super::{accept_language::accepted, edge::Edge};
use crate::{
    base::{
        doer::Doer,
        id::{Id, Number},
        language::Language,
        scope::Scope,
    },
    codes::application_key::ClearKey,
    definition::Definition,
};

/// Who sends a request: a source, as API Gateway saw it, and whose session it is in, if it is in one.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// The address the request came from, as API Gateway or the edge before it saw it, by which its guesses
    /// and messages are counted; of IPv6 the network of 64 bits, for who has one address of it has all.
    pub source: String,
    /// What the request asks for an answer in, the best first.
    pub languages: Vec<Language>,
    /// By a genuine session token. Whether the session is over meanwhile says the table.
    pub session: Option<SessionOf>,
    /// The key of the app, where one is needed. Whether it is good says the table.
    pub key: Option<ClearKey>,
}

/// Whose a session is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionOf {
    Customer {
        access_token: Id,
        number: Number,
        session: Id,
    },
    /// With the name of its key.
    BackOffice {
        application_key: String,
        name: String,
        scopes: Vec<Scope>,
        session: Id,
    },
}

impl Caller {
    pub(crate) fn of(request: &Request, edge: &Edge) -> Self {
        let source = match request.request_context_ref() {
            Some(RequestContext::ApiGatewayV2(context)) => {
                let at_the_api = context.http.source_ip.as_deref().unwrap_or_default();
                source(edge.source(request.headers()).unwrap_or(at_the_api))
            }
            Some(_) | None => String::new(),
        };
        Self { source, languages: accepted(request.headers()), session: None, key: None }
    }

    /// The language that the customer reads whose request it is, of those that messages are written in.
    pub(crate) fn reads(&self, definition: &Definition) -> Option<Language> {
        if self.is_back_office() { None } else { definition.spoken(&self.languages) }
    }

    /// Everybody else is a customer's app, which may do what a customer proves to be allowed, and nothing to customers
    /// in general.
    pub const fn is_back_office(&self) -> bool {
        matches!(self.session, Some(SessionOf::BackOffice { .. }))
    }

    /// The key of the back office whose session it is.
    pub fn back_office(&self) -> Option<&str> {
        match &self.session {
            Some(SessionOf::BackOffice { application_key, .. }) => Some(application_key),
            Some(SessionOf::Customer { .. }) | None => None,
        }
    }

    /// Whether it is a back office that may do such things.
    pub fn may(&self, scope: Scope) -> bool {
        match &self.session {
            Some(SessionOf::BackOffice { scopes, .. }) => scopes.contains(&scope),
            Some(SessionOf::Customer { .. }) | None => false,
        }
    }

    /// The access token of the customer whose session it is.
    pub fn customer(&self) -> Option<&Id> {
        self.in_session().map(|(access_token, _)| access_token)
    }

    /// The same with the session.
    pub const fn in_session(&self) -> Option<(&Id, &Id)> {
        match &self.session {
            Some(SessionOf::Customer { access_token, session, .. }) => Some((access_token, session)),
            Some(SessionOf::BackOffice { .. }) | None => None,
        }
    }

    /// Who does what is asked for, as records keep it.
    pub fn doer(&self) -> Option<Doer> {
        self.session.as_ref().map(|session| match session {
            SessionOf::Customer { access_token, number, .. } => {
                Doer::Customer { access_token: access_token.clone(), number: number.clone() }
            }
            SessionOf::BackOffice { application_key, name, .. } => {
                Doer::BackOffice { application_key: application_key.clone(), name: name.clone() }
            }
        })
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
