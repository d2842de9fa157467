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
use crate::tools::{Tally, children_of, count_up, failures, shared, until_asleep, wait_until};

pub const STOP: i32 = 19;

const LIMIT: Duration = Duration::from_millis(50);

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
    let mut passed = None;
    let results = pool.imap(0..50).inspect(|result| {
        if result.is_err() {
            passed = Some(begun.passed());
        }
    });
    assert_eq!(failures(results, |n| n), BTreeMap::from([(17, timed_out())]));
    let passed = passed.unwrap();
    assert!((LIMIT..LIMIT + SOON).contains(&passed), "ended after {passed:?} (way {way})");
    tally.assert_once_each();
    assert_eq!(children_of(id()).unwrap().len(), workers);
    assert_eq!(pool.map(20..50).unwrap(), (20..50).collect::<Vec<_>>());
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

/// The first instant of each task's own, and its last one: in nanoseconds, 0 where it had none.
struct Spans<const N: usize> {
    start: Instant,
    first: Shared<[AtomicU64; N]>,
    last: Shared<[AtomicU64; N]>,
}

impl<const N: usize> Spans<N> {
    fn new() -> Self {
        let unknown = || Shared::new([const { AtomicU64::new(0) }; N]).unwrap();
        Spans { start: Instant::now(), first: unknown(), last: unknown() }
    }

    fn now(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }

    /// Does nothing for a while, of which all is the task's own.
    fn pass(&self, task: usize, time: Duration) {
        let first = self.now();
        self.first[task].store(first, SeqCst);
        while self.now() < first + time.as_nanos() as u64 {}
        self.last[task].store(self.now(), SeqCst);
    }

    /// How long a task took that was ended just now, if it came to its first line.
    fn of(&self, task: usize) -> Option<Duration> {
        let [first, last] = [&self.first, &self.last].map(|times| times[task].load(SeqCst));
        let last = if last == 0 { self.now() } else { last };
        (first != 0).then(|| Duration::from_nanos(last - first))
    }

    /// The tasks that were late, none of them before it was as long at work as `least`.
    fn late(
        &self,
        results: impl Iterator<Item = (usize, Result<usize, TaskError>)>,
        least: Duration,
    ) -> Vec<usize> {
        let mut late = Vec::new();
        for (n, result) in results {
            match result {
                Ok(output) => assert_eq!(output, n),
                Err(error) => {
                    let took = self.of(n);
                    assert!(took.is_none_or(|took| took >= least), "{took:?}: {error}");
                    late.push(n);
                }
            }
        }
        late
    }
}

pub fn no_short_task_is_late() {
    const TASKS: usize = 200_000;
    let spans = Spans::<TASKS>::new();
    let mut pool = limited(2, |n: usize| {
        spans.pass(n, Duration::from_micros(1));
        n
    });
    spans.late(pool.imap_unordered(0..TASKS), LIMIT);
}

/// The caller looks at each task when its time is about over, and finds it in its last instant or
/// the next one in its first. Only those may be hit that have used up their own time.
pub fn the_kill_for_one_task_never_hits_the_next() {
    const TASKS: usize = 600;
    let limit = Duration::from_millis(10);
    let spans = Spans::<TASKS>::new();
    let options = PoolOptions::new().workers(2).time_limit(limit);
    let task = |n: usize| {
        let time = if n.is_multiple_of(2) { 9_950 + n as u64 % 100 } else { 10 };
        spans.pass(n, Duration::from_micros(time));
        n
    };
    let mut pool = options.build(task).unwrap();
    // A task may come to its end when its kill is on the way already.
    let least = limit - Duration::from_millis(1);
    let late = spans.late(pool.imap_unordered(0..TASKS), least);
    assert!(!late.is_empty(), "the caller never came");
}

/// The caller lets the results lie for longer than a task may take. They fill their tray, and the
/// workers wait for room.
pub fn a_result_that_waits_to_be_collected_does_not_age() {
    for bytes in [0, 64 << 20] {
        let options = PoolOptions::new().workers(2).buffer_bytes(bytes).time_limit(LIMIT);
        let mut pool = options.build(|n: usize| ByteBuf::from(vec![n as u8; 1_000])).unwrap();
        let mut results = pool.imap(0..60);
        for n in 0..60 {
            assert_eq!(results.next(), Some(Ok(ByteBuf::from(vec![n as u8; 1_000]))));
            if n % 20 == 10 {
                thread::sleep(2 * LIMIT);
            }
        }
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

pub fn what_a_dropped_iterator_left_running_is_ended_in_the_next_call() {
    let (begun, is_in) = (Stopwatch::new(), shared());
    let mut pool = left_hanging(&begun, &is_in);
    assert_eq!(pool.map(2..50).unwrap(), (2..50).collect::<Vec<_>>());
    if is_in.load(SeqCst) == 1 {
        assert!(begun.passed() < LIMIT + SOON, "it was ended after {:?}", begun.passed());
    }
}

pub fn close_ends_what_takes_too_long() {
    let (begun, is_in) = (Stopwatch::new(), shared());
    left_hanging(&begun, &is_in).close().unwrap();
    if is_in.load(SeqCst) == 1 {
        assert!(begun.passed() < LIMIT + SOON, "it was ended after {:?}", begun.passed());
    }
    assert_eq!(children_of(id()).unwrap(), []);
}

pub fn a_limit_holds_in_a_session() {
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
    assert!(begun.passed() < LIMIT + SOON, "it was ended after {:?}", begun.passed());
    assert_eq!(failed, [TaskError { index: 3, cause: timed_out(), attempts: 1 }]);
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
    until_asleep(worker); // It has finished, though late, and nobody had a look.
    assert_eq!(session.wait(&[], None).unwrap(), Some((0, Ok(7))));
}
