//! Assigning access tokens to a customer record: `access_tokens` of the operations on customer records.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    access_token::AccessToken,
    caller::Caller,
    candidate::{Candidate, Standing},
    context::Context,
    customer::Customer,
    http::Parameters,
    identified, links,
    look_up::Sought,
    outbox::{self, Draft, Outbox},
    refusal::Refusal,
    registration::{For, Registration},
    seek::Seek,
    service::Service,
    table::{Key, Rows, Stored, Write},
};

/// In one request. Each takes up to twelve writes of the hundred that one commit may have.
pub const MOST: usize = 8;
const FIELD: &str = "access_tokens";
/// A message that brings no code stays useful for a day.
const USEFUL_SECONDS: i64 = 24 * 60 * 60;

/// What shall happen with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Action {
    /// Make one, with the fields of create.
    AddNew,
    /// Attach one that is EFFECTIVE.
    AddExisting,
    /// Let go of one; only in an update.
    Remove,
}

enum Assignment<'a> {
    AddNew(Box<Candidate<'a>>),
    AddExisting(Box<Sought>),
    Remove(Box<Sought>),
}

/// The tokens of one request.
pub struct Assignments<'a>(Vec<Assignment<'a>>);

/// What became of them.
pub struct Assigned {
    /// The tokens as they will be.
    pub access_tokens: Vec<AccessToken>,
    pub writes: Vec<Write>,
    pub added: usize,
    pub removed: usize,
}

impl<'a> Assignments<'a> {
    /// `access_tokens` as it was sent.
    pub async fn parse(
        given: Option<Vec<Map<String, Value>>>,
        may_remove: bool,
        belongs: For,
        caller: &Caller,
        service: &'a Service,
        context: &mut Context,
    ) -> Result<Self, Refusal> {
        let given = given.unwrap_or_default();
        if given.len() > MOST {
            return Err(Refusal::field(FIELD, format!("must be at most {MOST} in one request")));
        }
        let mut assignments = Vec::with_capacity(given.len());
        for (index, fields) in given.into_iter().enumerate() {
            let parameters = Parameters::of(fields);
            let assignment = Assignment::parse(parameters, may_remove, belongs, caller, service, context);
            let place = format!("{FIELD}[{index}]");
            assignments.push(assignment.await.map_err(|refusal| refusal.within(&place))?);
        }
        Ok(Self(assignments))
    }

    /// The writes of the tokens and their links; messages go into the outbox.
    pub fn decide(
        &self,
        customer: &Customer,
        outbox: &mut Outbox,
        rows: &Rows,
        service: &Service,
        context: &mut Context,
    ) -> Result<Assigned, Refusal> {
        let mut assigned = Assigned { access_tokens: Vec::new(), writes: Vec::new(), added: 0, removed: 0 };
        let mut named = Vec::new();
        for (index, assignment) in self.0.iter().enumerate() {
            let place = format!("{FIELD}[{index}]");
            for key in assignment.names(rows)? {
                if named.contains(&key) {
                    return Err(Refusal::field(place, "is given twice"));
                }
                named.push(key);
            }
            let changed = assignment.decide(customer, outbox, rows, service, context);
            let (token, writes) = changed.map_err(|refusal| refusal.within(&place))?;
            match assignment {
                Assignment::AddNew(_) | Assignment::AddExisting(_) => assigned.added += 1,
                Assignment::Remove(_) => assigned.removed += 1,
            }
            assigned.access_tokens.push(token);
            assigned.writes.extend(writes);
        }
        Ok(assigned)
    }
}

impl Seek for Assignments<'_> {
    fn tokens(&mut self) -> Vec<&mut Sought> {
        let token = |assignment| match assignment {
            &mut Assignment::AddNew(_) => None,
            Assignment::AddExisting(sought) | Assignment::Remove(sought) => Some(&mut **sought),
        };
        self.0.iter_mut().filter_map(token).collect()
    }

    /// What leads to the tokens and to what stands in their way; once they are proved, their customer records and
    /// destinations.
    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = Vec::new();
        for assignment in &self.0 {
            match assignment {
                Assignment::AddNew(candidate) => keys.extend(candidate.wants(rows, service)?),
                Assignment::AddExisting(sought) | Assignment::Remove(sought) => {
                    keys.extend(sought.wants(rows, service)?);
                    if let Some(token) = sought.proved_token(rows)? {
                        keys.extend(outbox::destination(&token, service)?);
                    }
                }
            }
        }
        Ok(keys)
    }
}

impl<'a> Assignment<'a> {
    async fn parse(
        mut parameters: Parameters,
        may_remove: bool,
        belongs: For,
        caller: &Caller,
        service: &'a Service,
        context: &mut Context,
    ) -> Result<Self, Refusal> {
        let action = parameters.take_required("action")?;
        if action == Action::Remove && !may_remove {
            return Err(Refusal::field(
                "action",
                "must be ADD_NEW or ADD_EXISTING: there is nothing to remove yet",
            ));
        }
        if action == Action::AddNew {
            let registration = Registration::parse(parameters, belongs, caller, &service.definition)?;
            return Ok(Self::AddNew(Box::new(registration.candidate(service, caller, context).await?)));
        }
        let identified::Input { access_token_identifier } = parameters.into_input()?;
        let sought = identified::sought(&access_token_identifier, caller, service, context)?;
        match action {
            Action::AddExisting | Action::AddNew => Ok(Self::AddExisting(Box::new(sought))),
            Action::Remove => Ok(Self::Remove(Box::new(sought))),
        }
    }

    /// The rows of which one commit can write but one.
    fn names(&self, rows: &Rows) -> Result<Vec<Key>, Refusal> {
        match self {
            Self::AddNew(candidate) => Ok(candidate.claims().cloned().collect()),
            Self::AddExisting(sought) | Self::Remove(sought) => {
                Ok(sought.proved_token(rows)?.map(|token| Key::token(&token.id)).into_iter().collect())
            }
        }
    }

    fn decide(
        &self,
        customer: &Customer,
        outbox: &mut Outbox,
        rows: &Rows,
        service: &Service,
        context: &mut Context,
    ) -> Result<(AccessToken, Vec<Write>), Refusal> {
        match self {
            Self::AddNew(candidate) => {
                let standing = candidate.standing(rows)?;
                added(candidate, &standing, customer, outbox, rows, service, context)
            }
            Self::AddExisting(sought) => {
                let Stored { row: before, version } = sought.token(rows)?.ok_or(Refusal::NotFound)?;
                let token = customer.attach(before.clone().effective()?, context.now)?;
                assigned_message(&token, customer, outbox, rows, service, context)?;
                changed(&before, token, version)
            }
            Self::Remove(sought) => {
                let Stored { row: before, version } = sought.token(rows)?.ok_or(Refusal::NotFound)?;
                let settings = service.definition.settings(before.classification.as_ref());
                let sinks = settings.automation.not_effective_when_last_link_removed;
                let token = customer.detach(before.clone(), sinks, context.now)?;
                changed(&before, token, version)
            }
        }
    }
}

fn changed(
    before: &AccessToken,
    token: AccessToken,
    version: u64,
) -> Result<(AccessToken, Vec<Write>), Refusal> {
    let mut writes = vec![Write::replace(&Key::token(&token.id), &token, version, None)?];
    writes.extend(links::writes(Some(before), Some(&token))?);
    Ok((token, writes))
}

/// A new token of a customer: its writes and its message. What stands in its way is said.
pub fn added(
    candidate: &Candidate<'_>,
    standing: &Standing,
    customer: &Customer,
    outbox: &mut Outbox,
    rows: &Rows,
    service: &Service,
    context: &mut Context,
) -> Result<(AccessToken, Vec<Write>), Refusal> {
    if !customer.may_create_tokens(candidate.settings) {
        return Err(Refusal::MayNotCreateTokens);
    }
    if standing.code_is_taken() {
        return Err(Refusal::AuthenticationCodeTaken);
    }
    if !standing.gives_way() {
        return Err(Refusal::IdentifierTaken);
    }
    let token = customer.attach(candidate.token(standing), context.now)?;
    match Draft::of_code(&token, Some(&customer.account.row), service, context)? {
        Some(code) => outbox.queue(code, rows, context.now)?,
        None => assigned_message(&token, customer, outbox, rows, service, context)?,
    }
    let mut writes = candidate.writes(&token, standing, service)?;
    writes.extend(links::writes(None, Some(&token))?);
    Ok((token, writes))
}

/// Tells a customer of a token that was assigned, where the definition says so and there is an address.
fn assigned_message(
    token: &AccessToken,
    customer: &Customer,
    outbox: &mut Outbox,
    rows: &Rows,
    service: &Service,
    context: &mut Context,
) -> Result<(), Refusal> {
    let settings = service.definition.settings(token.classification.as_ref());
    let Some(template) = customer.assigning_template(settings) else { return Ok(()) };
    let useful_until = context.now.plus(USEFUL_SECONDS);
    match Draft::about(token, Some(&customer.account.row), template, useful_until, service, context) {
        Ok(draft) => Ok(outbox.queue(draft, rows, context.now)?),
        Err(Refusal::NoDestination) => Ok(()),
        Err(refusal) => Err(refusal),
    }
}
