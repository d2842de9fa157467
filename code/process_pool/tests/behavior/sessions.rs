//! Tasks that are handed in, and cancelled, one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::io::{ErrorKind, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::id;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use process::NoFork;
use process_pool::{Cause, Pool, Session, TaskError};
use serde::{Deserialize, Serialize, Serializer};

use crate::sys;
use crate::tools::{
    KILL, Tally, children_of, count_up, has_ended, in_time, shared, until_asleep, wait_until,
};

/// Has the session hand out until so many tasks were begun. What came meanwhile.
fn until_begun(
    session: &mut Session<'_, '_, usize, usize>,
    begun: &AtomicU32,
    least: u32,
) -> Results {
    let mut came = BTreeMap::new();
    while begun.load(SeqCst) < least {
        came.extend(session.wait(&[], Some(Duration::ZERO)).unwrap());
    }
    came
}

type Results = BTreeMap<usize, Result<usize, TaskError>>;

/// All the results that are still to come.
fn the_rest(session: &mut Session<'_, '_, usize, usize>) -> Results {
    let mut results = BTreeMap::new();
    while let Some((index, result)) = session.wait(&[], None).unwrap() {
        assert!(results.insert(index, result).is_none(), "{index} came twice");
    }
    assert_eq!((session.pending(), session.waiting()), (0, 0));
    results
}

pub fn tasks_are_handed_in_one_by_one() {
    let mut pool = Pool::new(2, |n: usize| n * n).unwrap();
    let mut session = pool.session();
    for round in 0..100 {
        assert_eq!(session.submit(round), round);
        assert_eq!(session.wait(&[], None).unwrap(), Some((round, Ok(round * round))));
    }
    let indices: Vec<_> = (0..1_000).map(|n| session.submit(n)).collect();
    assert_eq!(indices, (100..1_100).collect::<Vec<_>>());
    let right = (0..1_000).map(|n| (n + 100, Ok(n * n))).collect();
    assert_eq!(the_rest(&mut session), right);
    drop(session);
    assert_eq!(pool.map(0..3).unwrap(), [0, 1, 4]);
    assert_eq!(pool.session().submit(0), 0, "each session counts from 0");
}

pub fn a_wait_ends_for_news_from_elsewhere_and_for_its_limit() {
    let never = shared();
    let mut pool = Pool::new(1, |n: usize| {
        wait_until(&never, 1);
        n
    })
    .unwrap();
    let mut session = pool.session();
    let (mut there, here) = UnixStream::pair().unwrap();
    let start = Instant::now();
    let limit = Duration::from_millis(30);
    for submitted in [false, true] {
        if submitted {
            session.submit(7);
        }
        assert_eq!(session.wait(&[], Some(limit)).unwrap(), None);
        assert_eq!(session.wait(&[here.as_fd()], Some(limit)).unwrap(), None);
    }
    assert!(start.elapsed() >= 4 * limit);
    there.write_all(b"!").unwrap();
    assert_eq!(session.wait(&[here.as_fd()], None).unwrap(), None, "it is readable");
    let (there, here) = UnixStream::pair().unwrap();
    drop(there);
    assert_eq!(session.wait(&[here.as_fd()], None).unwrap(), None, "it is hung up");
    count_up(&never);
    assert_eq!(session.wait(&[], None).unwrap(), Some((0, Ok(7))));
    assert_eq!(session.wait(&[], None).unwrap(), None, "nothing could ever come");
}

/// A ring for each task would take many times as long.
/// One by one, each would cost a ring and a wake-up, as it does where the next one is handed in only
/// when the last result has come.
pub fn small_tasks_of_a_session_share_a_tray() {
    const APART: usize = 500;
    const TOGETHER: usize = 20_000;
    let mut pool = Pool::new(2, |n: usize| n + 1).unwrap();
    let mut ratios = [(); 5].map(|()| {
        let mut session = pool.session();
        let start = Instant::now();
        for n in 0..APART {
            session.submit(n);
            assert_eq!(session.wait(&[], None).unwrap(), Some((n, Ok(n + 1))));
        }
        let apart = start.elapsed() / APART as u32;
        let start = Instant::now();
        for n in 0..TOGETHER {
            session.submit(n);
        }
        assert_eq!(the_rest(&mut session).len(), TOGETHER);
        apart.as_secs_f64() * TOGETHER as f64 / start.elapsed().as_secs_f64()
    });
    ratios.sort_by(f64::total_cmp);
    assert!(ratios[2] > 4.0, "times as fast together as apart: {ratios:.1?}");
}

pub fn a_session_takes_tasks_while_others_run() {
    let never = shared();
    let task = |n: usize| {
        if n == 0 {
            wait_until(&never, 1);
        }
        n
    };
    let mut pool = Pool::new(2, task).unwrap();
    let mut session = pool.session();
    session.submit(0);
    for n in 1..200 {
        session.submit(n);
        assert_eq!(session.wait(&[], None).unwrap(), Some((n, Ok(n))));
    }
    count_up(&never);
    assert_eq!(the_rest(&mut session), BTreeMap::from([(0, Ok(0))]));
}

pub fn what_a_session_holds_and_has_not_begun_is_counted() {
    let (begun, never) = (shared(), shared());
    let mut pool = Pool::new(2, |n: usize| {
        count_up(&begun);
        wait_until(&never, 1);
        n
    })
    .unwrap();
    let mut session = pool.session();
    for n in 0..10 {
        session.submit(n);
    }
    assert_eq!((session.waiting(), session.pending()), (10, 10));
    assert_eq!(until_begun(&mut session, &begun, 2), BTreeMap::new());
    assert_eq!((session.waiting(), session.pending()), (8, 10));
    count_up(&never);
    assert_eq!(the_rest(&mut session).len(), 10);
}

pub fn a_cancelled_task_that_waits_is_never_begun() {
    const TASKS: usize = 300;
    let (tally, begun, never) = (Tally::<TASKS>::new(), shared(), shared());
    let mut pool = Pool::new(2, |n: usize| {
        tally.count(n);
        if count_up(&begun) < 2 {
            wait_until(&never, 1);
        }
        n
    })
    .unwrap();
    let mut session = pool.session();
    for n in 0..TASKS {
        session.submit(n);
    }
    session.cancel(17); // Nothing has been handed out so far.
    assert_eq!(until_begun(&mut session, &begun, 2), BTreeMap::new());
    let waits = |n: &usize| tally.of(*n) == 0;
    let cancelled: BTreeSet<_> = (0..TASKS).filter(|n| n % 3 != 0).filter(waits).collect();
    for &n in &cancelled {
        session.cancel(n);
        session.cancel(n); // A second time it is none.
    }
    assert_eq!(session.pending(), TASKS - cancelled.len());
    session.cancel(TASKS); // There is no such task.
    count_up(&never);
    let results = the_rest(&mut session);
    let rest = (0..TASKS).filter(|n| !cancelled.contains(n)).map(|n| (n, Ok(n)));
    assert_eq!(results, rest.collect());
    assert!((0..TASKS).all(|n| tally.of(n) == u32::from(!cancelled.contains(&n))));
}

pub fn a_cancelled_task_that_runs_is_killed_and_only_that_one() {
    in_time(Duration::from_millis(250), cancel_one_of_two_that_do_not_end);
}

/// How long it took until all the others but one were done.
fn cancel_one_of_two_that_do_not_end() -> Duration {
    let (begun, never) = (shared(), shared());
    let mut pool = Pool::new(3, |n: usize| {
        if n < 2 {
            count_up(&begun);
            wait_until(&never, 1);
        }
        n
    })
    .unwrap();
    let mut session = pool.session();
    for n in 0..100 {
        session.submit(n);
    }
    let mut came = until_begun(&mut session, &begun, 2);
    let start = Instant::now();
    session.cancel(1);
    while session.pending() > 1 {
        came.extend(session.wait(&[], Some(Duration::from_millis(1))).unwrap());
    }
    let took = start.elapsed();
    assert_eq!(came, (2..100).map(|n| (n, Ok(n))).collect());
    count_up(&never);
    assert_eq!(the_rest(&mut session), BTreeMap::from([(0, Ok(0))]));
    drop(session);
    assert_eq!(children_of(id()).unwrap().len(), 3);
    took
}

/// Tasks so short that each is at any stage when it is cancelled: waiting here, or on a tray, at
/// its beginning, running, at its end, finished, or given.
pub fn a_task_is_cancelled_wherever_it_is_and_no_other_is_hit() {
    const TASKS: usize = 3_000;
    let tally = Tally::<TASKS>::new();
    let mut pool = Pool::new(2, |n: usize| {
        tally.count(n);
        let spin = if n.is_multiple_of(8) { 20_000 } else { 200 };
        black_box((0..spin).fold(n, |sum, k| sum ^ black_box(k)));
        n
    })
    .unwrap();
    let mut session = pool.session();
    let (mut came, mut cancelled) = (BTreeMap::new(), BTreeSet::new());
    for n in 0..TASKS {
        session.submit(n);
        if n % 20 == 19 {
            came.extend(session.wait(&[], Some(Duration::from_micros(50))).unwrap());
        }
        if n % 20 == 10 {
            let running = n.saturating_sub(10 + n % 7);
            cancelled.insert(running);
            session.cancel(running);
        }
    }
    came.extend(the_rest(&mut session));
    assert!(came.iter().all(|(n, result)| *result == Ok(*n)), "another one was hit");
    let missing: Vec<_> = (0..TASKS).filter(|n| !came.contains_key(n)).collect();
    assert!(missing.iter().all(|n| cancelled.contains(n)), "{missing:?} were not cancelled");
    assert!((0..TASKS).all(|n| tally.of(n) <= 1), "run twice");
    assert!((0..TASKS).all(|n| tally.of(n) == 1 || cancelled.contains(&n)));
}

pub fn a_finished_task_is_not_cancelled() {
    let done = shared();
    let mut pool = Pool::new(1, |n: usize| {
        count_up(&done);
        n
    })
    .unwrap();
    let worker = pool.worker_ids();
    let mut session = pool.session();
    for n in 0..100 {
        session.submit(n);
        let mut given = session.wait(&[], Some(Duration::ZERO)).unwrap();
        wait_until(&done, n as u32 + 1);
        until_asleep(worker[0]);
        session.cancel(n); // It has finished, and perhaps was not collected.
        given = given.or_else(|| session.wait(&[], None).unwrap());
        assert_eq!(given, Some((n, Ok(n))));
    }
    drop(session);
    assert_eq!(pool.map([1]).unwrap(), [1]);
    assert_eq!(pool.worker_ids(), worker);
}

pub fn a_dropped_session_abandons_its_tasks() {
    const TASKS: usize = 100;
    let (tally, begun, never) = (Tally::<TASKS>::new(), shared(), shared());
    let mut pool = Pool::new(2, |n: usize| {
        tally.count(n);
        count_up(&begun);
        wait_until(&never, 1);
        n
    })
    .unwrap();
    let mut session = pool.session();
    for n in 0..TASKS {
        session.submit(n);
    }
    assert_eq!(until_begun(&mut session, &begun, 2), BTreeMap::new());
    drop(session);
    count_up(&never);
    assert_eq!(pool.map(0..0).unwrap(), []);
    pool.close().unwrap();
    assert_eq!((0..TASKS).map(|n| tally.of(n)).sum::<u32>(), 2);
}

pub fn a_session_fills_its_places_when_that_is_allowed_again() {
    let mut pool = Pool::new(2, |n: usize| {
        if n == 7 {
            sys::raise(KILL)
        }
    })
    .unwrap();
    let before = pool.worker_ids();
    let mut session = pool.session();
    let guard = NoFork::new();
    for _ in 0..2 {
        session.submit(7);
        let killed =
            TaskError { index: 0, cause: Cause::Killed { signal: KILL }, attempts: 1 };
        let (index, result) = session.wait(&[], None).unwrap().unwrap();
        assert_eq!(result, Err(TaskError { index, ..killed }));
    }
    assert!(before.into_iter().all(has_ended));
    let index = session.submit(1);
    let refused = Cause::NoWorker(ErrorKind::ResourceBusy);
    let refused = TaskError { index, cause: refused, attempts: 0 };
    assert_eq!(session.wait(&[], None).unwrap(), Some((index, Err(refused))));
    drop(guard);
    let (_there, here) = UnixStream::pair().unwrap();
    while children_of(id()).unwrap().len() < 2 {
        let idle = session.wait(&[here.as_fd()], Some(Duration::from_millis(10))).unwrap();
        assert_eq!(idle, None);
    }
    let index = session.submit(1);
    assert_eq!(session.wait(&[], None).unwrap(), Some((index, Ok(()))));
}

/// A number that does not serialize if it is 3.
#[derive(Debug, Deserialize)]
struct Picky(usize);

impl Serialize for Picky {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            3 => Err(serde::ser::Error::custom("not 3")),
            n => to.serialize_u64(n as u64),
        }
    }
}

pub fn an_input_of_a_session_that_does_not_serialize_is_the_error_of_its_task() {
    let mut pool = Pool::new(1, |n: Picky| n.0).unwrap();
    let mut session = pool.session();
    let indices = [2, 3, 4].map(|n| session.submit(Picky(n)));
    assert_eq!(indices, [0, 1, 2]);
    let mut results = BTreeMap::new();
    while let Some((index, result)) = session.wait(&[], None).unwrap() {
        results.insert(index, result);
    }
    let error = results.remove(&1).unwrap().unwrap_err();
    assert!(matches!(&error.cause, Cause::Codec(what) if what.contains("its input")));
    assert_eq!((error.index, error.attempts), (1, 0));
    assert_eq!(results, BTreeMap::from([(0, Ok(2)), (2, Ok(4))]));
}
