//! The tags of a template, and what stands for one.

use schemars::JsonSchema;

use crate::base::secret::Secret;

/// The tags a template may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, JsonSchema)]
pub enum Tag {
    /// What the account is called, where the access token belongs to one.
    AccountsReceivableName,
    /// The number of the access token.
    Number,
    /// What the customer is called by, if there is such a thing.
    Identifier,
    /// The code to type in. `verification.template` needs it, and no other template may hold it.
    VerificationCode,
    /// A generated pass code, or one of `[words]` in its place. `pass_code.template` needs it.
    PassCode,
    /// The authentication code, if there is one.
    AuthenticationCode,
    /// The ticket that sets a new pass code. `pass_code.forgot_template` needs it, and no other template may hold it.
    ResetTicket,
    /// The code to log in with. `one_time_password.template` needs it, and no other template may hold it.
    OneTimePassword,
}

impl Tag {
    pub(crate) const ALL: [(&'static str, Self); 8] = [
        ("accounts_receivable.name", Self::AccountsReceivableName),
        ("access_token.number", Self::Number),
        ("access_token.identifier", Self::Identifier),
        ("access_token.verification_code", Self::VerificationCode),
        ("access_token.pass_code", Self::PassCode),
        ("access_token.authentication_code", Self::AuthenticationCode),
        ("access_token.reset_ticket", Self::ResetTicket),
        ("access_token.one_time_password", Self::OneTimePassword),
    ];

    /// Its name in templates, without the `#`.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, known)| *known == self).map_or("", |&(name, _)| name)
    }

    /// All of them, as a template holds them.
    pub(super) fn all() -> String {
        Self::ALL.map(|(name, _)| format!("#{name}")).join(", ")
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|&(_, tag)| tag)
    }
}

/// What stands for a tag.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    /// To be read and typed exactly: HTML shows it in large, even type.
    Code(Secret),
}

impl Value {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Code(code) => code.reveal(),
        }
    }
}
