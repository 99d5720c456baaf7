//! The numbering plans of countries, by dialing code: each is unpacked when the first number of its countries comes.

use std::sync::OnceLock;

use phonenumber::metadata::Database;

/// What build.rs packs: a dialing code, and the plans of its countries.
static PACKED: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/numbering_plans.rs"));

static UNPACKED: [OnceLock<Database>; PACKED.len()] = [const { OnceLock::new() }; PACKED.len()];

/// The plans of the dialing code that an international number begins with. No code begins with another.
pub(super) fn of(digits: &str) -> Option<&'static Database> {
    let mut codes = PACKED.iter().zip(&UNPACKED);
    let ((_, packed), plans) = codes.find(|((code, _), _)| digits.starts_with(code))?;
    Some(plans.get_or_init(|| unpack(packed)))
}

fn unpack(packed: &[u8]) -> Database {
    let plans = postcard::from_bytes(packed).expect("what build.rs packs");
    Database::from(plans).expect("plans of the library's own")
}
