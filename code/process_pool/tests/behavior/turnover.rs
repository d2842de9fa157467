//! Workers that end after a number of tasks.

use std::collections::BTreeMap;
use std::process::id;

use process_pool::{Cause, PoolOptions};

use crate::sys;
use crate::tools::{KILL, Tally, children_of, failures};

/// How many tasks each process has run.
fn shares(ran_by: impl IntoIterator<Item = u32>) -> Vec<usize> {
    let mut counts = BTreeMap::new();
    ran_by.into_iter().for_each(|pid| *counts.entry(pid).or_default() += 1);
    counts.into_values().collect()
}

pub fn a_worker_ends_after_its_last_task_and_none_is_lost() {
    const TASKS: usize = 1_000;
    // A thousand forks are enough of them.
    for (most, workers) in [(1, 2), (7, 1), (7, 2), (7, 3), (1_000, 1), (1_000, 3)] {
        let tally = Tally::<TASKS>::new();
        let task = |n: usize| {
            tally.count(n);
            id()
        };
        let options = PoolOptions::new().workers(workers).tasks_per_worker(most);
        let mut pool = options.build(task).unwrap();
        let shares = shares(pool.map(0..TASKS).unwrap());
        tally.assert_once_each();
        assert!(shares.iter().all(|share| *share <= most), "{shares:?} of at most {most}");
        let fewer = shares.iter().filter(|share| **share < most).count();
        assert!(fewer <= workers, "{shares:?}: {fewer} workers ended too early");
    }
}

pub fn tasks_are_counted_across_calls() {
    let options = PoolOptions::new().workers(1).tasks_per_worker(7);
    let mut pool = options.build(|_: usize| id()).unwrap();
    let ran_by = (0..60).flat_map(|call| pool.map(0..call % 5).unwrap());
    let shares = shares(ran_by);
    assert_eq!(shares.iter().sum::<usize>(), 120);
    assert!(shares.iter().filter(|share| **share != 7).count() <= 1, "{shares:?}");
}

pub fn workers_that_end_and_workers_that_are_killed_go_together() {
    const TASKS: usize = 1_000;
    for (most, workers) in [(1, 2), (7, 1), (7, 2)] {
        let tally = Tally::<TASKS>::new();
        let task = |n: usize| {
            tally.count(n);
            if n % 100 == 42 {
                sys::raise(KILL);
            }
            n
        };
        let options = PoolOptions::new().workers(workers).tasks_per_worker(most);
        let mut pool = options.build(task).unwrap();
        let killed = |n: usize| (n * 100 + 42, Cause::Killed { signal: KILL });
        let failed = failures(pool.imap(0..TASKS), |n| n);
        assert_eq!(failed, (0..10).map(killed).collect());
        tally.assert_once_each();
    }
}

pub fn a_dropped_iterator_leaves_the_count_as_it_is() {
    let options = PoolOptions::new().workers(2).tasks_per_worker(3);
    let mut pool = options.build(|n: usize| (n, id())).unwrap();
    let mut ran_by = Vec::new();
    for _ in 0..100 {
        let results = pool.imap(0..10).take(2);
        ran_by.extend(results.map(|result| result.unwrap().1));
    }
    assert!(shares(ran_by).iter().all(|share| *share <= 3));
    let indices: Vec<_> = pool.map(0..50).unwrap().into_iter().map(|(n, _)| n).collect();
    assert_eq!(indices, (0..50).collect::<Vec<_>>());
    pool.close().unwrap();
    assert_eq!(children_of(id()).unwrap(), []);
}
