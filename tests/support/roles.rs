//! What the role of each function is allowed to do to the table and to the secrets, as the template says it.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use serde_yaml_ng::Value;

use super::proxy::Call;

const TEMPLATE: &str = include_str!("../../infra/template.yaml");

/// An action on a secret, on one row, or on rows of one partition: `PutItem`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    pub action: String,
    /// The table, an index or a secret, as the template calls it.
    pub on: String,
    /// Of a secret there is none.
    pub partition: String,
}

/// The role of a function.
pub struct Role {
    pub binary: String,
    /// `POST /access_tokens/create`.
    pub routes: BTreeSet<String>,
    statements: Vec<Statement>,
}

struct Statement {
    actions: Vec<String>,
    on: Vec<String>,
    /// The patterns that partitions must match; none where all do.
    partitions: Vec<String>,
}

impl Role {
    /// Of all functions.
    pub fn all() -> Vec<Self> {
        let template: Value = serde_yaml_ng::from_str(TEMPLATE).expect("the template");
        let resources = &template["Resources"];
        let all = resources.as_mapping().expect("resources").values();
        let functions = all.filter(|resource| resource["Type"] == "AWS::Serverless::Function");
        functions.map(|function| Self::of(function, resources)).collect()
    }

    fn of(function: &Value, resources: &Value) -> Self {
        let properties = &function["Properties"];
        let events = properties["Events"].as_mapping().into_iter().flat_map(|events| events.values());
        let route = |event: &Value| {
            let part = |name: &str| event["Properties"][name].as_str().map(str::to_owned);
            Some(format!("{} {}", part("Method")?, part("Path")?))
        };
        let role = tagged(&properties["Role"]).and_then(|(_, role)| role.strip_suffix(".Arn"));
        let policies = &resources[role.expect("a role of its own")]["Properties"]["Policies"];
        let policies = policies.as_sequence().expect("policies").iter();
        let statements = policies
            .flat_map(|policy| policy["PolicyDocument"]["Statement"].as_sequence().expect("statements"));
        Self {
            binary: text(&function["Metadata"]["BuildProperties"]["Binary"]),
            routes: events.filter_map(route).collect(),
            statements: statements.map(Statement::of).filter(|statement| !statement.on.is_empty()).collect(),
        }
    }

    pub fn allows(&self, used: &Use) -> bool {
        self.statements.iter().any(|statement| statement.covers(used))
    }

    /// What it is allowed and did not do: actions, each on what, and patterns of partitions.
    pub fn unused(&self, uses: &BTreeSet<Use>) -> Vec<String> {
        let mut unused = Vec::new();
        for statement in &self.statements {
            let done: Vec<_> = uses.iter().filter(|used| statement.covers(used)).collect();
            for on in &statement.on {
                let is_done =
                    |action: &String| done.iter().any(|used| used.on == *on && used.action == *action);
                let idle = statement.actions.iter().filter(|action| !is_done(action));
                unused.extend(idle.map(|action| format!("{}: {action} on {on}", self.binary)));
            }
            let is_met =
                |pattern: &String| done.iter().any(|used| is_like(kind(&used.partition), kind(pattern)));
            let idle = statement.partitions.iter().filter(|pattern| !is_met(pattern));
            unused.extend(idle.map(|pattern| format!("{}: {pattern}", self.binary)));
        }
        unused
    }
}

impl Statement {
    fn of(statement: &Value) -> Self {
        assert_eq!(statement["Effect"], "Allow", "nothing is denied that was not allowed before");
        let resource = &statement["Resource"];
        let resources = resource.as_sequence().map_or(std::slice::from_ref(resource), Vec::as_slice);
        let actions = texts(&statement["Action"]).into_iter();
        let action = |action: String| Some(action.split_once(':')?.1.to_owned());
        Self {
            actions: actions.filter_map(action).collect(),
            on: resources.iter().filter_map(on).collect(),
            partitions: texts(&statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]),
        }
    }

    fn covers(&self, used: &Use) -> bool {
        let is_there =
            self.partitions.is_empty() || self.partitions.iter().any(|like| is_like(&used.partition, like));
        self.actions.contains(&used.action) && self.on.contains(&used.on) && is_there
    }
}

/// The table, the index or the secret that a resource of a statement is. What is published to topics, tests of the
/// messages and the events see arrive.
fn on(resource: &Value) -> Option<String> {
    let (tag, named) = tagged(resource)?;
    let named = match tag.as_str() {
        "!GetAtt" if named == "Table.Arn" => "Table",
        "!Sub" => named.strip_prefix("${Table.Arn}/index/")?,
        "!Ref" if !named.ends_with("Topic") => named,
        _ => return None,
    };
    Some(named.to_owned())
}

/// Who claims identifiers claims those of each kind that its definition has: they are one here.
fn kind(partition: &str) -> &str {
    if ["EMAIL#", "PHONE#", "TEXT#"].iter().any(|kind| partition.starts_with(kind)) {
        "EMAIL#*"
    } else {
        partition
    }
}

/// Whether a partition matches such a pattern: a text, or the beginning of one.
fn is_like(partition: &str, pattern: &str) -> bool {
    pattern.strip_suffix('*').map_or(partition == pattern, |begin| partition.starts_with(begin))
}

impl Use {
    pub fn of_row(action: &str, partition: &str) -> Self {
        Self { action: action.to_owned(), on: "Table".to_owned(), partition: partition.to_owned() }
    }

    fn of_secret(action: &str, secret: &str) -> Self {
        Self { action: action.to_owned(), on: secret.to_owned(), partition: String::new() }
    }

    /// What every function that serves requests or messages does as it starts.
    pub fn at_start() -> [Self; 2] {
        [Self::of_row("GetItem", "PUBLIC_KEYS"), Self::of_secret("GetSecretValue", "Keyring")]
    }

    /// What the function does besides that opens sessions.
    pub fn at_the_start_of_who_signs() -> [Self; 1] {
        [Self::of_secret("GetSecretValue", "SigningKeys")]
    }
}

impl Call {
    /// The rights that it takes. A transaction takes those of what is in it.
    pub fn uses(&self) -> Vec<Use> {
        let sent = &self.sent;
        let one = |key: &Json| vec![Use::of_row(&self.name, partition(key))];
        match self.name.as_str() {
            "GetItem" | "UpdateItem" | "DeleteItem" => one(&sent["Key"]),
            "PutItem" => one(&sent["Item"]),
            "BatchGetItem" => {
                let tables = sent["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
                let keys = tables.filter_map(|table| table["Keys"].as_array()).flatten();
                keys.flat_map(one).collect()
            }
            "Query" => {
                let values = &sent["ExpressionAttributeValues"];
                let of_index = values[":partition"]["S"].as_str();
                let partition = values[":pk"]["S"].as_str().or(of_index).expect("a partition");
                let on = sent["IndexName"].as_str().unwrap_or("Table").to_owned();
                vec![Use { on, ..Use::of_row("Query", partition) }]
            }
            "TransactWriteItems" => {
                let items = sent["TransactItems"].as_array().into_iter().flatten();
                items.flat_map(in_transaction).collect()
            }
            _ => {
                // `arn:aws:secretsmanager:eu-west-1:000000000000:secret:Keyring-000000`
                let secret =
                    sent["SecretId"].as_str().and_then(|arn| arn.rsplit(':').next()).expect("a secret");
                let (secret, _) = secret.split_once('-').expect("a name");
                vec![Use::of_secret(&self.name, secret)]
            }
        }
    }
}

fn in_transaction(item: &Json) -> Vec<Use> {
    const ACTIONS: [(&str, &str, &str); 4] = [
        ("Put", "PutItem", "Item"),
        ("Update", "UpdateItem", "Key"),
        ("Delete", "DeleteItem", "Key"),
        ("ConditionCheck", "ConditionCheckItem", "Key"),
    ];
    let used = |(kind, action, key): (&str, &str, &str)| {
        let sent = item.get(kind)?;
        Some(Use::of_row(action, partition(&sent[key])))
    };
    ACTIONS.into_iter().filter_map(used).collect()
}

fn partition(key: &Json) -> &str {
    key["pk"]["S"].as_str().expect("a partition")
}

/// `!Ref Table`, in two parts.
fn tagged(value: &Value) -> Option<(String, &str)> {
    let Value::Tagged(tagged) = value else { return None };
    Some((tagged.tag.to_string(), tagged.value.as_str()?))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// One text, or some.
fn texts(value: &Value) -> Vec<String> {
    let some = value.as_sequence().into_iter().flatten().map(text);
    value.as_str().map(str::to_owned).into_iter().chain(some).collect()
}
