//! What a time limit ends, and what it leaves alone.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::process::id;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use process_pool::{Cause, Pool, PoolOptions, TaskError};
use serde::{Serialize, de::DeserializeOwned};
use serde_bytes::ByteBuf;
use shared_memory::Shared;

use crate::sys::{self, refuse_membarrier};
use crate::tools::{
    Tally, children_of, count_up, failures, in_time, shared, until_asleep, wait_until,
};

pub const STOP: i32 = 19;
pub const CONT: i32 = 18;

/// A busy machine may keep a task of a microsecond waiting for a tenth of a second.
const LIMIT: Duration = Duration::from_millis(250);

/// A task is killed so soon after its limit.
const SOON: Duration = Duration::from_millis(250);

fn timed_out() -> Cause {
    Cause::TimedOut { limit: LIMIT }
}

fn limited<'f, In, Out>(
    workers: usize,
    task: impl Fn(In) -> Out + Sync + 'f,
) -> Pool<'f, In, Out>
where
    In: Serialize + DeserializeOwned,
    Out: Serialize + DeserializeOwned,
{
    PoolOptions::new().workers(workers).time_limit(LIMIT).build(task).unwrap()
}

/// Does not come to an end, in a way of its own.
pub fn hang(way: usize) {
    match way {
        0 => loop {
            black_box(way);
        },
        1 => thread::sleep(Duration::from_secs(1_000)),
        2 => sys::raise(STOP),
        _ => {
            sys::block_every_signal();
            hang(0);
        }
    }
}

/// When things happened in a worker, by the clock of its parent.
pub struct Stopwatch {
    start: Instant,
    at: Shared<AtomicU64>,
}

impl Stopwatch {
    pub fn new() -> Self {
        Stopwatch { start: Instant::now(), at: Shared::new(AtomicU64::new(0)).unwrap() }
    }

    pub fn note(&self) {
        self.at.store(self.start.elapsed().as_nanos() as u64, SeqCst);
    }

    /// How long ago that was.
    pub fn passed(&self) -> Duration {
        self.start.elapsed() - Duration::from_nanos(self.at.load(SeqCst))
    }
}

fn a_task_that_hangs_costs_itself(way: usize, workers: usize) {
    in_time(LIMIT + SOON, || hang_once(way, workers));
}

/// How long the task was at work.
fn hang_once(way: usize, workers: usize) -> Duration {
    let (tally, begun) = (Tally::<50>::new(), Stopwatch::new());
    let task = |n: usize| {
        tally.count(n);
        if n == 17 {
            begun.note();
            hang(way);
        }
        n
    };
    let mut pool = limited(workers, task);
    let (mut passed, start) = (Duration::ZERO, Instant::now());
    let results = pool.imap(0..50).inspect(|result| {
        if result.is_err() {
            passed = begun.passed();
        }
    });
    assert_eq!(failures(results, |n| n), BTreeMap::from([(17, timed_out())]));
    assert!(start.elapsed() >= LIMIT, "it was ended early (way {way})");
    tally.assert_once_each();
    assert_eq!(children_of(id()).unwrap().len(), workers);
    assert_eq!(pool.map(20..50).unwrap(), (20..50).collect::<Vec<_>>());
    passed
}

pub fn a_task_that_takes_too_long_is_ended_however_it_resists() {
    for way in 0..4 {
        for workers in [1, 2, 3] {
            a_task_that_hangs_costs_itself(way, workers);
        }
    }
}

pub fn a_task_is_ended_where_the_kernel_refuses_the_barrier() {
    refuse_membarrier();
    a_task_that_hangs_costs_itself(0, 2);
}

pub fn a_task_is_ended_where_the_barrier_is_refused_later() {
    let task = |n: usize| {
        if n == 17 {
            hang(0)
        }
    };
    let mut pool = limited(2, task);
    refuse_membarrier();
    assert_eq!(failures(pool.imap(0..50), |_| ()), BTreeMap::from([(17, timed_out())]));
}

pub fn a_hang_on_a_long_tray_costs_exactly_one_task() {
    const TASKS: usize = 40_000;
    for workers in [1, 2] {
        let tally = Tally::<TASKS>::new();
        let task = |n: usize| {
            tally.count(n);
            if n % 10_000 == 9_000 {
                hang(n / 10_000);
            }
            n
        };
        let mut pool = limited(workers, task);
        let late = |k: usize| (k * 10_000 + 9_000, timed_out());
        assert_eq!(failures(pool.imap(0..TASKS), |n| n), (0..4).map(late).collect());
        tally.assert_once_each();
        let error = pool.map(0..TASKS).unwrap_err();
        assert_eq!(error, TaskError { index: 9_000, cause: timed_out(), attempts: 1 });
    }
}

/// Since when a worker has been at work for a task, at the most: since it was done with the one before.
/// In nanoseconds, 0 where that is not known.
struct Spans<const N: usize> {
    start: Instant,
    since: Shared<[AtomicU64; N]>,
}

/// When this worker was done with its last task.
static DONE: AtomicU64 = AtomicU64::new(0);

impl<const N: usize> Spans<N> {
    fn new() -> Self {
        let since = Shared::new([const { AtomicU64::new(0) }; N]).unwrap();
        Spans { start: Instant::now(), since }
    }

    fn now(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }

    /// Does nothing for a while.
    fn pass(&self, task: usize, time: Duration) {
        let first = self.now();
        self.since[task].store(DONE.load(SeqCst), SeqCst);
        while self.now() < first + time.as_nanos() as u64 {}
        DONE.store(self.now(), SeqCst);
    }

    /// How long a task can have taken that was ended just now, if that is known.
    fn of(&self, task: usize) -> Option<Duration> {
        let since = self.since[task].load(SeqCst);
        (since != 0).then(|| Duration::from_nanos(self.now() - since))
    }

    /// Asserts that no task was late before it was as long at work as `limit`.
    fn assert_late_ones_are(
        &self,
        limit: Duration,
        results: impl Iterator<Item = (usize, Result<usize, TaskError>)>,
    ) {
        for (n, result) in results {
            match result {
                Ok(output) => assert_eq!(output, n),
                Err(error) => {
                    let took = self.of(n);
                    assert!(took.is_none_or(|took| took >= limit), "{took:?}: {error}");
                }
            }
        }
    }
}

pub fn no_short_task_is_late() {
    const TASKS: usize = 200_000;
    let spans = Spans::<TASKS>::new();
    let limit = Duration::from_millis(50);
    let task = |n: usize| {
        spans.pass(n, Duration::from_micros(1));
        n
    };
    let mut pool = PoolOptions::new().workers(2).time_limit(limit).build(task).unwrap();
    spans.assert_late_ones_are(limit, pool.imap_unordered(0..TASKS));
}

/// The caller looks at each task when its time is about over, and finds it in its last instant or
/// the next one in its first. Only those may be hit that have used up their own time.
pub fn the_kill_for_one_task_never_hits_the_next() {
    const TASKS: usize = 600;
    let spans = Spans::<TASKS>::new();
    let limit = Duration::from_millis(10);
    let task = |n: usize| {
        let time = if n.is_multiple_of(2) { 9_950 + n as u64 % 100 } else { 10 };
        spans.pass(n, Duration::from_micros(time));
        n
    };
    let mut pool = PoolOptions::new().workers(2).time_limit(limit).build(task).unwrap();
    spans.assert_late_ones_are(limit, pool.imap_unordered(0..TASKS));
}

/// Results lie for longer than a task may take, and fill their tray, so that the worker waits for room.
/// It is stopped before the caller looks: so it has not gone on when the caller asks who is late.
pub fn a_result_that_waits_to_be_collected_does_not_age() {
    const TASKS: usize = 12;
    let limit = Duration::from_millis(50);
    for bytes in [0, 64 << 20] {
        let options = PoolOptions::new().workers(1).buffer_bytes(bytes).time_limit(limit);
        let mut pool = options.build(|n: usize| ByteBuf::from(vec![n as u8; 1_000])).unwrap();
        let workers = pool.worker_ids();
        let mut session = pool.session();
        for n in 0..TASKS {
            session.submit(n);
        }
        while session.pending() > 0 {
            until_asleep(workers[0]);
            thread::sleep(2 * limit);
            sys::stop_child(workers[0]);
            while let Some((n, result)) = session.wait(&[], Some(Duration::ZERO)).unwrap() {
                assert_eq!(result, Ok(ByteBuf::from(vec![n as u8; 1_000])));
            }
            sys::signal_any(workers[0], CONT);
        }
        drop(session);
        assert_eq!(pool.worker_ids(), workers, "it was killed for nothing");
    }
}

/// A pool whose only worker is in a task that does not end, and whose iterator was dropped.
fn left_hanging<'f>(
    begun: &'f Stopwatch,
    is_in: &'f std::sync::atomic::AtomicU32,
) -> Pool<'f, usize, usize> {
    let mut pool = limited(1, |n: usize| {
        if n == 1 {
            begun.note();
            count_up(is_in);
            hang(0);
        }
        n
    });
    let results = pool.imap([0, 1]).take(1);
    assert_eq!(results.collect::<Vec<_>>(), [Ok(0)]);
    pool
}

/// How long the task that was left hanging was at work, if it was begun.
fn ended_by(end: impl Fn(Pool<'_, usize, usize>)) -> Duration {
    let (begun, is_in) = (Stopwatch::new(), shared());
    end(left_hanging(&begun, &is_in));
    if is_in.load(SeqCst) == 1 { begun.passed() } else { Duration::ZERO }
}

pub fn what_a_dropped_iterator_left_running_is_ended_in_the_next_call() {
    in_time(LIMIT + SOON, || {
        ended_by(|mut pool| assert_eq!(pool.map(2..50).unwrap(), (2..50).collect::<Vec<_>>()))
    });
}

pub fn close_ends_what_takes_too_long() {
    in_time(LIMIT + SOON, || ended_by(|pool| pool.close().unwrap()));
    assert_eq!(children_of(id()).unwrap(), []);
}

pub fn a_limit_holds_in_a_session() {
    in_time(LIMIT + SOON, hang_in_a_session);
}

/// How long the task was at work.
fn hang_in_a_session() -> Duration {
    let begun = Stopwatch::new();
    let mut pool = limited(2, |n: usize| {
        if n == 3 {
            begun.note();
            hang(1);
        }
        n
    });
    let mut session = pool.session();
    for n in 0..20 {
        session.submit(n);
    }
    let mut failed = Vec::new();
    while let Some((_, result)) = session.wait(&[], None).unwrap() {
        failed.extend(result.err());
    }
    assert_eq!(failed, [TaskError { index: 3, cause: timed_out(), attempts: 1 }]);
    begun.passed()
}

/// The workers are in their tasks, and their caller in one of its own.
pub fn a_limit_does_not_hold_while_the_caller_does_something_else() {
    let (begun, go) = (shared(), shared());
    let mut pool = limited(1, |n: usize| {
        count_up(&begun);
        wait_until(&go, 1);
        n
    });
    let worker = pool.worker_ids()[0];
    let mut session = pool.session();
    session.submit(7);
    assert_eq!(session.wait(&[], Some(Duration::ZERO)).unwrap(), None);
    wait_until(&begun, 1);
    thread::sleep(2 * LIMIT);
    count_up(&go);
    until_asleep(worker); // It has finished, though late, and the caller had not looked.
    assert_eq!(session.wait(&[], None).unwrap(), Some((0, Ok(7))));
}
