//! Where everything is: in a table on AWS, or in the local stack's. And what a command needs there.

use std::{fmt, net::Ipv4Addr};

use clap::Args;
use shared::{
    Variables,
    variables::{KEYRING, TABLE},
};

/// The local stack's own choices; its DynamoDB takes any credentials.
const LOCAL_PORT: u16 = 8000;
const LOCAL_AWS_PORT: u16 = 8001;
const LOCAL_KEYRING: &str = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:Keyring-000000";
const LOCAL: [(&str, &str); 4] = [
    (TABLE, "Table"),
    (REGION, "eu-west-1"),
    ("AWS_ACCESS_KEY_ID", "local"),
    ("AWS_SECRET_ACCESS_KEY", "local"),
];
const REGION: &str = "AWS_REGION";
const END_POINT: &str = "AWS_ENDPOINT_URL_DYNAMODB";
const SECRETS_END_POINT: &str = "AWS_ENDPOINT_URL_SECRETS_MANAGER";

/// What a command does to the table.
pub struct Needs {
    /// The rights that its credentials need.
    pub rights: &'static str,
    /// What shows whether it was done.
    pub shown_by: &'static str,
}

pub const KEYS: Needs =
    Needs { rights: "dynamodb:Query, dynamodb:GetItem and dynamodb:PutItem", shown_by: "`keys list`" };
pub const MESSAGE: Needs =
    Needs { rights: "dynamodb:Query, dynamodb:GetItem and dynamodb:BatchGetItem", shown_by: "`message`" };
pub const REDRIVE: Needs = Needs {
    rights: "dynamodb:Query, dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:PutItem and dynamodb:DeleteItem",
    shown_by: "`message`; `redrive` once more does nothing twice",
};
pub const SUPPRESSION: Needs = Needs {
    rights: "dynamodb:Query, dynamodb:GetItem and dynamodb:DeleteItem",
    shown_by: "`suppression list`",
};

pub const FIND: Needs = Needs {
    rights: "dynamodb:Query on its index Found for --begins, and dynamodb:GetItem and dynamodb:BatchGetItem",
    shown_by: "`find`",
};

pub const TELL: Needs =
    Needs { rights: "dynamodb:Query, dynamodb:GetItem and dynamodb:BatchGetItem", shown_by: "`tell`" };
pub const ERASE: Needs = Needs {
    rights: "dynamodb:Query, dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:PutItem and dynamodb:DeleteItem",
    shown_by: "`tell`; `erase` once more goes on where it was broken off",
};

pub const IMPORT: Needs = Needs {
    rights: "dynamodb:GetItem, dynamodb:BatchGetItem and dynamodb:PutItem",
    shown_by: "`message`; the same import once more makes nothing twice",
};

pub const EXPORT: Needs = Needs { rights: "dynamodb:Scan", shown_by: "the file" };

impl Needs {
    /// The same of a command that reads the keyring.
    pub fn help_with_keyring(&self) -> String {
        format!("{} And secretsmanager:GetSecretValue on the keyring.", self.help())
    }

    /// How `--help` explains it.
    pub fn help(&self) -> String {
        format!("{HELP}\n\nThey must allow {} on the table.", self.rights)
    }
}

const HELP: &str = "\
On AWS, the table is what `infra/deploy` prints as `Table`, and the credentials come from the
environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, where they are temporary,
AWS_SESSION_TOKEN. Profiles and SSO are not read here; the AWS CLI makes variables of them:

  eval \"$(aws configure export-credentials --format env --profile NAME)\"";

#[derive(Args)]
pub struct Place {
    #[command(flatten)]
    which: Which,
    /// The region of the table; AWS_REGION without it
    #[arg(long, value_name = "REGION", conflicts_with = "local", value_parser = not_empty())]
    region: Option<String>,
    /// Where the local stack's DynamoDB listens, if not at 8000
    #[arg(long, value_name = "PORT", requires = "local")]
    dynamodb_port: Option<u16>,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Which {
    /// The table on AWS
    #[arg(long, value_name = "NAME", value_parser = not_empty())]
    table: Option<String>,
    /// The local stack that runs on this machine
    #[arg(long)]
    local: bool,
}

/// The place, and the keyring that goes with it.
#[derive(Args)]
pub struct WithKeyring {
    #[command(flatten)]
    pub place: Place,
    /// The secret with the keyring; `infra/deploy` prints it as `Keyring`
    #[arg(long, value_name = "NAME", required_unless_present = "local", conflicts_with = "local", value_parser = not_empty())]
    keyring: Option<String>,
    /// Where the local stack's Secrets Manager listens, if not at 8001
    #[arg(long, value_name = "PORT", requires = "local")]
    aws_port: Option<u16>,
}

impl WithKeyring {
    pub fn variables(&self) -> Variables {
        let variables = self.place.variables();
        let Some(keyring) = &self.keyring else {
            let port = self.aws_port.unwrap_or(LOCAL_AWS_PORT);
            let end_point = format!("http://{}:{port}", Ipv4Addr::LOCALHOST);
            return variables.with(SECRETS_END_POINT, end_point).with(KEYRING, LOCAL_KEYRING);
        };
        variables.with(KEYRING, keyring)
    }
}

pub fn not_empty() -> clap::builder::NonEmptyStringValueParser {
    clap::builder::NonEmptyStringValueParser::new()
}

impl Place {
    pub const fn is_local(&self) -> bool {
        self.which.local
    }

    /// What a function would be given there.
    pub fn variables(&self) -> Variables {
        let Some(table) = &self.which.table else {
            let end_point = format!("http://{}:{}", Ipv4Addr::LOCALHOST, self.port());
            let nothing = Variables::default().with(END_POINT, end_point);
            return LOCAL.into_iter().fold(nothing, |variables, (name, value)| variables.with(name, value));
        };
        let variables = Variables::of_process().with(TABLE, table);
        match &self.region {
            Some(region) => variables.with(REGION, region),
            None => variables,
        }
    }

    fn port(&self) -> u16 {
        self.dynamodb_port.unwrap_or(LOCAL_PORT)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.which.table {
            Some(table) => {
                let variables = self.variables();
                write!(f, "the table {table} in {}", variables.get(REGION).unwrap_or("no region"))?;
                // Somebody may have set it for something else.
                variables.get(END_POINT).map_or(Ok(()), |end_point| write!(f, " at {end_point}"))
            }
            None => write!(f, "the local stack at port {}", self.port()),
        }
    }
}
