//! `POST /access_tokens/update`: changes what a token is called and proved by, and what it says.
//!
//! 1. Parse. A field that is absent is left as it is, one that is null is cleared.
//! 2. Read: the token, and the claims of the identifier and the authentication code that it shall have; the
//!    customer records it belongs to, once it is proved.
//! 3. Decide: only EFFECTIVE. Nothing is generated: what names and proves the token is whole without that.
//! 4. Commit: the token, the claims it takes and the claims it gives up, and the messages that tell the owner.

mod input;
mod news;

use input::Input;
use news::{Secrets, UpdateLookup, news};
use serde_json::{Map, Value};

use crate::{
    base::{
        context::Context,
        field_errors::FieldErrors,
        identifier::{Identifier, NormalisedIdentifier},
        rule::Rule,
        schema::SideBySide,
    },
    codes::{
        authentication_code::AuthenticationCode,
        pass_code::{ChosenHash, PassCode},
    },
    http::{
        answer::AccessTokenAnswer,
        caller::Caller,
        code::Code,
        operation::{Operation, Who, post},
        parameters::Parameters,
    },
    records::{
        access_token::AccessToken,
        attempts::Attempts,
        claims::{self, identifier_key},
        customer_records::Records,
        refusal::Refusal,
        user_defined_fields::UserDefinedFields,
    },
    steps::{
        asker::Asker,
        flow::{self, Decision},
        outbox::Outbox,
        registration::{self, card_masked_number, check_combination, customers_language},
        service::Service,
        session::kept,
        token_lookup::{self, TokenLookup},
    },
    table::{Claim, Key, Rows, Stored, Write},
};

pub(crate) const UPDATE: Operation<SideBySide<(Input, UserDefinedFields)>, AccessTokenAnswer> = post(
    "/access_tokens/update",
    Who::Anybody,
    "Changes what an access token is called and proved by, and what it says. A field that is absent is left as it is, \
     one that is null is cleared.",
)
.refuses(&[flow::COMMITS, token_lookup::REFUSES, REFUSES]);

const REFUSES: &[Code] = &[
    Code::InvalidValue,
    Code::CallerNotKnown,
    Code::LifeCycleStateNotAllowed,
    Code::IdentifierTaken,
    Code::AuthenticationCodeTaken,
    Code::TooManyAttempts,
    Code::TooManyMessages,
];

/// What is wanted, and where what it takes is claimed.
struct Wanted {
    input: Input,
    user_defined_fields: Map<String, Value>,
    identifier: Option<Key>,
    codes: Vec<Key>,
    /// To be told that somebody has an identifier or a code is to have guessed one: a stranger's are counted.
    guessing: Option<Attempts>,
    hash: ChosenHash,
}

impl Wanted {
    fn secrets(&self) -> Secrets {
        Secrets {
            pass_code: !self.input.pass_code.is_absent(),
            authentication_code: !self.input.authentication_code.is_absent(),
        }
    }

    fn keys(&self) -> Vec<Key> {
        let counters = self.guessing.iter().flat_map(Attempts::keys);
        self.identifier.iter().chain(&self.codes).cloned().chain(counters).collect()
    }
}

pub(crate) async fn run(
    service: &Service,
    mut parameters: Parameters,
    caller: Caller,
) -> Result<AccessTokenAnswer, Refusal> {
    let user_defined_fields = parameters.take_raw::<UserDefinedFields>();
    let input: Input = parameters.rest()?;
    let mut context = service.context(&caller);
    // What the token's own settings ask is checked once the token is read; all the rest now.
    let mut errors = FieldErrors::default();
    let named = input.access_token_identifier.as_ref();
    let lookup = TokenLookup::named_or_own(named, &caller, &context, service);
    let lookup = Refusal::collect(&mut errors, lookup)?;
    // A phone that lies about is in a session, and shows a code at a till: that is no proof for what outlives it.
    if lookup.as_ref().is_some_and(TokenLookup::is_by_what_passes) && input.proves_otherwise() {
        let why = ", with a pass code or an authentication code, to change what the access token is called or proved by";
        let needed = FieldErrors::field("access_token_identifier", Rule::Needed { why });
        errors.push(needed);
    }
    errors.collect(service.definition.log_in().check_sent(&user_defined_fields, caller.is_back_office()));
    let code = errors.optional(input.authentication_code.given(), |text| {
        AuthenticationCode::offered(text).map_err(FieldErrors::value("authentication_code"))
    });
    let identifier = input.identifier.given().map(|text| NormalisedIdentifier::of(text));
    let short = identifier.as_ref().map_or(Ok(()), NormalisedIdentifier::short_enough);
    errors.collect(short.map_err(FieldErrors::value("identifier")));
    errors.collect(input.card_masked_number.over(None, |number| card_masked_number(number)));
    errors.collect(input.language.over(None, |text| customers_language(text)));
    errors.collect(UserDefinedFields::default().patched(user_defined_fields.clone()));
    let (Some(lookup), true) = (lookup, errors.is_empty()) else { return Err(errors.into()) };
    let codes = code.map(|code| code.claim_keys(&service.keyring)).transpose()?.unwrap_or_default();
    let renamed = identifier.clone();
    let identifier = identifier.as_ref().map(identifier_key);
    let guesses = !caller.is_back_office() && (identifier.is_some() || !codes.is_empty());
    let guessing = guesses
        .then(|| Attempts::at_authentication_codes(&caller.source, context.now, &service.keyring))
        .transpose()?;
    let hash = ChosenHash::default();
    let wanted = Wanted { input, user_defined_fields, identifier, codes, guessing, hash };
    let asker = Asker::of(&caller, service, &context)?;
    let lookup = UpdateLookup { token: lookup, wanted: wanted.keys(), renamed, asker };
    flow::run(service, &caller, lookup, &mut context, |lookup, rows, context| {
        decide(service, &wanted, lookup, &caller, rows, context)
    })
    .await
}

fn decide(
    service: &Service,
    wanted: &Wanted,
    UpdateLookup { token: lookup, asker, .. }: &UpdateLookup,
    caller: &Caller,
    rows: &Rows,
    context: &mut Context,
) -> Result<Decision<AccessTokenAnswer>, Refusal> {
    let Stored { row: before, version } = lookup.token(rows)?.ok_or(Refusal::AccessTokenNotFound)?;
    let token = changed(service, wanted, before.clone().effective()?, caller, context)?;
    let is_others = |key: &Key| {
        let claim = rows.row::<Claim>(key)?;
        Ok::<_, Refusal>(claim.is_some_and(|claim| claim.row.holder != before.id))
    };
    // Who guessed too often is told neither that something is taken nor that it is free.
    let told = wanted.guessing.as_ref().map(|guessing| guessing.told(rows, context.now)).transpose()?;
    let claims = [
        (wanted.identifier.as_slice(), Refusal::IdentifierTaken),
        (&wanted.codes, Refusal::AuthenticationCodeTaken),
    ];
    for (keys, taken) in claims {
        for key in keys {
            if is_others(key)? {
                return Ok(Decision { writes: told.into_iter().collect(), outcome: Err(taken) });
            }
        }
    }
    let records = Records::of(&token.links, rows)?;
    let answer = AccessTokenAnswer::of(&token, &records, &service.definition, &service.keyring)?;
    let mut writes = vec![Write::replace(&token.key(), &token, version)?];
    writes.extend(claims::moved(&before, &token, &service.keyring)?);
    if let (Some(_), Some(identifier)) = (wanted.input.pass_code.given(), &token.identifier) {
        writes.push(Attempts::over(&identifier.normalised(), &service.keyring)?);
    }
    // All sessions end but the one that the owner does it in.
    if token.generation != before.generation {
        writes.extend(kept(caller, &token, rows)?);
    }
    let news = news(&before, &token, wanted.secrets(), service);
    let mut outbox = Outbox::default();
    if !news.is_empty() {
        asker.within_limit(rows)?;
        writes.extend(asker.count());
    }
    for told in news {
        asker.tell(told, records.account.as_ref(), &mut outbox, rows, service, context)?;
    }
    writes.extend(outbox.writes()?);
    Ok(Decision { writes, outcome: Ok(lookup.shown(answer)) })
}

/// The token with what was sent in the place of what it had. What is wrong with it is said all at once.
fn changed(
    service: &Service,
    wanted: &Wanted,
    before: AccessToken,
    caller: &Caller,
    context: &mut Context,
) -> Result<AccessToken, Refusal> {
    let settings = service.definition.settings(before.classification.as_ref());
    let Input { authentication_code, identifier, pass_code, card_masked_number: card, language, .. } =
        &wanted.input;
    // Nobody has verified that a new identifier is the customer's.
    let is_verified = settings.verification.is_required(before.links.belongs_to());
    if !identifier.is_absent() && is_verified && !caller.is_back_office() {
        return Err(Refusal::CallerNotKnown);
    }
    let mut errors = FieldErrors::default();
    if wanted.input.proves_otherwise() {
        errors.collect(check_combination(&wanted.input.given(&before), settings));
    }
    let mut token = before;
    let parsed = |text: &String| registration::identifier(text, settings, false, &service.definition);
    token.identifier = errors.collect(identifier.over(token.identifier.take(), parsed)).flatten();
    // A ticket was sent to where the token was, to replace the pass code that it had.
    if !pass_code.is_absent() || !identifier.is_absent() {
        token.reset_ticket = None;
    }
    let named = token.identifier.as_ref().map(Identifier::as_str);
    let chosen = errors.optional(pass_code.given(), |text| {
        PassCode::chosen(text, &settings.pass_code, named).map_err(FieldErrors::value("pass_code"))
    });
    let code = errors.optional(authentication_code.given(), |text| {
        if caller.is_back_office() {
            // By another one it ends one that leaked, also where they are generated.
            let given = AuthenticationCode::given(text, &settings.authentication_code);
            given.map_err(FieldErrors::value("authentication_code"))
        } else {
            registration::authentication_code(text, settings)
        }
    });
    let parsed = card.over(token.card_masked_number.take(), |number| card_masked_number(number));
    token.card_masked_number = errors.collect(parsed).flatten();
    let parsed = language.over(token.language.take(), |text| customers_language(text));
    token.language = errors.collect(parsed).flatten();
    let parsed = token.user_defined_fields.patched(wanted.user_defined_fields.clone());
    token.user_defined_fields = errors.collect(parsed).unwrap_or_default();
    errors.none()?;
    let keyring = &service.keyring;
    if !pass_code.is_absent() {
        let hash = |chosen| wanted.hash.of(chosen, keyring, &mut context.rng);
        token = token.with_another_pass_code(chosen.as_ref().map(hash).transpose()?);
    }
    if !authentication_code.is_absent() {
        let seal =
            |code: &AuthenticationCode| keyring.seal(code.secret(), token.id.as_str(), &mut context.rng);
        token.authentication_code = code.as_ref().map(seal).transpose()?;
    }
    // Under the newest key, as its claim will be: so no row needs an old key for ever.
    if let Some(sealed) = &token.authentication_code
        && keyring.is_outdated(sealed.key())
    {
        let clear = keyring.open(sealed, token.id.as_str())?;
        token.authentication_code = Some(keyring.seal(&clear, token.id.as_str(), &mut context.rng)?);
    }
    token.history = token.history.updated(&context.done());
    Ok(if wanted.input.proves_otherwise() { token.without_sessions() } else { token })
}
