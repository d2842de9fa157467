//! How often a task is begun.

use std::collections::BTreeMap;
use std::io::ErrorKind;

use process::NoFork;
use process_pool::{Cause, PoolOptions, TaskError};
use serde_bytes::ByteBuf;

use crate::limits::hang;
use crate::sys;
use crate::tools::{KILL, Tally, shared};
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

const KILLED: Cause = Cause::Killed { signal: KILL };

/// The errors of a call, by their indices.
fn errors<T>(
    results: impl Iterator<Item = Result<T, TaskError>>,
) -> BTreeMap<usize, TaskError> {
    results.filter_map(|result| result.err().map(|error| (error.index, error))).collect()
}

pub fn a_task_that_kills_its_worker_is_begun_as_often_as_allowed() {
    for attempts in [1, 2, 5] {
        for workers in [1, 3] {
            let tally = Tally::<50>::new();
            let task = |n: usize| {
                tally.count(n);
                if n % 20 == 17 {
                    sys::raise(KILL);
                }
                n
            };
            let options = PoolOptions::new().workers(workers).attempts(attempts);
            let mut pool = options.build(task).unwrap();
            let killed = |n| (n, TaskError { index: n, cause: KILLED, attempts });
            assert_eq!(errors(pool.imap(0..50)), [17, 37].map(killed).into());
            let times = |n| if n % 20 == 17 { attempts } else { 1 };
            assert!((0..50).all(|n| tally.of(n) == times(n)));
        }
    }
}

pub fn a_panic_is_not_repeated() {
    let tally = Tally::<50>::new();
    let task = |n: usize| {
        tally.count(n);
        assert_ne!(n, 17);
    };
    let mut pool = PoolOptions::new().workers(2).attempts(5).build(task).unwrap();
    let failed = errors(pool.imap(0..50));
    assert!(matches!(&failed[&17], TaskError { cause: Cause::Panicked(_), attempts: 1, .. }));
    assert_eq!(failed.len(), 1);
    tally.assert_once_each();
}

pub fn a_task_that_takes_too_long_is_begun_as_often_as_allowed() {
    let (tally, limit) = (Tally::<20>::new(), Duration::from_millis(250));
    let task = |n: usize| {
        tally.count(n);
        if n == 17 {
            hang(0);
        }
    };
    let options = PoolOptions::new().workers(2).attempts(3).time_limit(limit);
    let mut pool = options.build(task).unwrap();
    let late = TaskError { index: 17, cause: Cause::TimedOut { limit }, attempts: 3 };
    assert_eq!(
        late.to_string(),
        "task 17, begun 3 times: it ran for longer than 250ms, and was killed"
    );
    assert_eq!(errors(pool.imap(0..20)), [(17, late)].into());
    assert!((0..20).all(|n| tally.of(n) == if n == 17 { 3 } else { 1 }));
}

/// Each task is killed the first time, and its large input comes again as it was.
pub fn what_succeeds_the_second_time_is_a_result() {
    const TASKS: usize = 30;
    let tally = Tally::<TASKS>::new();
    let task = |input: ByteBuf| {
        let n = input[0] as usize;
        tally.count(n);
        if tally.of(n) == 1 {
            sys::raise(KILL);
        }
        assert!(input.iter().all(|byte| *byte as usize == n) && input.len() == 300_000);
        n
    };
    let inputs = || (0..TASKS).map(|n| ByteBuf::from(vec![n as u8; 300_000]));
    let mut pool = PoolOptions::new().workers(2).attempts(2).build(task).unwrap();
    assert_eq!(pool.map(inputs()).unwrap(), (0..TASKS).collect::<Vec<_>>());
    assert!((0..TASKS).all(|n| tally.of(n) == 2));
}

pub fn attempts_are_counted_whatever_comes_last() {
    let tries = shared();
    let task = |(): ()| {
        if tries.fetch_add(1, SeqCst) < 2 {
            sys::raise(KILL);
        }
        panic!("enough")
    };
    let mut pool = PoolOptions::new().workers(1).attempts(9).build(task).unwrap();
    let error = pool.map([()]).map(|_: Vec<()>| ()).unwrap_err();
    let cause = Cause::Panicked(String::from("enough"));
    assert_eq!(error, TaskError { index: 0, cause, attempts: 3 });
}

pub fn a_refused_replacement_leaves_the_cause_and_the_attempts() {
    let task = |n: usize| {
        if n == 7 {
            sys::raise(KILL);
        }
        n
    };
    let mut pool = PoolOptions::new().workers(1).attempts(3).build(task).unwrap();
    let guard = NoFork::new();
    let failed = errors(pool.imap(0..20));
    let refused = |index| TaskError {
        index,
        cause: Cause::NoWorker(ErrorKind::ResourceBusy),
        attempts: 0,
    };
    let mut expected: BTreeMap<_, _> = (8..20).map(|n| (n, refused(n))).collect();
    expected.insert(7, TaskError { index: 7, cause: KILLED, attempts: 1 });
    assert_eq!(failed, expected);
    drop(guard);
    let killed = TaskError { index: 7, cause: KILLED, attempts: 3 };
    assert_eq!(errors(pool.imap(0..20)), [(7, killed)].into());
}
