//! What a death costs: the task that was running, and nothing else.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::panic::{self, AssertUnwindSafe};
use std::process::{abort, exit, id};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use process::spawn;
use process_pool::{Cause, Pool};
use serde::{Deserialize, Serialize, Serializer};
use shared_memory::Shared;
use test_harness::patient;

use crate::sys;
use crate::tools::{
    KILL, Tally, children_of, count_up, failures, has_ended, mappings, shared, wait_until,
};

const STOP: i32 = 19;
const SEGV: i32 = 11;
const ABRT: i32 = 6;
const INT: i32 = 2;

pub fn a_panic_is_the_error_of_its_task_and_the_worker_lives_on() {
    let tally = Tally::<1000>::new();
    let task = |n: usize| {
        tally.count(n);
        assert!(n % 100 != 7, "I do not like {n}");
        n
    };
    let mut pool = Pool::new(2, task).unwrap();
    let before = pool.worker_ids();
    let failed = failures(pool.imap(0..1000), |n| n);
    let liked = |n: usize| (n, Cause::Panicked(format!("I do not like {n}")));
    assert_eq!(failed, (0..10).map(|n| liked(n * 100 + 7)).collect());
    tally.assert_once_each();
    assert_eq!(pool.worker_ids(), before);
}

pub fn whatever_a_panic_throws_is_survived() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let task = |n: u32| match n {
        0 => panic!("a literal"),
        1 => panic::panic_any(17),
        2 => panic::panic_any(Bomb),
        3 => panic!("{}", "long ".repeat(1 << 20)),
        4 => u8::try_from(n * 100).map(drop).unwrap(),
        _ => {}
    };
    let mut pool = Pool::new(1, task).unwrap();
    let before = pool.worker_ids();
    let failed = failures(pool.imap(0..6), |_| ());
    let message = |n: usize| match &failed[&n] {
        Cause::Panicked(message) => message.as_str(),
        other => panic!("{other:?}"),
    };
    assert_eq!(message(0), "a literal");
    assert_eq!(message(1), "(a value that is not text)");
    assert_eq!(message(2), "(a value that is not text)");
    assert!(message(3).starts_with("long long") && message(3).len() == 64 << 10); // Cut.
    assert!(message(4).contains("TryFromIntError"));
    assert_eq!(failed.len(), 5);
    assert_eq!(pool.worker_ids(), before);
}

fn overflow_the_stack(n: u64) -> u64 {
    let frame = black_box([n; 512]);
    if n == u64::MAX { n } else { overflow_the_stack(n + 1) + frame[1] }
}

/// Ends this process in a way of its own.
fn die(way: usize) {
    match way {
        0 => exit(0),
        1 => exit(3),
        2 => abort(),
        3 => {
            sys::default_action(SEGV);
            sys::write_to_a_bad_address();
        }
        4 => drop(overflow_the_stack(0)),
        5 => sys::raise(KILL),
        _ => sys::raise(15),
    }
}

fn cause_of(way: usize) -> Cause {
    let killed = |signal| Cause::Killed { signal };
    match way {
        0 => Cause::Exited { code: 0 },
        1 => Cause::Exited { code: 3 },
        2 | 4 => killed(ABRT),
        3 => killed(SEGV),
        5 => killed(KILL),
        _ => killed(15),
    }
}

pub fn an_exit_an_abort_and_a_signal_cost_exactly_one_task() {
    for way in 0..7 {
        for workers in [1, 2, 3] {
            let tally = Tally::<50>::new();
            let task = |n: usize| {
                tally.count(n);
                if n == 17 {
                    die(way);
                }
                n
            };
            let mut pool = Pool::new(workers, task).unwrap();
            let failed = failures(pool.imap(0..50), |n| n);
            assert_eq!(failed, BTreeMap::from([(17, cause_of(way))]));
            tally.assert_once_each();
            assert_eq!(children_of(id()).unwrap().len(), workers);
            assert_eq!(pool.map(20..50).unwrap(), (20..50).collect::<Vec<_>>());
        }
    }
}

pub fn a_death_on_a_long_tray_costs_exactly_one_task() {
    const TASKS: usize = 40_000;
    for workers in [1, 2] {
        let tally = Tally::<TASKS>::new();
        let task = |n: usize| {
            tally.count(n);
            if n % 10_000 == 9_000 {
                sys::raise(KILL);
            }
            n
        };
        let mut pool = Pool::new(workers, task).unwrap();
        let failed = failures(pool.imap(0..TASKS), |n| n);
        let killed = |k: usize| (k * 10_000 + 9_000, Cause::Killed { signal: KILL });
        assert_eq!(failed, (0..4).map(killed).collect());
        tally.assert_once_each();
        assert_eq!(children_of(id()).unwrap().len(), workers);
    }
}

pub fn every_task_dies_and_every_one_is_reported() {
    let mut pool = Pool::new(2, |n: i32| -> () { exit(n) }).unwrap();
    let failed = failures(pool.imap(0..200), |_| ());
    let exited = |n: usize| (n, Cause::Exited { code: n as i32 });
    assert_eq!(failed, (0..200).map(exited).collect());
    assert_eq!(children_of(id()).unwrap().len(), 2);
}

pub fn workers_killed_while_idle_cost_nothing() {
    let mut pool = Pool::new(3, |n: u32| n).unwrap();
    for killed in 0..=3 {
        for _ in 0..5 {
            for worker in pool.worker_ids().into_iter().take(killed) {
                sys::signal_child(id(), worker, KILL);
            }
            assert_eq!(pool.map(0..100).unwrap(), (0..100).collect::<Vec<_>>());
            assert_eq!(pool.worker_ids().len(), 3);
        }
    }
}

/// A text whose serialization ends the process in its middle.
#[derive(Debug, PartialEq, Deserialize)]
struct Deadly(String, u8);

impl Serialize for Deadly {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeTuple;
        let mut to = to.serialize_tuple(2)?;
        to.serialize_element(&self.0)?;
        if self.0 == "17" {
            sys::raise(KILL);
        }
        to.serialize_element(&self.1)?;
        to.end()
    }
}

pub fn a_worker_killed_while_it_writes_its_result_has_not_given_it() {
    for workers in [1, 2] {
        let mut pool = Pool::new(workers, |n: usize| Deadly(n.to_string(), 1)).unwrap();
        let results = pool.imap(0..100).map(|result| result.map(|text| text.0));
        let failed = failures(results, |n| n.to_string());
        assert_eq!(failed, BTreeMap::from([(17, Cause::Killed { signal: KILL })]));
    }
}

/// Tasks that were begun once, and results that say so, whatever a killer in a process of its own
/// does to the workers meanwhile.
fn under_fire<const TASKS: usize>(
    workers: usize,
    pause: Duration,
    work: impl Fn(usize) + Sync,
) {
    let tally = Tally::<TASKS>::new();
    let (stop, kills, parent) = (shared(), shared(), id());
    let killer = spawn(|| {
        while stop.load(SeqCst) == 0 {
            for child in children_of(parent).unwrap_or_default() {
                if child != id() {
                    sys::signal_child(parent, child, KILL);
                    kills.fetch_add(1, SeqCst);
                }
            }
            thread::sleep(patient(pause));
        }
    })
    .unwrap();
    let task = |n: usize| {
        tally.count(n);
        work(n);
        if n == TASKS / 2 {
            sys::raise(STOP); // One is hit for certain.
        }
        n
    };
    let mut pool = Pool::new(workers, task).unwrap();
    let failed = failures(pool.imap(0..TASKS), |n| n);
    count_up(&stop);
    assert!(killer.join().unwrap().success());
    let killed = Cause::Killed { signal: KILL };
    assert!(failed.values().all(|cause| *cause == killed), "{failed:?}");
    // A task may have been killed after it was begun and before its first line.
    let never = (0..TASKS).filter(|&task| tally.of(task) == 0);
    assert!(never.clone().all(|task| failed.contains_key(&task)), "not run");
    assert!((0..TASKS).all(|task| tally.of(task) <= 1), "run twice");
    assert!(kills.load(SeqCst) as usize >= failed.len());
    assert!(failed.contains_key(&(TASKS / 2)));
    // The last shot may have hit an idle one: the next call replaces it.
    assert_eq!(pool.map(TASKS - 1..TASKS).unwrap(), [TASKS - 1]);
    drop(pool);
}

pub fn all_workers_killed_again_and_again_cost_only_what_was_running() {
    let long = |n| _ = (0..20_000).fold(n, |sum, k| sum ^ black_box(k));
    under_fire::<1_000>(3, Duration::from_millis(3), long);
    under_fire::<100_000>(2, Duration::from_millis(2), |_| ());
}

/// In each round every worker sits in a task that does not end, with others behind it on its tray,
/// and then all are killed at once.
pub fn all_workers_killed_at_once_cost_exactly_what_each_was_running() {
    const SHORT: usize = 20_000;
    const TASKS: usize = 2 * SHORT;
    let tally = Tally::<TASKS>::new();
    let (traps, caught, never) = (shared(), shared(), shared());
    let prey = Shared::new([const { AtomicU32::new(0) }; 3]).unwrap();
    let task = |n: usize| {
        tally.count(n);
        let trap = if n < SHORT { 3 } else { traps.fetch_add(1, SeqCst) as usize };
        if let Some(place) = prey.get(trap) {
            place.store(n as u32, SeqCst);
            count_up(&caught);
            wait_until(&never, 1);
        }
        n
    };
    let mut pool = Pool::new(3, task).unwrap();
    let open_in_a_living_pool = (test_harness::open_descriptors().len(), mappings());
    for round in 1..=10 {
        traps.store(0, SeqCst);
        let (workers, parent) = (pool.worker_ids(), id());
        let killer = spawn(|| {
            wait_until(&caught, 3 * round);
            let kill = |worker: &u32| sys::signal_child(parent, *worker, KILL);
            // While one ends, the kernel may leave out others from the list of children.
            while !workers.iter().all(|&worker| has_ended(worker)) {
                workers.iter().for_each(kill);
            }
        });
        let failed = failures(pool.imap(0..TASKS), |n| n);
        assert!(killer.unwrap().join().unwrap().success());
        let killed = |n: &AtomicU32| (n.load(SeqCst) as usize, Cause::Killed { signal: KILL });
        assert_eq!(failed, prey.iter().map(killed).collect());
        assert!((0..TASKS).all(|task| tally.of(task) == round));
        assert_eq!(children_of(id()).unwrap().len(), 3);
        let open = (test_harness::open_descriptors().len(), mappings());
        assert_eq!(open, open_in_a_living_pool);
    }
}

pub fn a_worker_that_has_died_is_listed_until_the_next_call() {
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    let before = pool.worker_ids();
    sys::signal_child(id(), before[0], KILL);
    while !has_ended(before[0]) {
        thread::yield_now();
    }
    assert_eq!(pool.worker_ids(), before);
    assert_eq!(pool.map(0..100).unwrap(), (0..100).collect::<Vec<_>>());
    let after = pool.worker_ids();
    assert!(after.len() == 2 && !after.contains(&before[0]) && after.contains(&before[1]));
}

pub fn workers_that_kill_each_other_cost_only_what_was_running() {
    const TASKS: usize = 600;
    let (tally, parent) = (Tally::<TASKS>::new(), id());
    let task = |n: usize| {
        tally.count(n);
        if n % 5 == 4 {
            let others = children_of(parent).unwrap_or_default();
            let others = others.into_iter().filter(|&child| child != id());
            others.for_each(|child| sys::signal_child(parent, child, KILL));
        }
        n
    };
    let mut pool = Pool::new(3, task).unwrap();
    let failed = failures(pool.imap(0..TASKS), |n| n);
    let killed = Cause::Killed { signal: KILL };
    assert!(failed.values().all(|cause| *cause == killed), "{failed:?}");
    assert!((0..TASKS).all(|task| tally.of(task) == 1 || failed.contains_key(&task)));
    assert!((0..TASKS).all(|task| tally.of(task) <= 1), "run twice");
    assert!(failed.len() <= 2 * TASKS / 5);
}

pub fn an_unknown_ending_is_reported_as_such() {
    sys::ignore_sigchld();
    let task = |n: usize| {
        if n == 3 {
            exit(1);
        }
        n
    };
    let mut pool = Pool::new(2, task).unwrap();
    let failed = failures(pool.imap(0..10), |n| n);
    assert_eq!(failed, BTreeMap::from([(3, Cause::Vanished)]));
    assert_eq!(pool.map(4..9).unwrap(), [4, 5, 6, 7, 8]);
    drop(pool);
    while !children_of(id()).unwrap().is_empty() {
        thread::yield_now(); // The kernel reaps them by itself, a moment later.
    }
}

/// The caller's own code waits for its worker, while it gives the second input: unless the pool has
/// done so by then.
pub fn an_ending_that_another_caller_was_told_is_reported_as_such() {
    let task = |n: usize| {
        if n == 0 {
            exit(1);
        }
        n
    };
    let stolen = Cell::new(false);
    while !stolen.get() {
        let mut pool = Pool::new(1, task).unwrap();
        let worker = pool.worker_ids();
        let inputs = (0..10).inspect(|&n| {
            if n == 1 && children_of(id()).unwrap() == worker {
                sys::reap_one();
                stolen.set(true);
            }
        });
        let failed = failures(pool.imap(inputs), |n| n);
        let cause = if stolen.get() { Cause::Vanished } else { Cause::Exited { code: 1 } };
        assert_eq!(failed, BTreeMap::from([(0, cause)]));
    }
}

pub fn the_message_of_a_panic_is_on_stderr_when_its_caller_hears_of_it() {
    let (mut said, stderr) = std::io::pipe().unwrap();
    let child = spawn(move || {
        sys::write_stderr_into(&stderr);
        let mut pool = Pool::new(1, |()| -> () { panic!("out of patience") }).unwrap();
        assert!(pool.map([()]).is_err());
        eprintln!("the caller has heard of it");
    });
    assert!(child.unwrap().join().unwrap().success());
    let mut text = String::new();
    said.read_to_string(&mut text).unwrap();
    let [message, caller] = ["out of patience", "the caller has"].map(|part| text.find(part));
    assert!(message.is_some() && message < caller, "{text}");
}

/// A pool with two workers in tasks that end by a signal or not at all. Once both are there,
/// Ctrl-C is pressed: its signal goes to all processes of a group.
fn interrupted(caller: fn()) -> BTreeMap<usize, Cause> {
    let (begun, never) = (shared(), shared());
    let task = |n: usize| {
        if n < 2 {
            count_up(&begun);
            wait_until(&never, 1);
        }
        n
    };
    sys::lead_a_group();
    let mut pool = Pool::new(2, task).unwrap();
    let inputs = (0..6).inspect(|&n| {
        if n == 2 {
            wait_until(&begun, 2);
            caller();
            sys::signal_group(INT);
        }
    });
    failures(pool.imap(inputs), |n| n)
}

pub fn ctrl_c_reaches_the_workers_and_the_caller() {
    let child = spawn(|| {
        let killed = Cause::Killed { signal: INT };
        let failed = interrupted(|| sys::ignore(INT));
        assert_eq!(failed, BTreeMap::from([(0, killed.clone()), (1, killed)]));
    });
    assert!(child.unwrap().join().unwrap().success());
    let child = spawn(|| drop(interrupted(|| {})));
    sys::adopt_orphans();
    assert_eq!(child.unwrap().join().unwrap().signal(), Some(INT));
    while !children_of(id()).unwrap().is_empty() {
        sys::reap_one();
    }
}

/// A pool whose two workers are in tasks that never end, left over from a call that has.
fn busy_for_ever<'f>(begun: &'f std::sync::atomic::AtomicU32) -> Pool<'f, u32, u32> {
    let task = |n: u32| {
        if n == 0 {
            return 0;
        }
        count_up(begun);
        loop {
            black_box(n);
        }
    };
    let mut pool = Pool::new(2, task).unwrap();
    let inputs = [1, 1].into_iter().chain(std::iter::once_with(|| {
        wait_until(begun, 2);
        panic!("enough")
    }));
    let call = AssertUnwindSafe(|| drop(pool.map(inputs)));
    panic::catch_unwind(call).unwrap_err();
    pool
}

pub fn dropping_a_pool_ends_workers_that_loop_for_ever() {
    let begun = shared();
    let pool = busy_for_ever(&begun);
    let start = Instant::now();
    drop(pool);
    assert!(start.elapsed() < patient(Duration::from_secs(2))); // An idle one has as long to end by itself.
    assert_eq!(children_of(id()).unwrap(), []);
}

pub fn dropping_a_pool_ends_workers_that_are_stopped() {
    let mut pool = Pool::new(2, |n: u32| n).unwrap();
    pool.map(0..10).unwrap();
    for worker in pool.worker_ids() {
        sys::signal_child(id(), worker, STOP);
    }
    drop(pool);
    assert_eq!(children_of(id()).unwrap(), []);
}

pub fn dropping_a_pool_in_a_panic_ends_its_workers() {
    let begun = shared();
    let pool = busy_for_ever(&begun);
    panic::catch_unwind(AssertUnwindSafe(move || {
        let _pool = pool;
        panic!("with a busy pool");
    }))
    .unwrap_err();
    assert_eq!(children_of(id()).unwrap(), []);
}

pub fn the_death_of_the_caller_ends_the_workers() {
    let (begun, parent) = (shared(), id());
    let caller = spawn(|| {
        let _pool = busy_for_ever(&begun);
        sys::raise(KILL);
    });
    sys::adopt_orphans();
    assert!(!caller.unwrap().join().unwrap().success());
    // Orphans become this process's children, and end there.
    while !children_of(parent).unwrap().is_empty() {
        sys::reap_one();
    }
}
