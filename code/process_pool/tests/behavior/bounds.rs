//! How much a lazy call lets wait.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use process_pool::{Cause, Pool, PoolOptions};
use serde_bytes::ByteBuf;

use crate::sys;
use crate::tools::{KILL, SHORT, count_up, failures, shared};

const MIB: usize = 1 << 20;

/// What a counter says once it has stood still for a while.
fn settled(counter: &AtomicU32) -> usize {
    let (mut seen, mut since) = (counter.load(SeqCst), Instant::now());
    while since.elapsed() < Duration::from_millis(300) {
        thread::sleep(Duration::from_millis(5));
        if counter.load(SeqCst) != seen {
            (seen, since) = (counter.load(SeqCst), Instant::now());
        }
    }
    seen as usize
}

/// Results of nothing make trays long, and then come large ones, of which the first is late.
pub fn results_that_wait_for_an_earlier_one_are_bounded_in_bytes() {
    let (large, waited) = (shared(), shared());
    let task = |n: u32| {
        if n == SHORT {
            waited.store(settled(&large) as u32, SeqCst);
        }
        if n > SHORT {
            count_up(&large);
        }
        ByteBuf::from(vec![0; if n < SHORT { 0 } else { MIB }])
    };
    let mut pool = PoolOptions::new().workers(2).buffer_bytes(32 * MIB).build(task).unwrap();
    let results = pool.imap(0..SHORT + 300);
    let lengths = results.map(|result| result.unwrap().len());
    let right = (0..SHORT + 300).map(|n| if n < SHORT { 0 } else { MIB });
    assert!(lengths.eq(right));
    let waited = waited.load(SeqCst);
    assert!((8..=32 + 2).contains(&waited), "{waited} MiB were made for one that was missing");
}

/// The same, where the caller does not ask for the next result.
pub fn results_that_their_caller_does_not_take_are_bounded_in_bytes() {
    let large = shared();
    let task = |n: u32| {
        if n >= SHORT {
            count_up(&large);
        }
        ByteBuf::from(vec![0; if n < SHORT { 0 } else { MIB }])
    };
    let options = PoolOptions::new().workers(2).buffer_bytes(32 * MIB);
    let mut pool = options.build(task).unwrap();
    let mut taken = 0;
    for (_, result) in pool.imap_unordered(0..SHORT + 200) {
        if result.unwrap().is_empty() {
            continue;
        }
        taken += 1;
        if taken == 1 || taken == 100 {
            let waiting = settled(&large) - taken;
            assert!(waiting <= 32 + 2, "{waiting} MiB wait");
        }
    }
    assert_eq!(taken, 200);
    large.store(0, SeqCst);
    let mut results = pool.imap(0..SHORT + 200).skip(SHORT as usize);
    results.next().unwrap().unwrap();
    let waiting = settled(&large) - 1;
    assert!(waiting <= 32 + 2, "{waiting} MiB wait in order");
}

/// However little may wait, and whichever workers die: all results come, in order.
pub fn the_result_that_is_waited_for_is_made_in_any_case() {
    const TASKS: usize = 400;
    let length = |n: usize| [0, 10, 3000, 70_000][n % 4];
    let task = |n: usize| {
        if n.is_multiple_of(50) {
            thread::sleep(Duration::from_millis(20)); // The others run ahead.
        }
        if n % 97 == 50 {
            sys::raise(KILL);
        }
        ByteBuf::from(vec![n as u8; length(n)])
    };
    let right = |n: usize| ByteBuf::from(vec![n as u8; length(n)]);
    let killed = |n: usize| (n % 97 == 50).then_some((n, Cause::Killed { signal: KILL }));
    let killed: BTreeMap<_, _> = (0..TASKS).filter_map(killed).collect();
    for (workers, bytes) in [(1, 0), (2, 0), (3, 1000), (2, 100_000), (3, 400_000)] {
        let options = PoolOptions::new().workers(workers).buffer_bytes(bytes);
        let mut pool = options.build(task).unwrap();
        assert_eq!(failures(pool.imap(0..TASKS), right), killed);
        let mut unordered: Vec<_> = pool.imap_unordered(0..TASKS).collect();
        unordered.sort_by_key(|(index, _)| *index);
        assert_eq!(failures(unordered.into_iter().map(|(_, result)| result), right), killed);
    }
}

pub fn a_buffersize_bounds_the_inputs_that_are_taken_ahead() {
    for buffersize in [1, 3, 1000] {
        let options = PoolOptions::new().workers(2).buffersize(buffersize);
        let mut pool = options.build(|n: usize| n).unwrap();
        let taken = Cell::new(0);
        let inputs = || (0..5000).inspect(|&n| taken.set(n + 1));
        for (given, result) in pool.imap(inputs()).enumerate() {
            assert_eq!(result, Ok(given));
            assert!(taken.get() <= given + buffersize, "{} for {given}", taken.get());
        }
        for (given, (index, result)) in pool.imap_unordered(inputs()).enumerate() {
            assert_eq!(result, Ok(index));
            assert!(taken.get() <= given + buffersize, "{} for {given}", taken.get());
        }
        assert_eq!(pool.map(0..5000).unwrap(), (0..5000).collect::<Vec<_>>());
    }
}

pub fn options_that_allow_nothing_are_invalid_input() {
    let options = PoolOptions::new().workers(2);
    for options in [
        options.clone().workers(0),
        options.clone().buffersize(0),
        options.clone().time_limit(Duration::ZERO),
        options.clone().attempts(0),
        options.clone().tasks_per_worker(0),
    ] {
        let error = options.build(|n: u32| n).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
    }
    assert_eq!(options.buffer_bytes(0).build(|n: u32| n).unwrap().map([1]).unwrap(), [1]);
}

pub fn a_pool_has_as_many_workers_as_there_are_cores() {
    let pool: Pool<'_, u32, u32> = PoolOptions::new().build(|n| n).unwrap();
    assert_eq!(pool.worker_ids().len(), thread::available_parallelism().unwrap().get());
}
