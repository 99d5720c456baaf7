//! Phone numbers: international ones (`+…`), valid by the numbering plan of their country.

use phonenumber::{PhoneNumber, Type, country, metadata::Database};

use super::numbering_plans;

/// Such a number in E.164. The characters come first: the library reads `+35799123456/x@evil.example` as a number with
/// an extension, and so an e-mail address would be claimed as somebody's phone.
pub(super) fn parse(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+')?;
    let is_written_so = |c: char| c.is_ascii_digit() || " -().".contains(c);
    if !digits.chars().all(is_written_so) {
        return None;
    }
    let (number, _) = number(text)?;
    Some(format!("+{}{}", number.country().code(), number.national()))
}

/// The number, and the plans that it is valid by.
fn number(text: &str) -> Option<(PhoneNumber, &'static Database)> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let plans = numbering_plans::of(&digits)?;
    let number = phonenumber::parse_with(plans, None, text).ok()?;
    (number.is_valid_with(plans) && number.extension().is_none()).then_some((number, plans))
}

/// Whether it is the two-letter code of a country, or of a territory, that has phone numbers of its own.
pub(crate) fn is_country(code: &str) -> bool {
    code.parse::<country::Id>().is_ok()
}

/// The two-letter code of the country that a number in E.164 belongs to.
pub(super) fn country(text: &str) -> Option<String> {
    let (number, plans) = number(text)?;
    let id: country::Id = number.metadata(plans)?.id().parse().ok()?;
    Some(id.as_ref().to_owned())
}

/// Whether text messages reach a number in E.164, at no more than the usual price.
pub(super) fn takes_texts(text: &str) -> bool {
    let kind = number(text).map(|(number, plans)| number.number_type(plans));
    matches!(kind, Some(Type::Mobile | Type::FixedLineOrMobile))
}

#[cfg(test)]
mod tests {
    use phonenumber::{
        Mode,
        metadata::{DATABASE, Descriptors},
    };
    use proptest::{prelude::*, sample::select};

    use super::*;

    /// What is known of a number here: E.164, its country, whether it takes text messages.
    type Known = (Option<String>, Option<String>, bool);

    fn by_its_plans(text: &str) -> Known {
        (parse(text), country(text), takes_texts(text))
    }

    /// The same by the library, with the plans of all countries.
    fn by_all_plans(text: &str) -> Known {
        let number = phonenumber::parse(None, text).ok();
        let Some(number) = number.filter(|number| number.is_valid() && number.extension().is_none()) else {
            return (None, None, false);
        };
        let country = number.country().id().map(|id| id.as_ref().to_owned());
        let kind = number.number_type(&DATABASE);
        let takes_texts = matches!(kind, Type::Mobile | Type::FixedLineOrMobile);
        (Some(number.format().mode(Mode::E164).to_string()), country, takes_texts)
    }

    /// The library's own example of each kind of number.
    fn examples(numbers: &Descriptors) -> impl Iterator<Item = &str> {
        let kinds = [
            numbers.fixed_line(),
            numbers.mobile(),
            numbers.toll_free(),
            numbers.premium_rate(),
            numbers.shared_cost(),
            numbers.personal_number(),
            numbers.voip(),
            numbers.pager(),
            numbers.uan(),
            numbers.voicemail(),
        ];
        kinds.into_iter().flatten().filter_map(|kind| kind.example())
    }

    #[test]
    fn a_number_is_the_same_by_its_own_plans_as_by_those_of_all_countries() {
        let mut valid = 0;
        for plan in DATABASE.iter() {
            for example in examples(plan.descriptors()) {
                let text = format!("+{}{example}", plan.country_code());
                let known = by_its_plans(&text);
                assert_eq!(known, by_all_plans(&text), "{text}");
                valid += u32::from(known.0.is_some());
            }
        }
        assert!(valid > 1000, "{valid} numbers");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_the_same_by_its_own_plans(
            code in select(vec!["", "1", "7", "39", "44", "357", "49", "52", "54", "800", "888", "999", "0"]),
            digits in "[0-9 ().-]{0,16}",
        ) {
            let text = format!("+{code}{digits}");
            prop_assert_eq!(by_its_plans(&text), by_all_plans(&text));
        }
    }
}
