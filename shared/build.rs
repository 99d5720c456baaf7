//! Packs the numbering plans that `phonenumber` brings, those of each dialing code by themselves: so a function unpacks
//! the one that a number belongs to, and not all countries' at once, which takes it 60 ms.

use std::{env, error::Error, fmt::Write as _, fs, ops::RangeInclusive, path::PathBuf};

use phonenumber::metadata::{
    DATABASE, Descriptor, Metadata,
    loader::{self, Defaults},
};

/// No dialing code has more than three digits.
const CODES: RangeInclusive<u16> = 1..=999;

#[expect(clippy::disallowed_methods, reason = "cargo says in this way where to write")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    let mut list = String::from("[\n");
    for code in CODES {
        // The country that a code is chiefly of comes first, as it does in the library.
        let Some(plans) = DATABASE.by_code(&code) else { continue };
        let plans: Vec<_> = plans.into_iter().map(plan).collect();
        fs::write(folder.join(format!("{code}.plans")), postcard::to_allocvec(&plans)?)?;
        writeln!(list, "(\"{code}\", include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{code}.plans\"))),")?;
    }
    list.push(']');
    fs::write(folder.join("numbering_plans.rs"), list)?;
    Ok(())
}

/// What a plan says of which numbers there are. How they are written for people is left out.
fn plan(plan: &Metadata) -> loader::Metadata {
    let text = |text: &str| text.to_owned();
    let numbers = plan.descriptors();
    loader::Metadata {
        general: Some(descriptor(numbers.general())),
        fixed_line: numbers.fixed_line().map(descriptor),
        mobile: numbers.mobile().map(descriptor),
        toll_free: numbers.toll_free().map(descriptor),
        premium_rate: numbers.premium_rate().map(descriptor),
        shared_cost: numbers.shared_cost().map(descriptor),
        personal_number: numbers.personal_number().map(descriptor),
        voip: numbers.voip().map(descriptor),
        pager: numbers.pager().map(descriptor),
        uan: numbers.uan().map(descriptor),
        voicemail: numbers.voicemail().map(descriptor),
        emergency: None,
        short_code: None,
        standard_rate: None,
        carrier: None,
        no_international: None,
        id: Some(text(plan.id())),
        country_code: Some(plan.country_code()),
        international_prefix: plan.international_prefix().map(|rule| text(rule.as_str())),
        preferred_international_prefix: plan.preferred_international_prefix().map(text),
        national_prefix: plan.national_prefix().map(text),
        preferred_extension_prefix: plan.preferred_extension_prefix().map(text),
        national_prefix_for_parsing: plan.national_prefix_for_parsing().map(|rule| text(rule.as_str())),
        national_prefix_transform_rule: plan.national_prefix_transform_rule().map(text),
        formats: Vec::new(),
        international_formats: Vec::new(),
        main_country_for_code: plan.is_main_country_for_code(),
        leading_digits: plan.leading_digits().map(|rule| text(rule.as_str())),
        mobile_number_portable: plan.is_mobile_number_portable(),
        defaults: Defaults::default(),
    }
}

fn descriptor(numbers: &Descriptor) -> loader::Descriptor {
    loader::Descriptor {
        national_number: Some(numbers.national_number().as_str().to_owned()),
        possible_length: numbers.possible_length().to_vec(),
        possible_local_length: numbers.possible_local_length().to_vec(),
        example: None,
    }
}
