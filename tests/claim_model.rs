//! The claiming of a tray's tasks, compiled with loom's atomics and run in every order of steps (of
//! two goes one after the other, in every one with at most three preemptions), with every value
//! that a load may return.
//!
//! What this is not: threads stand in for processes, and both halves of the barrier are a fence.
//! That the kernel makes the caller's half do for both is `membarrier(2)`'s word, which the crate's
//! own tests take with real processes.

use std::cell::Cell;
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};

use loom::sync::Arc;
use loom::sync::atomic::AtomicU32;
use loom::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use loom::thread;

use claim::Claim;

#[path = "../code/process_pool/src/claim.rs"]
#[expect(dead_code, reason = "the model uses what the protocol is made of, not all of it")]
mod claim;
#[path = "model/word.rs"]
mod word;

/// What `src/floor.rs` is for the crate.
mod floor {
    use std::cell::Cell;
    use std::panic;

    pub use loom::sync::atomic::Ordering;
    use loom::sync::atomic::{Ordering::SeqCst, fence};

    pub use crate::word::{AtomicU32, futex};

    /// The caller's thread may end, but never between its two stores.
    pub fn wait_for_caller(word: &AtomicU32, before: u32) -> bool {
        let _ = futex::wait(word, before, None);
        true
    }

    /// By then the worker's stores are visible.
    pub fn outwait_a_store() {
        fence(SeqCst);
    }

    #[derive(Debug, Default)]
    pub struct Barrier;

    impl Barrier {
        /// The place where a worker can die that has counted a task and not looked.
        pub fn often(&self) {
            if super::LIVES.with(|lives| lives.replace(lives.get().saturating_sub(1))) == 0 {
                panic::resume_unwind(Box::new("killed"));
            }
            fence(SeqCst);
        }

        pub fn rarely(&self) -> bool {
            let refused = super::REFUSED.with(Cell::get);
            if !refused {
                fence(SeqCst);
            }
            !refused
        }
    }
}

loom::thread_local! {
    /// How often this thread may still pass the barrier.
    static LIVES: Cell<u32> = Cell::new(u32::MAX);
    /// Whether the kernel refuses this thread the barrier.
    static REFUSED: Cell<bool> = Cell::new(false);
}

const TASKS: u32 = 3;

fn tray() -> Arc<Claim> {
    let claim = Claim::default();
    claim.offer(TASKS);
    Arc::new(claim)
}

/// A worker that runs all it can. It says how many it has run.
fn work(claim: &Claim) -> u32 {
    let mut run = 0;
    while claim.begin().is_some() {
        run += 1;
    }
    run
}

/// Each task has been run, from the first on, or was taken back, from the last on.
fn each_is_taken(run: u32, taken: &[Range<u32>]) {
    let mut end = TASKS;
    for range in taken {
        assert_eq!(range.end, end, "{run} run, {taken:?} taken back");
        end = range.start;
    }
    assert_eq!(run, end, "{run} run, {taken:?} taken back");
}

#[test]
fn a_task_is_begun_or_taken_back_and_never_both() {
    loom::model(|| {
        let claim = tray();
        let worker = Arc::clone(&claim);
        let worker = thread::spawn(move || work(&worker));
        let taken = claim.take_back(2);
        each_is_taken(worker.join().unwrap(), &[taken]);
    });
}

/// When the caller has condemned the worker, one task may be running, and none is begun any more.
#[test]
fn a_condemned_worker_begins_no_other_task() {
    for refused in [false, true] {
        loom::model(move || {
            REFUSED.with(|cell| cell.set(refused));
            let claim = tray();
            let worker = Arc::clone(&claim);
            let worker = thread::spawn(move || work(&worker));
            let taken = claim.condemn();
            assert_eq!(taken.end, TASKS);
            assert_eq!(claim.waiting(), taken.start..taken.start);
            each_is_taken(worker.join().unwrap(), &[taken]);
        });
    }
}

/// A worker stores when it has begun a task, and 0 at its end. What the caller finds when it has
/// condemned the worker is the time of the task that was begun last, and of no other.
#[test]
fn a_condemned_worker_is_late_with_the_task_that_it_has_begun_last() {
    for refused in [false, true] {
        loom::model(move || {
            REFUSED.with(|cell| cell.set(refused));
            let (claim, since) = (tray(), Arc::new(AtomicU32::new(0)));
            let (worker, clock) = (Arc::clone(&claim), Arc::clone(&since));
            let worker = thread::spawn(move || {
                for task in 1.. {
                    if worker.begin().is_none() {
                        return;
                    }
                    clock.store(task, Release);
                    clock.store(0, Relaxed);
                }
            });
            let taken = claim.condemn();
            let running = since.load(Acquire);
            assert!([0, taken.start].contains(&running), "{running} of {taken:?}");
            worker.join().unwrap();
        });
    }
}

#[test]
fn a_caller_without_a_barrier_takes_nothing_back() {
    loom::model(|| {
        REFUSED.with(|refused| refused.set(true));
        let claim = tray();
        let worker = Arc::clone(&claim);
        let worker = thread::spawn(move || work(&worker));
        let taken = claim.take_back(2);
        assert!(taken.is_empty());
        each_is_taken(worker.join().unwrap(), &[taken]);
    });
}

#[test]
fn what_is_taken_back_in_two_goes_is_never_begun_between_them() {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(|| {
        let claim = tray();
        let worker = Arc::clone(&claim);
        let worker = thread::spawn(move || work(&worker));
        let taken = [claim.take_back(1), claim.take_back(1)];
        each_is_taken(worker.join().unwrap(), &taken);
    });
}

#[test]
fn a_worker_that_dies_anywhere_leaves_one_task_in_doubt_at_the_most() {
    for lives in 0..=TASKS {
        loom::model(move || {
            let claim = tray();
            let mortal = Arc::clone(&claim);
            let mortal = thread::spawn(move || {
                LIVES.with(|left| left.set(lives));
                let mut run = 0;
                let count = || {
                    while mortal.begin().is_some() {
                        run += 1;
                    }
                };
                let _ = panic::catch_unwind(AssertUnwindSafe(count));
                run
            });
            let taken = claim.take_back(1);
            let run = mortal.join().unwrap();
            let waiting = claim.waiting();
            assert_eq!(waiting.end, taken.start);
            assert!(waiting.start <= waiting.end);
            let in_doubt = waiting.start - run;
            assert!(in_doubt <= 1, "{run} run, {taken:?} taken back, {waiting:?} waiting");
        });
    }
}
