//! What a search consumes, with so many customers to search among.

use crate::support::finding::Crowd;

/// A line for each kind of search and number of customers, the numbers in their order.
pub async fn table(counts: &[usize]) {
    let (crowd, mut made) = (Crowd::start().await, 0);
    for &count in counts {
        crowd.grow(made..count).expect("copies");
        made = count;
        for (what, calls) in crowd.costs().await {
            let units: f64 = calls.iter().map(|call| call.units).sum();
            println!("| {what} | {count} | {} | {units} |", super::names(&calls));
        }
    }
}
