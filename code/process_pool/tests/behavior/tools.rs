//! What the tests need again and again.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use process_pool::{Cause, TaskError};
use shared_memory::{Shared, futex};
use test_harness::patient;

pub const KILL: i32 = 9;

/// So many short tasks make trays long.
pub const SHORT: u32 = 20_000;

/// A number that all processes of a test see.
pub fn shared() -> Shared<AtomicU32> {
    Shared::new(AtomicU32::new(0)).unwrap()
}

/// Adds one, and wakes who waits for it.
pub fn count_up(word: &AtomicU32) -> u32 {
    let before = word.fetch_add(1, SeqCst);
    futex::wake(word, u32::MAX);
    before
}

/// Waits until `word` is at least `least`.
pub fn wait_until(word: &AtomicU32, least: u32) {
    loop {
        let now = word.load(SeqCst);
        if now >= least {
            return;
        }
        let _ = futex::wait(word, now, None);
    }
}

/// Asserts that something takes less than `limit`. A busy machine may be late now and then, which
/// proves nothing; what is late each time has failed.
pub fn in_time(limit: Duration, mut something: impl FnMut() -> Duration) {
    let mut took = [Duration::ZERO; 8];
    let is_late = |took: &mut Duration| {
        *took = something();
        *took >= patient(limit)
    };
    assert!(!took.iter_mut().all(is_late), "late each time, of {limit:?}: {took:?}");
}

/// One shared counter for each task.
pub struct Tally<const N: usize>(Shared<[AtomicU32; N]>);

impl<const N: usize> Tally<N> {
    pub fn new() -> Self {
        Tally(Shared::new([const { AtomicU32::new(0) }; N]).unwrap())
    }

    pub fn count(&self, task: usize) {
        self.0[task].fetch_add(1, SeqCst);
    }

    pub fn of(&self, task: usize) -> u32 {
        self.0[task].load(SeqCst)
    }

    /// Asserts that each task was counted once.
    pub fn assert_once_each(&self) {
        let wrong: Vec<_> = (0..N).filter(|&task| self.of(task) != 1).collect();
        assert!(wrong.is_empty(), "not run exactly once: {wrong:?}");
    }
}

/// The causes of the tasks that failed, after a look at the outputs of those that did not.
pub fn failures<T: PartialEq + std::fmt::Debug>(
    results: impl Iterator<Item = Result<T, TaskError>>,
    right: impl Fn(usize) -> T,
) -> BTreeMap<usize, Cause> {
    let mut failed = BTreeMap::new();
    for (index, result) in results.enumerate() {
        match result {
            Ok(output) => assert_eq!(output, right(index), "task {index}"),
            Err(error) => {
                assert_eq!(error.index, index);
                failed.insert(index, error.cause);
            }
        }
    }
    failed
}

/// Kibibytes of a line in `/proc/self/status`.
pub fn status_kib(line: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|found| found.starts_with(line)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The children of a process that were there a moment ago, zombies included.
pub fn children_of(parent: u32) -> io::Result<Vec<u32>> {
    let list = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"))?;
    Ok(list.split_whitespace().map(|pid| pid.parse().unwrap()).collect())
}

/// Shared mappings of this process.
pub fn mappings() -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().filter(|line| line.contains("/dev/zero")).count()
}

/// Whether a process is a zombie, or gone.
pub fn has_ended(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat"))
        .map_or(true, |stat| stat.contains(") Z "))
}

/// Waits until a process sleeps.
pub fn until_asleep(process: u32) {
    while !is_asleep(process) {
        thread::yield_now();
    }
}

/// Whether a process sleeps, by the letter after its name in `/proc/<pid>/stat`.
pub fn is_asleep(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat")).unwrap().contains(") S ")
}
