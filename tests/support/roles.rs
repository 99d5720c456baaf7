//! What the role of each function is allowed to do to the table, as the template says it.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use serde_yaml_ng::Value;

use super::proxy::Call;

const TEMPLATE: &str = include_str!("../../infra/template.yaml");

/// An action on one row, or on rows of one partition: `PutItem`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    pub action: &'static str,
    pub partition: String,
    /// The index that is read, if not the table itself.
    pub index: Option<String>,
}

/// The role of a function.
pub struct Role {
    pub binary: String,
    /// `POST /access_tokens/create`.
    pub routes: BTreeSet<String>,
    statements: Vec<Statement>,
}

struct Statement {
    allows: bool,
    actions: Vec<String>,
    index: Option<String>,
    /// The patterns that partitions must match; none where all do.
    partitions: Vec<String>,
}

impl Role {
    /// Of all functions.
    pub fn all() -> Vec<Self> {
        let template: Value = serde_yaml_ng::from_str(TEMPLATE).expect("the template");
        let resources = template["Resources"].as_mapping().expect("resources");
        let functions = resources.values().filter(|resource| resource["Type"] == "AWS::Serverless::Function");
        functions.map(Self::of).collect()
    }

    fn of(function: &Value) -> Self {
        let properties = &function["Properties"];
        let events = properties["Events"].as_mapping().into_iter().flat_map(|events| events.values());
        let route = |event: &Value| {
            let part = |name: &str| event["Properties"][name].as_str().map(str::to_owned);
            Some(format!("{} {}", part("Method")?, part("Path")?))
        };
        let policies = properties["Policies"].as_sequence().expect("policies").iter();
        let statements = policies.flat_map(|policy| policy["Statement"].as_sequence().expect("statements"));
        Self {
            binary: text(&function["Metadata"]["BuildProperties"]["Binary"]),
            routes: events.filter_map(route).collect(),
            statements: statements.filter_map(Statement::of).collect(),
        }
    }

    pub fn allows(&self, used: &Use) -> bool {
        let of = |allows: bool| self.statements.iter().filter(move |statement| statement.allows == allows);
        of(true).any(|statement| statement.covers(used)) && !of(false).any(|statement| statement.covers(used))
    }

    /// The actions that it is allowed, on the table or on an index.
    pub fn actions(&self) -> BTreeSet<(String, Option<String>)> {
        let allowed = self.statements.iter().filter(|statement| statement.allows);
        let actions = |statement: &Statement| {
            let index = statement.index.clone();
            statement.actions.clone().into_iter().map(move |action| (action, index.clone()))
        };
        allowed.flat_map(actions).collect()
    }

    /// The patterns of partitions that it may write to and nothing else, where it says some.
    pub fn partitions(&self) -> BTreeSet<&str> {
        let allowed = self.statements.iter().filter(|statement| statement.allows);
        allowed.flat_map(|statement| &statement.partitions).map(String::as_str).collect()
    }
}

impl Statement {
    /// None where it is not about the table.
    fn of(statement: &Value) -> Option<Self> {
        let Value::Tagged(resource) = &statement["Resource"] else { return None };
        let resource = resource.value.as_str()?;
        let index = match resource {
            "Table.Arn" => None,
            other => Some(other.strip_prefix("${Table.Arn}/index/")?.to_owned()),
        };
        let condition = &statement["Condition"];
        let partitions = ["ForAllValues:StringLike", "ForAnyValue:StringLike"]
            .into_iter()
            .flat_map(|operator| texts(&condition[operator]["dynamodb:LeadingKeys"]));
        let actions = texts(&statement["Action"]).into_iter();
        Some(Self {
            allows: statement["Effect"] == "Allow",
            actions: actions
                .filter_map(|action| Some(action.strip_prefix("dynamodb:")?.to_owned()))
                .collect(),
            index,
            partitions: partitions.collect(),
        })
    }

    fn covers(&self, used: &Use) -> bool {
        let is_there =
            self.partitions.is_empty() || self.partitions.iter().any(|like| is_like(&used.partition, like));
        self.actions.iter().any(|action| action == used.action) && self.index == used.index && is_there
    }
}

/// Whether a partition matches such a pattern: a text, or the beginning of one.
pub fn is_like(partition: &str, pattern: &str) -> bool {
    pattern.strip_suffix('*').map_or(partition == pattern, |begin| partition.starts_with(begin))
}

impl Call {
    /// The rights that it takes. A transaction takes those of what is in it.
    pub fn uses(&self) -> Vec<Use> {
        let sent = &self.sent;
        let one = |action: &'static str, key: &Json| Use { action, partition: partition(key), index: None };
        match self.name.as_str() {
            "GetItem" => vec![one("GetItem", &sent["Key"])],
            "UpdateItem" => vec![one("UpdateItem", &sent["Key"])],
            "DeleteItem" => vec![one("DeleteItem", &sent["Key"])],
            "PutItem" => vec![one("PutItem", &sent["Item"])],
            "BatchGetItem" => {
                let tables = sent["RequestItems"].as_object().into_iter().flat_map(|tables| tables.values());
                let keys = tables.filter_map(|table| table["Keys"].as_array()).flatten();
                keys.map(|key| one("BatchGetItem", key)).collect()
            }
            "Query" => {
                let index = sent["IndexName"].as_str().map(str::to_owned);
                let values = &sent["ExpressionAttributeValues"];
                let of_index = values[":entity"]["S"].as_str();
                let partition = values[":pk"]["S"].as_str().or(of_index).expect("a partition").to_owned();
                vec![Use { action: "Query", partition, index }]
            }
            "TransactWriteItems" => {
                let items = sent["TransactItems"].as_array().into_iter().flatten();
                items.flat_map(in_transaction).collect()
            }
            other => panic!("no right is known for {other}"),
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
    let used = |(kind, action, key): (&str, &'static str, &str)| {
        let sent = item.get(kind)?;
        Some(Use { action, partition: partition(&sent[key]), index: None })
    };
    ACTIONS.into_iter().filter_map(used).collect()
}

fn partition(key: &Json) -> String {
    key["pk"]["S"].as_str().expect("a partition").to_owned()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// One text, or some.
fn texts(value: &Value) -> Vec<String> {
    let some = value.as_sequence().into_iter().flatten().map(text);
    value.as_str().map(str::to_owned).into_iter().chain(some).collect()
}
