//! What the tests share.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use shared_memory::{Shareable, Shared};
pub use test_harness::rounds;
use test_harness::{patient, skip, stepped};

/// A limit that only a hang reaches, on a machine under load too.
pub const AGES: Duration = Duration::from_secs(20);
pub const MOMENT: Duration = Duration::from_millis(30);

/// Within which a death must be known to those who wait.
pub fn a_second() -> Duration {
    patient(Duration::from_secs(1))
}

pub fn shared<T: Shareable>(value: T) -> Shared<T> {
    Shared::new(value).unwrap()
}

pub fn counter() -> Shared<AtomicU64> {
    shared(AtomicU64::new(0))
}

/// Adds one, for others to see.
pub fn count(counter: &AtomicU64) {
    counter.fetch_add(1, SeqCst);
}

pub fn child(work: impl FnOnce() + Send) -> Process {
    spawn(work).unwrap()
}

pub fn succeeds(child: Process) {
    let status = child.join().unwrap();
    assert!(status.success(), "{status}");
}

/// The same, for one that must not take long.
pub fn succeeds_within(limit: Duration, mut child: Process) {
    match child.join_timeout(limit).unwrap() {
        Some(status) => assert!(status.success(), "{status}"),
        None => {
            child.kill().unwrap();
            panic!("still waiting after {limit:?}");
        }
    }
}

pub fn die(child: Process) {
    child.kill().unwrap();
    child.join().unwrap();
}

/// Waits until the child is in the kernel, asleep on a futex.
pub fn until_asleep(child: &Process) {
    until(|| is_asleep(child));
}

pub fn is_asleep(child: &Process) -> bool {
    let call = fs::read_to_string(format!("/proc/{}/syscall", child.id()));
    call.is_ok_and(|call| call.starts_with(&format!("{} ", libc::SYS_futex)))
}

pub fn until(mut holds: impl FnMut() -> bool) {
    let patience = Instant::now() + patient(AGES);
    while !holds() {
        assert!(Instant::now() < patience, "it does not come true");
        thread::yield_now();
    }
}

/// Does nothing for this long, to the microsecond, which a sleep does not.
pub fn pause(time: Duration) {
    let start = Instant::now();
    while start.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// Half of the wakes come too soon for one that got up by itself, which sleepers do after 20 ms.
pub fn assert_woken(mut wakes: Vec<Duration>) {
    wakes.sort();
    let median = wakes[wakes.len() / 2];
    assert!(median < patient(Duration::from_millis(10)), "{median:?}");
}

/// The text of the panic that `work` ends with.
pub fn panic_text(work: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(work)).expect_err("it does not panic");
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap()
}

/// Numbers that look random (xorshift), the same in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    pub fn microseconds(&mut self, below: u64) -> Duration {
        Duration::from_micros(self.below(below))
    }
}

/// Calls `round` with 0, `by`, twice `by`, and so on: after so many instructions of its work, it
/// has a child killed. It returns whether the child came to the end of its work before that.
pub fn at_each_instruction(by: usize, round: impl Fn(usize) -> bool) {
    if !cfg!(target_arch = "x86_64") {
        skip("atomics cannot be run step by step on this processor"); // There they are loops.
    }
    let ends = (0..).step_by(by).position(round);
    assert!(ends > Some(2), "it ends after {ends:?} steps of {by}");
}

/// A child that does `before`, and is killed after so many instructions of `work`. Returns whether
/// it was done.
pub fn killed_after<R: Send>(
    instructions: usize,
    before: impl FnOnce() -> R + Send,
    work: impl FnOnce(R) + Send,
) -> bool {
    let victim = child(|| {
        let ready = before();
        stepped::be_stepped();
        work(ready);
        stepped::stop();
    });
    let done = stepped::step(victim.id(), instructions);
    die(victim);
    done.unwrap_or_else(|refused| skip(&refused.to_string()))
}

/// A child that does `before`, and is held after so many instructions of `work` while `meanwhile`
/// runs. Then it goes on to the end of its work, and is killed. Returns whether it was done before
/// it was held, and how long the rest took.
pub fn held_after<R>(
    instructions: usize,
    before: impl FnOnce() -> R + Send,
    work: impl FnOnce(R) + Send,
    meanwhile: impl FnOnce(),
) -> (bool, Duration) {
    let returned = counter();
    let held = child(|| {
        let ready = before();
        stepped::be_stepped();
        work(ready);
        count(&returned);
        stepped::stop();
    });
    let done = stepped::step(held.id(), instructions);
    let done = done.unwrap_or_else(|refused| skip(&refused.to_string()));
    meanwhile();
    let begin = Instant::now();
    stepped::let_go(held.id()).unwrap();
    until(|| returned.load(SeqCst) == 1);
    let took = begin.elapsed();
    die(held);
    (done, took)
}
