//! Words that messages say in the place of a tag, where there is nothing to show.

use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// For `#access_token.pass_code`, where the customer chose it: it is named, never sent.
    pub chosen_pass_code: String,
    /// The same where the customer has not chosen one yet.
    pub pass_code_to_choose: String,
}

/// What was said before definitions had these words.
impl Default for Words {
    fn default() -> Self {
        Self {
            chosen_pass_code: "the pass code you chose".to_owned(),
            pass_code_to_choose: "the pass code you choose in the app".to_owned(),
        }
    }
}
