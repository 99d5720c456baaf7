//! What an owner is told when something is not done: why, and what to do, by the flags and variables there are.

use std::{fmt, io, path::Path};

use shared::{
    ApplicationKey, CustomerError, DefinitionError, ExportError, FindError, ImportError, KeysError,
    MessagesError, TableError, VariableError,
};

use crate::place::{KEYS, Needs, Place};

/// A reason, and a line that says what helps.
#[derive(Debug)]
pub struct Advised {
    reason: String,
    advice: String,
}

impl fmt::Display for Advised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  {}", self.reason, self.advice)
    }
}

impl Advised {
    /// The key is made, and nobody has seen it.
    pub fn not_shown(key: &ApplicationKey, error: &io::Error) -> Self {
        Self {
            reason: format!("the key could not be printed: {error}"),
            advice: format!("it is lost: end it with `keys revoke {}`, and make another", key.id),
        }
    }

    pub fn unread(file: &Path, error: &io::Error) -> Self {
        Self {
            reason: format!("{} cannot be read: {error}", file.display()),
            advice: "give --messages a file with lines of communicate's log, or - for standard input"
                .to_owned(),
        }
    }

    pub fn no_file(file: &Path, error: &io::Error) -> Self {
        let reason = format!("{}: {error}", file.display());
        Self { reason, advice: "give another file, or one beside which others may be written".to_owned() }
    }

    pub fn nobody_found(text: &str, begins: bool, place: &Place) -> Self {
        let advice = if begins {
            "give the first letters of an address or a name, and fewer of them"
        } else {
            "give all of a number, an identifier or a name, or how one begins with --begins"
        };
        Self { reason: format!("nobody is found by `{text}` in {place}"), advice: advice.to_owned() }
    }

    pub fn nothing_to_redrive() -> Self {
        Self {
            reason: "none of these messages can be sent again".to_owned(),
            advice: "whose code is over asks in the app for another; `message` shows what became of each"
                .to_owned(),
        }
    }
}

/// What helps where a definition is refused.
pub fn of_definition(error: &DefinitionError) -> Advised {
    let advice = match error {
        DefinitionError::Unreadable { .. } => "give its file, like infra/definition.toml",
        DefinitionError::NotToml { .. } => "mend that line; what else is wrong, the next check says",
        DefinitionError::Refused { .. } => "mend each of them: no function starts with such a definition",
    };
    Advised { reason: error.to_string(), advice: advice.to_owned() }
}

/// What helps where something is not done with keys there.
pub fn of_keys(place: &Place) -> impl Fn(KeysError) -> Advised {
    move |error| {
        let advice = match &error {
            KeysError::Variable(error) => of_variable(error),
            KeysError::Table(error) => of_table(error, place, &KEYS),
            KeysError::Name(_) => "give another --name".to_owned(),
            KeysError::ScopesOfAnApp => "leave --scope out, or make it --class SYSTEMIC_KEY".to_owned(),
            KeysError::NoScopes => "give --scope for each that it may have".to_owned(),
            KeysError::NetworksOfAnApp => "leave --network out, or make it --class SYSTEMIC_KEY".to_owned(),
            KeysError::TooManyNetworks { .. } => "give fewer --network, or wider ones".to_owned(),
            KeysError::NoEnd => "give --days, or --ends with a date like 2027-11-01T00:00:00".to_owned(),
            KeysError::EndsInThePast { .. } => "give a later --ends, in UTC, or --days".to_owned(),
            KeysError::NoSuchApplication { .. } => {
                "`keys list` shows which there are; leave --application out for a new one".to_owned()
            }
            KeysError::NoSuchKey(_) => format!("`keys list` shows which there are in {place}"),
            KeysError::RevokedAlready(_) => "there is nothing more to do".to_owned(),
            KeysError::TooMany { .. } => "revoke those that nobody uses: `keys list` shows them".to_owned(),
            KeysError::Busy => "try again".to_owned(),
        };
        Advised { reason: error.to_string(), advice }
    }
}

/// What helps where something is not done with messages and suppressions there.
pub fn of_messages(place: &Place, needs: &Needs) -> impl Fn(MessagesError) -> Advised {
    move |error| {
        let advice = match &error {
            MessagesError::Variable(error) => of_variable(error),
            MessagesError::Table(error) => of_table(error, place, needs),
            MessagesError::NoSuchToken(_) => format!(
                "you asked for {place}; a registration that nobody verified is gone after a week, and its id, which \
                 communicate's log has, finds its messages for 30 days"
            ),
            MessagesError::NotALog(_) | MessagesError::NoMessages => {
                "give lines of communicate's log as they stand there, in JSON".to_owned()
            }
            MessagesError::NoAccessToken(_) => {
                "an older release wrote it: name the customer's access token instead".to_owned()
            }
            MessagesError::NotSuppressed(_) => format!(
                "`suppression list` shows which are in {place}; why somebody else gets no mail, `message` says"
            ),
            MessagesError::Busy => "look at `suppression list`, and try again".to_owned(),
        };
        Advised { reason: error.to_string(), advice }
    }
}

/// What helps where nobody can be looked for there.
pub fn of_find(place: &Place, needs: &Needs) -> impl Fn(FindError) -> Advised {
    move |error| {
        let advice = match &error {
            FindError::Variable(error) => of_variable(error),
            FindError::Table(error) => of_table(error, place, needs),
            FindError::Text(_) => "give another text".to_owned(),
        };
        Advised { reason: error.to_string(), advice }
    }
}

/// What helps where something is not done with a customer there.
pub fn of_customer(place: &Place, needs: &Needs) -> impl Fn(CustomerError) -> Advised {
    move |error| {
        let advice = match &error {
            CustomerError::Variable(error) => of_variable(error),
            CustomerError::Table(error) => of_table(error, place, needs),
            CustomerError::Secret(_) => of_secret(place),
            CustomerError::Keyring(_) => OTHER_KEYRING.to_owned(),
            CustomerError::NothingKept(_) => {
                format!(
                    "you asked for {place}; a registration that nobody verified goes by itself after a week"
                )
            }
            CustomerError::Busy => "try again: what is gone is gone".to_owned(),
        };
        Advised { reason: error.to_string(), advice }
    }
}

/// What helps where users are not imported there.
pub fn of_import(place: &Place, needs: &Needs) -> impl Fn(ImportError) -> Advised {
    move |error| {
        let advice = match &error {
            ImportError::Variable(error) => of_variable(error),
            ImportError::Definition(error) => return of_definition(error),
            ImportError::Table(error) => {
                let advice = of_table(error, place, needs);
                format!("{advice}; what is imported is: the same command once more goes on")
            }
            ImportError::Secret(_) => of_secret(place),
            ImportError::Keyring(_) => OTHER_KEYRING.to_owned(),
            ImportError::Unread(_) => {
                "give a file of UTF-8; what is imported is: the same command once more goes on".to_owned()
            }
            ImportError::NotOfFirebase => {
                "copy them from the console: Authentication, Users, Password hash parameters".to_owned()
            }
        };
        Advised { reason: error.to_string(), advice }
    }
}

/// What helps where customers are not exported.
pub fn of_export(place: &Place, needs: &Needs) -> impl Fn(ExportError) -> Advised {
    move |error| match error {
        ExportError::Customer(error) => {
            let advised = of_customer(place, needs)(error);
            Advised { advice: format!("{}; the same command once more goes on", advised.advice), ..advised }
        }
        ExportError::File(..) => {
            let advice =
                "give another file; where there is no more room, make some, and run the same command again";
            Advised { reason: error.to_string(), advice: advice.to_owned() }
        }
        ExportError::There(_) => {
            let advice = "give the name of a new file: nothing is written over".to_owned();
            Advised { reason: error.to_string(), advice }
        }
        ExportError::OfAnotherTable { .. } => {
            let advice = "give that table to go on, or the name of a new file".to_owned();
            Advised { reason: error.to_string(), advice }
        }
        ExportError::NoPosition(_) | ExportError::CutShort(_) => {
            let advice = "give the name of a new file: this export cannot go on".to_owned();
            Advised { reason: error.to_string(), advice }
        }
    }
}

const OTHER_KEYRING: &str = "the keyring must be the one of this table: is it?";

fn of_secret(place: &Place) -> String {
    if place.is_local() {
        return "start the stack with `cargo run`; if it says another port of SES, SNS, give --aws-port"
            .to_owned();
    }
    "--keyring is what `infra/deploy` prints as `Keyring`; the credentials need secretsmanager:GetSecretValue on it"
        .to_owned()
}

fn of_variable(error: &VariableError) -> String {
    match error {
        VariableError::Missing(name) if name == "AWS_REGION" => {
            "set it, or give --region, like eu-west-1".to_owned()
        }
        VariableError::Missing(_) => format!("set it: {CREDENTIALS}; for the local stack, give --local"),
        VariableError::Malformed { name, .. } if name == "AWS_REGION" => {
            "give another --region, or set the variable".to_owned()
        }
        VariableError::Malformed { .. } => "set it to another value, or not at all".to_owned(),
    }
}

const CREDENTIALS: &str =
    "`eval \"$(aws configure export-credentials --format env)\"` does, for a profile with --profile NAME";

fn of_table(error: &TableError, place: &Place, needs: &Needs) -> String {
    match error {
        TableError::NotReached(_) if place.is_local() => {
            "start the stack with `cargo run`; if it says another port of DynamoDB, give --dynamodb-port"
                .to_owned()
        }
        TableError::NotReached(_) => {
            format!(
                "you asked for {place}: is --region (or AWS_REGION) one like eu-west-1, and is this machine online?"
            )
        }
        TableError::NoTable(_) if place.is_local() => {
            "something else listens at that port: give the --dynamodb-port that the stack prints".to_owned()
        }
        TableError::NoTable(_) => {
            format!(
                "you asked for {place}: --table is what `infra/deploy` prints as `Table`, and --region its region"
            )
        }
        TableError::NoIndex(_) => {
            "its stack finds nobody by how something begins, since its parameter FindBy is EXACT: deploy it with \
             FindBy=BEGINNINGS; who is there by then is found too"
                .to_owned()
        }
        TableError::IndexNotFilled(_) => "that takes minutes: try again when it is done".to_owned(),
        TableError::Credentials(_) => format!("they are over, or of elsewhere; set new ones: {CREDENTIALS}"),
        TableError::NotAllowed(_) => format!("they need {} on the table", needs.rights),
        TableError::Commit(_) => format!("it may be done all the same: look at {}", needs.shown_by),
        TableError::Throttled(_) => "nothing was changed: try again in a minute".to_owned(),
        TableError::Call(_) => format!("you asked for {place}: is that its name? else try again"),
        TableError::Row { .. } => "a newer release may have made it: use that one".to_owned(),
    }
}
