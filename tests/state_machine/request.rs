//! A step as the request that it sends; what only the model knows, like a code in the inbox, is filled in.

use serde_json::{Value, json};
use shared::State;

use super::{
    model::Model,
    step::{Assignment, Fields, Named, Patch, Sent, Step, Ticket, Turn, Typed, Who},
};

/// One request; a query where it is a GET.
pub struct Request {
    pub operation: &'static str,
    pub body: Value,
    pub is_get: bool,
    /// Whether the caller is a back office.
    pub known: bool,
}

const ACCOUNT: &str = "accounts_receivable_identifier";
const PARTICIPANT: &str = "rewards_participant_identifier";
const TOKEN: &str = "access_token_identifier";

fn post(operation: &'static str, body: Value) -> Request {
    Request { operation, body, is_get: false, known: true }
}

fn get(operation: &'static str, body: Value) -> Request {
    Request { is_get: true, ..post(operation, body) }
}

impl Turn {
    /// None where only time passes.
    pub fn request(&self, model: &Model) -> Option<Request> {
        self.step.request(model).map(|request| Request { known: self.known, ..request })
    }
}

impl Step {
    fn request(&self, model: &Model) -> Option<Request> {
        let by = |who: &Who| json!({ TOKEN: identifier(who, model) });
        Some(match self {
            Self::Pass { .. } | Self::Rotate => return None,
            Self::Create { fields, account, participant } => {
                post("create", create(fields, account.as_ref(), participant.as_ref(), model))
            }
            Self::Verify { who, typed, sent } => post("verify", verify(who, *typed, *sent, model)),
            Self::ResetVerificationCode(who) => post("reset_verification_code", bare(who)),
            Self::ResetPassCode(who) => post("reset_pass_code", bare(who)),
            Self::ForgotPassCode(who) => post("forgot_pass_code", json!({ "identifier": who.identifier() })),
            Self::ChangePassCode { ticket, pass_code } => {
                post("change_pass_code", json!({ "token": model.ticket(*ticket), "pass_code": pass_code }))
            }
            Self::Show(who) => post("show", by(who)),
            Self::Update { who, identifier, pass_code, code } => {
                let patches =
                    [("identifier", *identifier), ("pass_code", *pass_code), ("authentication_code", *code)];
                post("update", patched(by(who), &patches))
            }
            Self::SetAsEffective(who) => post("set_as_effective", by(who)),
            Self::SetAsNotEffective(who) => post("set_as_not_effective", by(who)),
            Self::Delete(who) => post("delete", by(who)),
            Self::CreateAccount { name, address, tokens } => {
                let owner = json!({ "type": "PERSON", "last_name": "Lovelace", "email": address });
                let body = json!({ "name": name, "account_owner": owner });
                post("accounts_receivable/create", with(tokens, body, model))
            }
            Self::UpdateAccount { account: of, name, tokens } => {
                let body = patched(account(of, model), &[("name", *name)]);
                post("accounts_receivable/update", with(tokens, body, model))
            }
            Self::TerminateAccount(named) => post("accounts_receivable/terminate", account(named, model)),
            Self::ShowAccount(named) => post("accounts_receivable/show", account(named, model)),
            Self::CreateParticipant { owner, tokens } => {
                post("rewards_participants/create", with(tokens, account(owner, model), model))
            }
            Self::UpdateParticipant { participant: of, tokens } => {
                post("rewards_participants/update", with(tokens, participant(of, model), model))
            }
            Self::TerminateParticipant(of) => post("rewards_participants/terminate", participant(of, model)),
            Self::ShowParticipant(of) => post("rewards_participants/show", participant(of, model)),
            Self::ListOfAccount(of) => get("list", account(of, model)),
            Self::ListOfParticipant(of) => get("list", participant(of, model)),
            Self::NotAssociated(state) => get(
                "get_not_associated",
                json!({ "number": "40", "life_cycle_state": state.map(State::as_str) }),
            ),
        })
    }
}

fn create(fields: &Fields, of: Option<&Named>, owned: Option<&Named>, model: &Model) -> Value {
    let mut body = new(fields);
    for record in [of.map(|of| account(of, model)), owned.map(|owned| participant(owned, model))] {
        for (name, value) in record.iter().filter_map(Value::as_object).flatten() {
            body[name] = value.clone();
        }
    }
    body
}

fn verify(who: &Who, typed: Typed, sent: Sent, model: &Model) -> Value {
    json!({
        TOKEN: identifier(who, model),
        "verification_code": model.typed(who, typed),
        "pass_code": sent.pass_code,
        "authentication_code": sent.code,
    })
}

/// As `access_token_identifier`.
fn identifier(who: &Who, model: &Model) -> Value {
    match who {
        Who::Code(code) => json!({ "authentication_code": code }),
        Who::Made { .. } => json!({}),
        Who::Identifier(identifier, _) => match model.beside(who) {
            Some(pass_code) => json!({ "identifier": identifier, "pass_code": pass_code }),
            None => json!({ "identifier": identifier }),
        },
    }
}

/// As the flat parameters of a reset.
fn bare(who: &Who) -> Value {
    match who {
        Who::Code(code) => json!({ "authentication_code": code }),
        Who::Made { .. } => json!({}),
        Who::Identifier(identifier, _) => json!({ "identifier": identifier }),
    }
}

fn account(named: &Named, model: &Model) -> Value {
    let numbers: Vec<_> = model.accounts.iter().map(|account| account.number.as_str()).collect();
    json!({ ACCOUNT: record(named, &numbers, "ACR999999", model) })
}

/// It has no name: nobody is called like that.
fn participant(named: &Named, model: &Model) -> Value {
    let numbers: Vec<_> = model.participants.iter().map(|participant| participant.number.as_str()).collect();
    let named = if matches!(named, Named::Called(_)) { &Named::Nobody } else { named };
    json!({ PARTICIPANT: record(named, &numbers, "RWP999999", model) })
}

fn record(named: &Named, numbers: &[&str], nobody: &str, model: &Model) -> Value {
    match named {
        Named::Made(index) if numbers.is_empty() => json!({ "number": format!("{nobody}{index}") }),
        Named::Made(index) => json!({ "number": numbers[index % numbers.len()] }),
        Named::Called(name) => json!({ "name": name }),
        Named::Nobody => json!({ "number": nobody }),
        Named::Token(who) => json!({ TOKEN: identifier(who, model) }),
    }
}

fn new(fields: &Fields) -> Value {
    let Fields { identifier, pass_code, code } = fields;
    json!({ "identifier": identifier, "pass_code": pass_code, "authentication_code": code })
}

/// A customer record with the access tokens of one request.
fn with(assignments: &[Assignment], mut body: Value, model: &Model) -> Value {
    let assignment = |assignment: &Assignment| match assignment {
        Assignment::AddNew(fields) => {
            let mut body = new(fields);
            body["action"] = json!("ADD_NEW");
            body
        }
        Assignment::AddExisting(who) => json!({ "action": "ADD_EXISTING", TOKEN: identifier(who, model) }),
        Assignment::Remove(who) => json!({ "action": "REMOVE", TOKEN: identifier(who, model) }),
    };
    body["access_tokens"] = assignments.iter().map(assignment).collect();
    body
}

fn patched(mut body: Value, patches: &[(&str, Patch)]) -> Value {
    for (field, patch) in patches {
        match patch {
            Patch::Absent => {}
            Patch::Null => body[*field] = Value::Null,
            Patch::Given(text) => body[*field] = json!(text),
        }
    }
    body
}

impl Model {
    /// A ticket as it was sent.
    pub fn ticket(&self, ticket: Ticket) -> String {
        let sent = match ticket {
            Ticket::Newest => self.tickets.last(),
            Ticket::Oldest => self.tickets.first(),
            Ticket::Nobodys => None,
        };
        sent.cloned().unwrap_or_else(|| "A".repeat(32))
    }
}
