//! What finding asks of the table, however many customers there are.

use crate::support::finding::Crowd;

#[tokio::test]
async fn finding_costs_the_same_among_a_hundred_and_among_ten_thousand() {
    let crowd = Crowd::start().await;
    let mut costs = Vec::new();
    for range in [0..100, 100..10_000] {
        crowd.grow(range).expect("copies");
        let calls = crowd.costs().await;
        assert!(calls.iter().all(|(_, calls)| calls.iter().all(|call| call.name != "Scan")), "{calls:?}");
        let told = calls.into_iter().map(|(what, calls)| {
            let units: f64 = calls.iter().map(|call| call.units).sum();
            (what, calls.len(), units.to_bits())
        });
        costs.push(told.collect::<Vec<_>>());
    }
    assert_eq!(costs[0], costs[1]);
}
