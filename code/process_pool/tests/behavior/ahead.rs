//! How far a call runs ahead of its caller, and how much goes onto a tray.

use std::cell::Cell;
use std::sync::atomic::Ordering::SeqCst;
use std::thread;
use std::time::{Duration, Instant};

use process::spawn;
use process_pool::Pool;

use crate::tools::{SHORT, count_up, shared, until_asleep, wait_until};

pub fn imap_takes_ten_of_an_endless_iterator() {
    let mut pool = Pool::new(2, |n: u64| n * 2).unwrap();
    let doubles: Vec<u64> = pool.imap(0..).take(10).map(Result::unwrap).collect();
    assert_eq!(doubles, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    assert_eq!(pool.imap_unordered(0..).take(10).count(), 10);
    assert_eq!(pool.map(0..3).unwrap(), [0, 2, 4]);
}

/// However long the first result takes, and with results that the caller does not ask for.
pub fn imap_does_not_run_far_ahead_of_its_caller() {
    const BOUND: u32 = 4 * 2 * 16_384; // Four trays for each worker, at their longest.
    let (taken, open) = (Cell::new(0), shared());
    let task = |n: u32| {
        if n == 0 {
            wait_until(&open, 1);
        }
    };
    let mut pool = Pool::new(2, task).unwrap();
    let mut results = pool.imap((0..).inspect(|&n| taken.set(n + 1)));
    // Time enough for a hundred times as many.
    let opener = spawn(|| {
        thread::sleep(Duration::from_millis(200));
        count_up(&open);
    });
    for given in 0..BOUND {
        results.next().unwrap().unwrap();
        assert!(taken.get() <= given + BOUND, "{} taken for {given}", taken.get());
    }
    drop(opener);
}

/// Before the first task has ended, when nothing is known of how long they take. A child looks how
/// far the caller has come, once that sleeps.
pub fn imap_begins_with_four_inputs_for_each_worker_at_most() {
    let (taken, begun, open, caller) = (shared(), shared(), shared(), std::process::id());
    let task = |n: u32| {
        count_up(&begun);
        wait_until(&open, 1);
        n
    };
    let mut pool = Pool::new(2, task).unwrap();
    let watcher = spawn(|| {
        wait_until(&begun, 2);
        until_asleep(caller);
        let taken = taken.load(SeqCst);
        count_up(&open);
        assert!((2..=8).contains(&taken), "{taken}");
    });
    let results = pool.imap((0..100).inspect(|_| _ = count_up(&taken)));
    assert!(results.map(Result::unwrap).eq(0..100));
    assert!(watcher.unwrap().join().unwrap().success());
}

/// Tasks of a tenth of a millisecond or more: ten on a tray, if it is to last one, or fewer.
pub fn a_tray_lasts_for_a_millisecond_or_less() {
    let taken = Cell::new(0);
    let task = |_: u32| {
        let start = Instant::now();
        while start.elapsed() < Duration::from_micros(100) {}
    };
    let mut pool = Pool::new(1, task).unwrap();
    let results = pool.imap((0..1000).inspect(|&n| taken.set(n + 1)));
    let ahead = (1..).zip(results).map(|(given, _)| taken.get() - given).max();
    assert!(ahead <= Some(4 * 10), "{ahead:?} were taken ahead"); // Four trays.
}

/// What is taken ahead is a few trays.
pub fn short_tasks_share_a_tray() {
    let taken = Cell::new(0);
    let mut pool = Pool::new(2, |_: u32| ()).unwrap();
    let results = pool.imap((0..SHORT).inspect(|&n| taken.set(n + 1)));
    let ahead = (0..).zip(results).map(|(given, _)| taken.get() - given).max();
    assert!(ahead > Some(1000), "at most {ahead:?} were taken ahead");
}
