//! What an update tells the owner, and what a customer's news is counted by.

use crate::{
    base::identifier::NormalisedIdentifier,
    definition::Settings,
    records::{
        access_token::AccessToken,
        destination::{Destination, Purpose},
        refusal::Refusal,
    },
    steps::{asker::Asker, lookup::Lookup, service::Service, token_lookup::TokenLookup},
    table::{Key, Rows},
};

/// The token, and what it shall have; of a customer, what their news was counted by so far.
pub(super) struct UpdateLookup {
    pub token: TokenLookup,
    pub wanted: Vec<Key>,
    pub renamed: Option<NormalisedIdentifier>,
    pub asker: Asker,
}

impl Lookup for UpdateLookup {
    fn tokens(&mut self) -> Vec<&mut TokenLookup> {
        vec![&mut self.token]
    }

    fn wants(&self, rows: &Rows, service: &Service) -> Result<Vec<Key>, Refusal> {
        let mut keys = self.token.wants(rows, service)?;
        keys.extend(self.wanted.clone());
        keys.extend(self.asker.wants(rows, service)?);
        if self.asker.source().is_some() {
            let renamed = self.renamed.as_ref();
            let there = renamed.map(|there| Destination::key(there, Purpose::News, &service.keyring));
            keys.extend(there.transpose()?);
            // Where it loses its identifier, its account's owner is told.
            keys.extend(self.asker.news(&self.token, rows, service)?);
        }
        Ok(keys)
    }
}

/// Which secrets an update changes.
#[derive(Clone, Copy)]
pub(super) struct Secrets {
    pub pass_code: bool,
    pub authentication_code: bool,
}

/// What the owner is told of, who may not have done it: at the address that the token had, and of a new address at that
/// one too.
pub(super) fn news<'a>(
    before: &'a AccessToken,
    after: &'a AccessToken,
    secrets: Secrets,
    service: &'a Service,
) -> Vec<(&'a AccessToken, &'a str)> {
    let settings = service.definition.settings(after.classification.as_ref());
    let Settings { identifier, pass_code, authentication_code, .. } = settings;
    let is_renamed = before.identifier != after.identifier;
    let changes = [
        (before, secrets.pass_code, &pass_code.changed_template),
        (before, secrets.authentication_code, &authentication_code.changed_template),
        (before, is_renamed, &identifier.changed_template),
        (after, is_renamed, &identifier.changed_template),
    ];
    let told = |(token, changed, template): (_, bool, &'a Option<String>)| {
        template.as_deref().filter(|_| changed).map(|template| (token, template))
    };
    changes.into_iter().filter_map(told).collect()
}
