//! Numbers in a row that something is made as long as: one that is out of bounds makes the row unreadable, instead of a
//! text of gigabytes or a panic.

use serde::{Deserialize, Deserializer, de::Error};

/// `#[serde(deserialize_with = "at_most::<10, _, _>")]`.
pub(crate) fn at_most<'de, const MOST: u16, N, D>(deserializer: D) -> Result<N, D::Error>
where
    N: Deserialize<'de> + PartialOrd + From<u16>,
    D: Deserializer<'de>,
{
    let number = N::deserialize(deserializer)?;
    if number <= N::from(MOST) {
        Ok(number)
    } else {
        Err(D::Error::custom(format_args!("invalid value, expected {MOST} at most")))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_out_of_bounds_is_not_read_and_not_quoted() {
        let read = |number| at_most::<10, u32, _>(json!(number)).map_err(|error| error.to_string());
        assert_eq!(read(10), Ok(10));
        assert_eq!(read(11), Err("invalid value, expected 10 at most".to_owned()));
    }
}
