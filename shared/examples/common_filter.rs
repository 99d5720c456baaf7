//! `cargo run -p shared --example common_filter -- LIST…`: makes the filter of common pass codes, of lists with one a
//! line, the most common first.
//!
//! Which lists, where they come from, and what came out is in src/codes/pass_code/common/README.md. The same lists make
//! the same bytes.

#[path = "../src/codes/pass_code/spelling.rs"]
mod spelling;

use std::{collections::BTreeSet, error::Error, fs};

use rand::{Rng, SeedableRng, rngs::ChaCha20Rng};
use spelling::{DECORATION, Parts, SHORTEST, folded, key};
use xorf::{BinaryFuse16, DmaSerializable, Filter};

/// Always in, whatever the lists have.
const FIRST: &str = include_str!("../src/codes/pass_code/common/first.txt");

const FILTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/codes/pass_code/common/filter.bin");

/// Shorter words are looked up only with digits around them. Far down in a list such words are chance, not common:
/// `ydhx` would refuse `ydhx2957`.
const FIRST_OF_A_LIST: usize = 200_000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut entries: BTreeSet<String> = FIRST.lines().map(folded).collect();
    for list in std::env::args().skip(1) {
        let text = fs::read_to_string(&list)?;
        let before = entries.len();
        let lines = text.lines().enumerate().map(|(rank, line)| (rank, folded(line)));
        entries.extend(lines.filter(|(rank, entry)| belongs(*rank, entry)).map(|(_, entry)| entry));
        println!("{list}: {} lines, {} new entries", text.lines().count(), entries.len() - before);
    }
    let keys: BTreeSet<u64> = entries
        .iter()
        .filter(|entry| !is_found_by_its_word(entry, &entries))
        .map(|entry| key(entry))
        .collect();
    let keys: Vec<u64> = keys.into_iter().collect();
    let filter = BinaryFuse16::try_from(&keys)?;
    let mut bytes = vec![0; BinaryFuse16::DESCRIPTOR_LEN];
    filter.dma_copy_descriptor_to(&mut bytes);
    bytes.extend_from_slice(filter.dma_fingerprints());
    fs::write(FILTER, &bytes)?;
    println!("{} entries in all, {} keys, {} bytes", entries.len(), keys.len(), bytes.len());
    let (mut rng, tries) = (ChaCha20Rng::seed_from_u64(1), 10_000_000);
    let taken = (0..tries).filter(|_| filter.contains(&rng.next_u64())).count();
    println!("{taken} of {tries} random keys are taken for one of them");
    Ok(())
}

/// Whether a line of a list is ever looked up.
fn belongs(rank: usize, entry: &str) -> bool {
    let parts = Parts::of(entry);
    let is_a_word = parts.has_a_word() && parts.word == entry;
    entry.chars().count() >= SHORTEST || (is_a_word && rank < FIRST_OF_A_LIST)
}

/// Whether the word in it is an entry, so that this one need not be: `password1`.
fn is_found_by_its_word(entry: &str, entries: &BTreeSet<String>) -> bool {
    let parts = Parts::of(entry);
    let around = parts.before.chars().count() + parts.after.chars().count();
    (1..=DECORATION).contains(&around) && parts.has_a_word() && entries.contains(parts.word)
}
