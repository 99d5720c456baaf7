//! Queries: a part of the keys that are kept for a list, in order, however long the list is.

use aws_sdk_dynamodb::{operation::query::builders::QueryFluentBuilder, types::AttributeValue};

use super::{
    Item, Key, Row, Table, TableError,
    key::{NOT_ASSOCIATED, not_associated},
    read::from_item,
};
use crate::{
    access_token::{AccessToken, State},
    id::{Id, Number, Numbered},
    links::Link,
};

/// The index of access tokens that belong to nothing, as infra/template.yaml declares it.
const INDEX: &str = "NotAssociated";

/// Which part of a list is wanted.
#[derive(Debug)]
pub struct Part {
    /// How many of the first are left out. They are read all the same: a hundred of them cost three read units.
    pub offset: usize,
    pub number_of_results: usize,
    /// The last access token of the part before.
    pub after: Option<Place>,
}

/// An access token's place in a list: what it is sorted by, and its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A state, or the id of a classification.
    pub group: String,
    pub number: Number,
    pub id: Id,
}

/// What stands in a part of a list, and its last place if there is more.
#[derive(Debug)]
pub struct Listed<T> {
    pub rows: Vec<T>,
    pub next: Option<Place>,
}

impl Table {
    /// The links of a customer record: to all its access tokens, or to those of one classification.
    pub async fn links(
        &self,
        customer: &Key,
        classification: Option<&Id>,
        part: &Part,
    ) -> Result<Listed<Link>, TableError> {
        let begin = Key::links(classification.map(Id::as_str));
        let query = self
            .client
            .query()
            .consistent_read(true)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :begin)")
            .expression_attribute_names("#pk", "pk")
            .expression_attribute_names("#sk", "sk")
            .expression_attribute_values(":pk", text(customer.partition()))
            .expression_attribute_values(":begin", text(&begin));
        let start = part.after.as_ref().map(|place| Key::link(customer, &place.group, &place.number));
        let (items, more) = self.part(query, start.map(|key| key.attributes()), part).await?;
        let rows: Vec<Link> = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
        let next = rows.last().filter(|_| more).map(Link::place);
        Ok(Listed { rows, next })
    }

    /// The access tokens that belong to no customer record, in any state or in one. The index follows the
    /// table by some milliseconds.
    pub async fn not_associated(
        &self,
        state: Option<State>,
        part: &Part,
    ) -> Result<Listed<Place>, TableError> {
        let mut query = self
            .client
            .query()
            .index_name(INDEX)
            .key_condition_expression("#entity = :token")
            .expression_attribute_names("#entity", "entity")
            .expression_attribute_values(":token", text(AccessToken::ENTITY));
        if let Some(state) = state {
            query = query
                .key_condition_expression("#entity = :token AND begins_with(#listed, :state)")
                .expression_attribute_names("#listed", NOT_ASSOCIATED)
                .expression_attribute_values(":state", text(&format!("{state}#")));
        }
        let start = part.after.as_ref().map(|place| {
            let mut key = Key::token(&place.id).attributes();
            key.insert("entity".to_owned(), text(AccessToken::ENTITY));
            key.insert(NOT_ASSOCIATED.to_owned(), text(&not_associated(&place.group, &place.number)));
            key
        });
        let (items, more) = self.part(query, start, part).await?;
        let rows: Vec<Place> = items.iter().filter_map(place).collect();
        let next = rows.last().filter(|_| more).cloned();
        Ok(Listed { rows, next })
    }

    /// The items of a part, and whether there are more. One call: places are small, and 1 MB of them comes at once.
    async fn part(
        &self,
        query: QueryFluentBuilder,
        start: Option<Item>,
        part: &Part,
    ) -> Result<(Vec<Item>, bool), TableError> {
        let end = part.offset + part.number_of_results;
        let output = query
            .table_name(&self.name)
            // One more shows whether there are more.
            .limit(i32::try_from(end + 1).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(TableError::call)?;
        let mut items = output.items.unwrap_or_default();
        let more = items.len() > end;
        items.truncate(end);
        items.drain(..part.offset.min(items.len()));
        Ok((items, more))
    }
}

/// The place of an item of the index.
fn place(item: &Item) -> Option<Place> {
    let id = Key::of(item)?.partition().strip_prefix("TOKEN#")?.to_owned();
    let (group, number) = item.get(NOT_ASSOCIATED)?.as_s().ok()?.split_once('#')?;
    Some(Place {
        group: group.to_owned(),
        number: Number::parse(Numbered::AccessToken, number)?,
        id: Id::try_from(id).ok()?,
    })
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}
