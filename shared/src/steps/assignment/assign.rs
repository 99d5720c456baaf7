//! What becomes of the access tokens that one request adds to a customer record and removes from it.

use super::input::{Action, FIELD, Input, MOST};
use crate::{
    base::{context::Context, field_errors::FieldErrors, rule::Rule},
    definition::BelongsTo,
    http::{answer::AccessTokenAnswer, caller::Caller, code::Code, parameters::Parameters},
    records::{
        access_token::AccessToken, customer_records::Records, destination::Purpose, link, refusal::Refusal,
        tries::Source,
    },
    steps::{
        customer::Customer,
        lookup::Lookup,
        new_token::NewToken,
        obstacles::Obstacles,
        on_one_token,
        outbox::{Draft, Outbox, Say},
        registration::Registration,
        service::Service,
        token_lookup::{Proof, TokenLookup},
    },
    table::{Key, Rows, Stored, Write},
};

/// What adding access tokens can be refused with.
pub(crate) const REFUSES: &[Code] = &[
    Code::InvalidValue,
    Code::ClassificationNotFound,
    Code::AccessTokenNotFound,
    Code::LifeCycleStateNotAllowed,
    Code::AccessTokenNotCreated,
    Code::AlreadyAssociated,
    Code::IdentifierTaken,
    Code::AuthenticationCodeTaken,
    Code::NoDestination,
];
/// What removing them can be refused with besides.
pub(crate) const REMOVING: &[Code] = &[Code::NotAssociated];

enum Assignment<'a> {
    AddNew(Box<NewToken<'a>>),
    AddExisting(Box<TokenLookup>),
    Remove(Box<TokenLookup>),
}

/// The tokens of one request.
#[derive(Default)]
pub(crate) struct Assignments<'a>(Vec<Assignment<'a>>);

/// What became of them.
pub(crate) struct Assigned {
    /// The tokens as they will be; with each whether its answer shows what proves it.
    access_tokens: Vec<(AccessToken, bool)>,
    pub writes: Vec<Write>,
    pub added: usize,
    pub removed: usize,
}

impl Assigned {
    /// The answers of the tokens; `customer` is the record as the request leaves it.
    pub(crate) fn answers(
        &self,
        customer: &Records,
        rows: &Rows,
        service: &Service,
    ) -> Result<Vec<AccessTokenAnswer>, Refusal> {
        let answer = |(token, in_full): &(AccessToken, bool)| {
            let records = Records::of(&token.links, rows)?.with(customer.of_links(&token.links));
            let answer = AccessTokenAnswer::of(token, &records, &service.definition, &service.keyring)?;
            Ok(if *in_full { answer } else { answer.without_authentication_code() })
        };
        self.access_tokens.iter().map(answer).collect()
    }
}

impl<'a> Assignments<'a> {
    /// Reads them. What is wrong with their fields is said all at once.
    pub(crate) fn parse(
        given: Input,
        may_remove: bool,
        belongs_to: BelongsTo,
        caller: &Caller,
        service: &'a Service,
        context: &mut Context,
    ) -> Result<Self, Refusal> {
        let given = given.unwrap_or_default();
        if given.len() > MOST {
            return Err(FieldErrors::field(FIELD, Rule::TooMany { maximum: MOST }).into());
        }
        let mut assignments = Vec::with_capacity(given.len());
        let mut errors = FieldErrors::default();
        for (index, fields) in given.into_iter().enumerate() {
            let parameters = Parameters::of(fields);
            let parsed = Assignment::parse(parameters, may_remove, belongs_to, caller, service, context);
            let parsed = parsed.map_err(|refusal| refusal.within(&format!("{FIELD}[{index}]")));
            assignments.extend(Refusal::collect(&mut errors, parsed)?);
        }
        errors.none()?;
        Ok(Self(assignments))
    }

    /// The writes of the tokens and their links; messages go into the outbox.
    pub(crate) fn decide(
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
                    return Err(FieldErrors::field(place, Rule::GivenTwice).into());
                }
                named.push(key);
            }
            let changed = assignment.decide(customer, outbox, rows, service, context);
            let (token, writes) = changed.map_err(|refusal| refusal.within(&place))?;
            let in_full = match assignment {
                Assignment::AddNew(_) => true,
                Assignment::AddExisting(lookup) | Assignment::Remove(lookup) => !lookup.is_by_what_passes(),
            };
            match assignment {
                Assignment::AddNew(_) | Assignment::AddExisting(_) => assigned.added += 1,
                Assignment::Remove(_) => assigned.removed += 1,
            }
            assigned.access_tokens.push((token, in_full));
            assigned.writes.extend(writes);
        }
        Ok(assigned)
    }
}

impl Lookup for Assignments<'_> {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        let token = |assignment| match assignment {
            &mut Assignment::AddNew(_) => None,
            Assignment::AddExisting(lookup) | Assignment::Remove(lookup) => Some(&mut **lookup),
        };
        self.0.iter_mut().filter_map(token).collect()
    }

    /// The way to the tokens and to what stands in their way; once they are proved, their customer records.
    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = Vec::new();
        for assignment in &self.0 {
            match assignment {
                Assignment::AddNew(new_token) => keys.extend(new_token.wants(rows, service)?),
                Assignment::AddExisting(lookup) | Assignment::Remove(lookup) => {
                    keys.extend(lookup.wants(rows, service)?);
                }
            }
        }
        Ok(keys)
    }
}

impl<'a> Assignment<'a> {
    fn parse(
        mut parameters: Parameters,
        may_remove: bool,
        belongs_to: BelongsTo,
        caller: &Caller,
        service: &'a Service,
        context: &mut Context,
    ) -> Result<Self, Refusal> {
        let action = parameters.take_field("action")?;
        let existing = |parameters: Parameters, context: &Context| {
            let on_one_token::Input { access_token_identifier } = parameters.rest()?;
            let lookup = TokenLookup::parse(&access_token_identifier, Proof::Full, caller, context, service);
            Ok::<_, Refusal>(Box::new(lookup?))
        };
        match action {
            Action::AddNew => {
                let registration = Registration::parse(parameters, belongs_to, caller, &service.definition)?;
                Ok(Self::AddNew(Box::new(registration.new_token(service, caller, context)?)))
            }
            Action::AddExisting => Ok(Self::AddExisting(existing(parameters, context)?)),
            Action::Remove if may_remove => Ok(Self::Remove(existing(parameters, context)?)),
            Action::Remove => Err(FieldErrors::field("action", Rule::NothingToRemove).into()),
        }
    }

    /// The rows of which one commit can write but one.
    fn names(&self, rows: &Rows) -> Result<Vec<Key>, Refusal> {
        match self {
            Self::AddNew(new_token) => Ok(new_token.claims().cloned().collect()),
            Self::AddExisting(lookup) | Self::Remove(lookup) => {
                Ok(lookup.proved_token(rows)?.map(|token| token.key()).into_iter().collect())
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
            Self::AddNew(new_token) => {
                let obstacles = new_token.obstacles(rows)?;
                added(new_token, &obstacles, customer, outbox, rows, service, context)
            }
            Self::AddExisting(lookup) => {
                let Stored { row: before, version } =
                    lookup.token(rows)?.ok_or(Refusal::AccessTokenNotFound)?;
                let token = customer.attach(before.clone().effective()?, &context.done())?;
                tell(&token, customer, None, outbox, rows, service, context)?;
                changed(&before, token, version)
            }
            Self::Remove(lookup) => {
                let Stored { row: before, version } =
                    lookup.token(rows)?.ok_or(Refusal::AccessTokenNotFound)?;
                let settings = service.definition.settings(before.classification.as_ref());
                let ends = settings.automation.not_effective_when_last_link_removed;
                let token = customer.detach(before.clone(), ends, &context.done())?;
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
    let mut writes = vec![Write::replace(&token.key(), &token, version)?];
    writes.extend(link::writes(Some(before), Some(&token))?);
    Ok((token, writes))
}

/// A new token of a customer: its writes and its message. What stands in its way is said.
pub(crate) fn added(
    new_token: &NewToken<'_>,
    obstacles: &Obstacles,
    customer: &Customer,
    outbox: &mut Outbox,
    rows: &Rows,
    service: &Service,
    context: &mut Context,
) -> Result<(AccessToken, Vec<Write>), Refusal> {
    if !customer.may_create_tokens(new_token.settings) {
        return Err(Refusal::MayNotCreateTokens);
    }
    if obstacles.code_is_taken() {
        return Err(Refusal::AuthenticationCodeTaken);
    }
    if !obstacles.give_way() {
        return Err(Refusal::IdentifierTaken);
    }
    let token = customer.attach(new_token.token(obstacles, context), &context.done())?;
    match Draft::of_code(&token, Some(&customer.account.row), service, context)? {
        // A back office asked for it: strangers make no token that has to be verified for a customer record.
        Some(draft) => outbox.queue(draft, None, rows, context.now)?,
        None => tell(&token, customer, new_token.source(), outbox, rows, service, context)?,
    }
    let mut writes = obstacles.writes(&token, &service.keyring)?;
    writes.extend(link::writes(None, Some(&token))?);
    Ok((token, writes))
}

/// Tells a customer of a token that was assigned, where the definition says so and there is an address.
fn tell(
    token: &AccessToken,
    customer: &Customer,
    source: Option<&Source>,
    outbox: &mut Outbox,
    rows: &Rows,
    service: &Service,
    context: &mut Context,
) -> Result<(), Refusal> {
    let settings = service.definition.settings(token.classification.as_ref());
    let Some(template) = customer.assigning_template(settings) else { return Ok(()) };
    // A customer may give a new token anybody's address: then the news is counted there.
    let reached = service.definition.reaches_identifiers(token.classification.as_ref());
    let to_address = token.identifier.is_some() && reached;
    let counted = source.filter(|_| to_address).map(|_| Purpose::News);
    let say = Say::news(template, counted, context.now);
    if let Some(draft) = Draft::if_reachable(token, Some(&customer.account.row), say, service, context)? {
        draft.told(rows, source, &service.definition, context.now)?;
        outbox.queue(draft, source, rows, context.now)?;
    }
    Ok(())
}
