//! What lasts: memory stays level, and a result that is not taken holds up no other.

use executor::Executor;
use serde_bytes::ByteBuf;

use crate::tools::status_kib;

pub fn memory_stays_level_over_a_million_tasks() {
    let executor = Executor::new(2, |n: u64| n + 1).unwrap();
    let run = |rounds: u64| {
        for round in 0..rounds {
            let tickets = (0..1000).map(|n| executor.submit(1000 * round + n));
            let tickets: Vec<_> = tickets.collect();
            for (n, ticket) in (0..).zip(tickets) {
                assert_eq!(ticket.wait(), Ok(1000 * round + n + 1));
            }
        }
    };
    let resident =
        || [std::process::id(), executor.keeper_id()].map(|pid| status_kib(pid, "VmRSS:"));
    run(50);
    let before = resident();
    run(950);
    let after = resident();
    let grown: Vec<_> =
        after.iter().zip(before).map(|(now, then)| now.saturating_sub(then)).collect();
    assert!(grown.iter().all(|kib| *kib < 2048), "grown by {grown:?} KiB");
}

pub fn results_that_are_not_taken_hold_up_no_other() {
    let executor = Executor::new(2, |size: usize| ByteBuf::from(vec![1; size])).unwrap();
    let untaken: Vec<_> = (0..500).map(|_| executor.submit(256 << 10)).collect();
    for _ in 0..1000 {
        assert_eq!(executor.submit(1).wait().unwrap().len(), 1);
    }
    for ticket in untaken {
        assert_eq!(ticket.wait().unwrap().len(), 256 << 10);
    }
}
