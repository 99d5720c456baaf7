//! Words that messages say in the place of a tag, where there is nothing to show; and the language that they are in.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::fault::{Faults, fault};
use crate::base::language::Language;

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// The language that these words, and the templates, are in, as BCP 47 names it.
    pub language: Language,
    /// For `#access_token.pass_code` where the customer chose it: it is named, never sent.
    chosen_pass_code: String,
    /// The same where the customer has not chosen one yet.
    pass_code_to_choose: String,
    /// The same in another language. A customer who reads `el-CY` gets `el` where there is no `el-CY`, and
    /// the words above where there is neither.
    languages: BTreeMap<Language, InAnotherLanguage>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InAnotherLanguage {
    /// As above.
    #[schemars(example = "ο κωδικός που επιλέξατε")]
    chosen_pass_code: String,
    /// As above.
    #[schemars(example = "ο κωδικός που θα επιλέξετε στην εφαρμογή")]
    pass_code_to_choose: String,
}

/// What was said before definitions had these words.
impl Default for Words {
    fn default() -> Self {
        Self {
            language: Language::english(),
            chosen_pass_code: "the pass code you chose".to_owned(),
            pass_code_to_choose: "the pass code you choose in the app".to_owned(),
            languages: BTreeMap::new(),
        }
    }
}

impl Words {
    pub fn chosen_pass_code(&self, language: Option<&Language>) -> &str {
        self.other(language).map_or(&self.chosen_pass_code, |other| &other.chosen_pass_code)
    }

    pub fn pass_code_to_choose(&self, language: Option<&Language>) -> &str {
        self.other(language).map_or(&self.pass_code_to_choose, |other| &other.pass_code_to_choose)
    }

    fn other(&self, language: Option<&Language>) -> Option<&InAnotherLanguage> {
        language.and_then(|language| language.ranges().find_map(|range| self.languages.get(range)))
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        let own = ("words".to_owned(), &self.chosen_pass_code, &self.pass_code_to_choose);
        let others = self.languages.iter().map(|(language, other)| {
            let key = format!("words.languages.{}", language.as_str());
            (key, &other.chosen_pass_code, &other.pass_code_to_choose)
        });
        for (key, chosen, to_choose) in std::iter::once(own).chain(others) {
            for (name, words) in [("chosen_pass_code", chosen), ("pass_code_to_choose", to_choose)] {
                if words.trim().is_empty() {
                    faults.collect(fault::<()>(&key, name, "is empty"));
                }
            }
        }
    }
}
