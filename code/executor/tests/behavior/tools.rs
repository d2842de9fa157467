//! What the tests need again and again.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use executor::{Executor, PoolOptions};
use rustix::process::{Pid, Signal, kill_process};
use shared_memory::{Shared, futex};
use test_harness::patient;

pub fn options(workers: usize) -> PoolOptions {
    PoolOptions::new().workers(workers)
}

/// An executor whose tasks wait as long as they are told to, and count those that begin.
pub fn sleepers(workers: usize, begun: &Shared<AtomicU32>) -> Executor<Duration, ()> {
    let nap = |time| {
        count_up(begun);
        thread::sleep(time);
    };
    Executor::new(workers, nap).unwrap()
}

pub const LONG: Duration = Duration::from_secs(600);

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

/// Waits until something holds that no process tells of; the test's limit ends it.
pub fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        thread::sleep(Duration::from_millis(1));
    }
}

/// Asserts that something takes at most so long.
pub fn within<T>(limit: Duration, what: &str, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = work();
    let took = begin.elapsed();
    assert!(took <= patient(limit), "{what} took {took:?}");
    done
}

/// The children of a process that were there a moment ago, zombies included.
pub fn children_of(parent: u32) -> Vec<u32> {
    let list = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
    let list = list.unwrap_or_default();
    list.split_whitespace().map(|pid| pid.parse().unwrap()).collect()
}

pub fn kill(process: u32) {
    let pid = Pid::from_raw(process.cast_signed()).unwrap();
    let _ = kill_process(pid, Signal::KILL);
}

/// Whether a process is a zombie, or gone.
pub fn has_ended(process: u32) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat"))
        .map_or(true, |stat| stat.contains(") Z "))
}

/// Kibibytes of a line in `/proc/<pid>/status`.
pub fn status_kib(process: u32, line: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|found| found.starts_with(line)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Threads of this process. One that was joined may be counted for a moment.
pub fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}
