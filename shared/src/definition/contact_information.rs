//! What contact information is chosen from: industries and their sectors; and where flags are found.

use std::{collections::BTreeSet, path::Path};

use lambda_http::http::Uri;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::fault::{Fault, fault};
use crate::base::{
    exactly_one::{NotOne, exactly_one},
    id::Id,
    schema::one_of,
};

/// Where the two letters of a country go in `flag_url`.
const PLACEHOLDER: &str = "{two_character_code}";

/// The settings that met every check.
#[derive(Debug)]
pub struct ContactInformationSettings {
    flag_url: Option<String>,
    industries: Vec<Industry>,
    industry_sectors: Vec<IndustrySector>,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Countries {
    /// The URL of a country's flag, an SVG file by https; `{two_character_code}` stands for the country.
    #[schemars(example = "https://example.com/flags/{two_character_code}.svg")]
    flag_url: Option<String>,
}

/// What somebody works in, as it is written and as it is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Industry {
    /// What records name it by: 32 digits, 0 to 9 and A to F.
    #[schemars(example = "31F0238A61167EB9398FE4FFE5B41F20")]
    pub id: Id,
    /// Its name.
    #[schemars(example = "Information and communication")]
    pub name: String,
    /// A short name.
    #[schemars(example = &"J")]
    pub code: String,
}

/// A part of an industry, as it is written and as it is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndustrySector {
    /// What records name it by: 32 digits, 0 to 9 and A to F.
    #[schemars(example = &"B871BA3B825C49A1134AAA6CB4106F56")]
    pub id: Id,
    /// Its name.
    #[schemars(example = &"Software")]
    pub name: String,
    /// A short name.
    #[schemars(example = &"SOFTWARE")]
    pub alternative_code: String,
}

/// An industry as it is sent: exactly one of the three.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "SentIndustry")]
pub enum IndustryIdentifier {
    Id(String),
    Name(String),
    Code(String),
}

/// An industry as it is sent: exactly one of the three.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "IndustryIdentifier", transform = one_of(&["id", "name", "code"]))]
#[schemars(example = json!({ "code": "J" }))]
struct SentIndustry {
    id: Option<String>,
    name: Option<String>,
    code: Option<String>,
}

impl TryFrom<SentIndustry> for IndustryIdentifier {
    type Error = NotOne;

    fn try_from(sent: SentIndustry) -> Result<Self, NotOne> {
        exactly_one([
            ("id", sent.id.map(Self::Id)),
            ("name", sent.name.map(Self::Name)),
            ("code", sent.code.map(Self::Code)),
        ])
    }
}

/// An industry sector as it is sent: exactly one of the three.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(try_from = "SentIndustrySector")]
pub enum IndustrySectorIdentifier {
    Id(String),
    Name(String),
    AlternativeCode(String),
}

/// An industry sector as it is sent: exactly one of the three.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "IndustrySectorIdentifier", transform = one_of(&["id", "name", "alternative_code"]))]
#[schemars(example = json!({ "alternative_code": "SOFTWARE" }))]
struct SentIndustrySector {
    id: Option<String>,
    name: Option<String>,
    alternative_code: Option<String>,
}

impl TryFrom<SentIndustrySector> for IndustrySectorIdentifier {
    type Error = NotOne;

    fn try_from(sent: SentIndustrySector) -> Result<Self, NotOne> {
        exactly_one([
            ("id", sent.id.map(Self::Id)),
            ("name", sent.name.map(Self::Name)),
            ("alternative_code", sent.alternative_code.map(Self::AlternativeCode)),
        ])
    }
}

impl ContactInformationSettings {
    pub(super) fn checked(
        countries: Countries,
        industries: Vec<Industry>,
        industry_sectors: Vec<IndustrySector>,
    ) -> Result<Self, Fault> {
        if let Some(url) = &countries.flag_url
            && !is_flag_url(url)
        {
            let reason = format!("must be a URL like https://example.com/flags/{PLACEHOLDER}.svg");
            return fault("countries", "flag_url", reason);
        }
        let names = industries.iter().map(|one| [one.id.as_str(), &one.name, &one.code]);
        unique("industry", ["id", "name", "code"], names)?;
        let names = industry_sectors.iter().map(|one| [one.id.as_str(), &one.name, &one.alternative_code]);
        unique("industry_sector", ["id", "name", "alternative_code"], names)?;
        Ok(Self { flag_url: countries.flag_url, industries, industry_sectors })
    }

    pub fn industry(&self, id: &Id) -> Option<&Industry> {
        self.industries.iter().find(|known| known.id == *id)
    }

    /// The industry that has the name that was sent.
    pub fn industry_named(&self, sent: &IndustryIdentifier) -> Option<&Industry> {
        self.industries.iter().find(|known| match sent {
            IndustryIdentifier::Id(id) => id == known.id.as_str(),
            IndustryIdentifier::Name(name) => *name == known.name,
            IndustryIdentifier::Code(code) => *code == known.code,
        })
    }

    pub fn industry_sector(&self, id: &Id) -> Option<&IndustrySector> {
        self.industry_sectors.iter().find(|known| known.id == *id)
    }

    /// The industry sector that has the name that was sent.
    pub fn industry_sector_named(&self, sent: &IndustrySectorIdentifier) -> Option<&IndustrySector> {
        self.industry_sectors.iter().find(|known| match sent {
            IndustrySectorIdentifier::Id(id) => id == known.id.as_str(),
            IndustrySectorIdentifier::Name(name) => *name == known.name,
            IndustrySectorIdentifier::AlternativeCode(code) => *code == known.alternative_code,
        })
    }

    /// Where the flag of a country is found, an SVG file.
    pub fn flag_url(&self, two_character_code: &str) -> Option<String> {
        Some(self.flag_url.as_ref()?.replace(PLACEHOLDER, two_character_code))
    }
}

/// The answer says `image/svg+xml`, and a browser of a page under https loads nothing else.
fn is_flag_url(url: &str) -> bool {
    url.contains(PLACEHOLDER)
        && url.replace(PLACEHOLDER, "CY").parse().is_ok_and(|url: Uri| {
            url.scheme_str() == Some("https") && url.host().is_some() && is_svg(url.path())
        })
}

fn is_svg(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "svg")
}

/// Each is found by any of its names: so no two share one.
fn unique<'a>(key: &str, kinds: [&str; 3], all: impl Iterator<Item = [&'a str; 3]>) -> Result<(), Fault> {
    let mut taken = BTreeSet::new();
    for (index, names) in all.enumerate() {
        let one = format!("{key}[{index}]");
        for (kind, name) in kinds.into_iter().zip(names) {
            if name.trim().is_empty() {
                return fault(&one, kind, "is empty");
            }
            if !taken.insert((kind, name)) {
                return fault(&one, kind, format!("`{name}` names another {key} already"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::definition::Definition;

    const SHIPPED: &str = include_str!("../../../infra/definition.toml");

    fn with(more: &str) -> Result<Definition, String> {
        Definition::parse(&format!("{SHIPPED}\n{more}"), "definition.toml").map_err(|error| error.to_string())
    }

    #[test]
    fn a_flag_is_found_where_the_definition_says() {
        let definition = with("[countries]\nflag_url = 'https://example.com/{two_character_code}.svg'");
        let definition = definition.expect("a definition");
        assert_eq!(
            definition.contact_information().flag_url("CY").as_deref(),
            Some("https://example.com/CY.svg")
        );
        assert_eq!(with("").expect("a definition").contact_information().flag_url("CY"), None);
    }

    #[test]
    fn a_flag_is_an_svg_file_by_https_for_each_country() {
        for url in [
            "http://example.com/{two_character_code}.svg",
            "https://example.com/{two_character_code}.png",
            "https://example.com/flag.svg",
            "https:///{two_character_code}.svg",
            "https://example.com/a b/{two_character_code}.svg",
            "/{two_character_code}.svg",
            "",
        ] {
            let refused = with(&format!("[countries]\nflag_url = '{url}'")).expect_err(url);
            let expected = "definition.toml: countries.flag_url: must be a URL like https://";
            assert!(refused.starts_with(expected), "{refused}");
        }
    }

    #[test]
    fn no_two_industries_share_a_name() {
        let entry = |id: char, name: &str, code: &str| {
            format!("[[industry]]\nid = '{}'\nname = '{name}'\ncode = '{code}'\n", id.to_string().repeat(32))
        };
        let two = |other: String| with(&(entry('1', "Mining", "X") + &other));
        assert!(two(entry('2', "X", "Mining")).is_ok());
        for (other, reason) in [
            (entry('1', "Fishing", "Y"), "id: `11111111111111111111111111111111` names another"),
            (entry('2', "Mining", "Y"), "name: `Mining` names another"),
            (entry('2', "Fishing", "X"), "code: `X` names another"),
            (entry('2', " ", "Y"), "name: is empty"),
        ] {
            let refused = two(other).expect_err(reason);
            assert!(refused.contains(&format!("].{reason}")), "{refused}");
        }
    }

    #[test]
    fn no_two_industry_sectors_share_a_name() {
        let sector = |id: char| {
            format!(
                "[[industry_sector]]\nid = '{}'\nname = 'Mines'\nalternative_code = '{id}'\n",
                id.to_string().repeat(32)
            )
        };
        let refused = with(&(sector('1') + &sector('2'))).expect_err("refused");
        assert!(refused.ends_with("].name: `Mines` names another industry_sector already"), "{refused}");
    }
}
