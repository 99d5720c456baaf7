//! Who asks for a message: a source, whose messages are counted, or a back office, whose are not.

use super::{
    lookup::Lookup,
    outbox::{self, Draft, Outbox, Say},
    service::Service,
    token_lookup::TokenLookup,
};
use crate::{
    base::context::Context,
    http::caller::Caller,
    keyring::KeyringError,
    records::{
        access_token::AccessToken,
        accounts_receivable::AccountsReceivable,
        asked::Asked,
        destination::{Destination, Purpose},
        refusal::Refusal,
        tries::Source,
    },
    table::{Key, Rows, Write},
};

pub(crate) struct Asker(Option<(Asked, Source)>);

impl Asker {
    pub(crate) fn of(caller: &Caller, service: &Service, context: &Context) -> Result<Self, KeyringError> {
        if caller.is_back_office() {
            return Ok(Self(None));
        }
        let (keyring, budgets) = (&service.keyring, service.definition.messages());
        let asked = Asked::by(&caller.source, budgets, context.now, keyring)?;
        Ok(Self(Some((asked, Source::of(&caller.source, keyring)?))))
    }

    /// Whose messages are not counted.
    pub(crate) const fn uncounted() -> Self {
        Self(None)
    }

    /// What news of a token is counted by, once that is proved: at its own destination, and at its account's owner's.
    pub(crate) fn news(
        &self,
        named: &TokenLookup,
        rows: &Rows,
        service: &Service,
    ) -> Result<Vec<Key>, Refusal> {
        let (definition, keyring) = (&service.definition, &service.keyring);
        let Some(token) = named.proved_token(rows)?.filter(|_| self.0.is_some()) else {
            return Ok(Vec::new());
        };
        let its_own = outbox::destination(&token, Purpose::News, definition, keyring)?;
        let of_account = |id| Destination::key_of_account(id, Purpose::News, keyring);
        let of_account = token.links.account().map(of_account).transpose()?;
        Ok(its_own.into_iter().chain(of_account).collect())
    }

    /// Tells the owner of a token that something was done, who may not have done it. It is counted as what is
    /// asked for.
    pub(crate) fn tell(
        &self,
        (token, template): (&AccessToken, &str),
        account: Option<&AccountsReceivable>,
        outbox: &mut Outbox,
        rows: &Rows,
        service: &Service,
        context: &mut Context,
    ) -> Result<(), Refusal> {
        let source = self.source();
        let say = Say::news(template, source.map(|_| Purpose::News), context.now);
        if let Some(news) = Draft::if_reachable(token, account, say, service, context)? {
            news.told(rows, source, &service.definition, context.now)?;
            outbox.queue(news, source, rows, context.now)?;
        }
        Ok(())
    }

    /// Refuses a source that asked too often.
    pub(crate) fn within_limit(&self, rows: &Rows) -> Result<(), Refusal> {
        self.0.as_ref().map_or(Ok(()), |(asked, _)| asked.within_limit(rows))
    }

    pub(crate) fn source(&self) -> Option<&Source> {
        self.0.as_ref().map(|(_, source)| source)
    }

    /// Takes what is asked for of the budget of its source.
    pub(crate) fn count(&self) -> Option<Write> {
        self.0.as_ref().map(|(asked, _)| asked.count())
    }
}

impl Lookup for Asker {
    fn wants(&self, _: &Rows, _: &Service) -> Result<Vec<Key>, Refusal> {
        Ok(self.0.iter().map(|(asked, _)| asked.key()).collect())
    }
}
