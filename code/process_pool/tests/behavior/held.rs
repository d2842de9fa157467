//! What a caller sees that comes too late by a moment. It is held (`ptrace(2)`) just before one of its
//! system calls, until its worker is as far as the test wants it.

use std::collections::BTreeMap;
use std::hint::spin_loop;
use std::process::id;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use process::{Process, spawn};
use process_pool::{Pool, PoolOptions, run_within};
use shared_memory::Shared;

use crate::limits::STOP;
use crate::sys::{self, BARRIER, KILL_CALL, POLL, refuse_membarrier};
use crate::tools::{Tally, count_up, has_ended, is_asleep, shared, wait_until};

/// Generous: what follows the late task must not become late as well.
const LIMIT: Duration = Duration::from_millis(500);

const TASKS: usize = 100;

/// Runs `work` in a process that stops before each of its system calls, and is not yet there.
fn stepping(work: impl FnOnce() + Send) -> Process {
    if !spawn(sys::be_traced).unwrap().join().unwrap().success() {
        test_harness::skip("ptrace is not allowed here");
    }
    let caller = spawn(move || {
        sys::be_traced();
        sys::raise(STOP);
        work();
    });
    let caller = caller.unwrap();
    sys::wait_until_traced(caller.id());
    caller
}

/// When the kernel refuses the barrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Never,
    Before,
    Later,
}

/// A worker whose first task but `late` is late and ends when it is told to; the next one that it
/// begins ends when that is told to.
struct Scene {
    late: usize,
    refused: Refused,
    tally: Tally<TASKS>,
    worker: Shared<AtomicU32>,
    /// How many were begun, from the late one on.
    begun: Shared<AtomicU32>,
    late_may_end: Shared<AtomicU32>,
    next_may_end: Shared<AtomicU32>,
}

fn spin_until(gate: &AtomicU32) {
    while gate.load(SeqCst) == 0 {
        spin_loop();
    }
}

impl Scene {
    fn new(late: usize, refused: Refused) -> Self {
        Scene {
            late,
            refused,
            tally: Tally::new(),
            worker: shared(),
            begun: shared(),
            late_may_end: shared(),
            next_may_end: shared(),
        }
    }

    fn task(&self, n: usize) -> usize {
        self.tally.count(n);
        self.worker.store(id(), SeqCst);
        if n >= self.late {
            count_up(&self.begun);
            spin_until(if n == self.late { &self.late_may_end } else { &self.next_may_end });
        }
        n
    }

    fn pool(&self) -> Pool<'_, usize, usize> {
        if self.refused == Refused::Before {
            refuse_membarrier();
        }
        let options = PoolOptions::new().workers(1).time_limit(LIMIT);
        let pool = options.build(|n| self.task(n)).unwrap();
        if self.refused == Refused::Later {
            refuse_membarrier();
        }
        pool
    }

    /// Holds the caller before its first `call` after the late task was begun; has that one end; and
    /// lets the caller decide, when the worker is in the next task or can begin none.
    fn hold(&self, caller: &Process, call: i64) {
        let caller = caller.id();
        sys::run_to(caller, |next| next == call && self.begun.load(SeqCst) > 0);
        count_up(&self.late_may_end);
        while self.begun.load(SeqCst) < 2 && !is_asleep(self.worker.load(SeqCst)) {
            thread::yield_now();
        }
        sys::run_to(caller, |next| next == POLL);
        count_up(&self.next_may_end);
        sys::let_go(caller);
    }
}

/// The late task has come to its end before it was killed, so it has a result; so have all others.
fn no_task_is_hit(call: i64, refused: Refused) {
    for late in [0, TASKS / 2] {
        let scene = Scene::new(late, refused);
        let caller = stepping(|| {
            let right: Vec<_> = (0..TASKS).map(Ok).collect();
            assert_eq!(scene.pool().imap(0..TASKS).collect::<Vec<_>>(), right);
            scene.tally.assert_once_each();
        });
        scene.hold(&caller, call);
        assert!(
            caller.join().unwrap().success(),
            "late: {late}, barrier refused: {refused:?}"
        );
    }
}

/// Between the caller's first look and its claim, the late task ends and the next one is begun.
pub fn a_task_that_is_begun_before_the_claim_is_not_killed_for_the_one_before_it() {
    for refused in [Refused::Never, Refused::Later] {
        no_task_is_hit(BARRIER, refused);
    }
}

/// The kill is on its way, and the late task ends.
pub fn a_worker_that_is_about_to_be_killed_begins_no_other_task() {
    for refused in [Refused::Never, Refused::Before, Refused::Later] {
        no_task_is_hit(KILL_CALL, refused);
    }
}

/// The same for a task that is not wanted any more.
pub fn a_task_that_ends_while_it_is_cancelled_is_the_only_one_that_is_hit() {
    for call in [BARRIER, KILL_CALL] {
        let scene = Scene::new(0, Refused::Never);
        let caller = stepping(|| {
            let mut pool = scene.pool();
            let mut session = pool.session();
            (0..TASKS).for_each(|n| assert_eq!(session.submit(n), n));
            assert_eq!(session.wait(&[], Some(Duration::ZERO)).unwrap(), None);
            wait_until(&scene.begun, 1);
            // Both trays are out.
            assert_eq!(session.wait(&[], Some(Duration::ZERO)).unwrap(), None);
            session.cancel(0);
            let mut results = BTreeMap::new();
            while let Some((index, result)) = session.wait(&[], None).unwrap() {
                results.insert(index, result);
            }
            assert_eq!(results, (0..TASKS).map(|n| (n, Ok(n))).collect());
            scene.tally.assert_once_each();
        });
        scene.hold(&caller, call);
        assert!(caller.join().unwrap().success(), "held before system call {call}");
    }
}

/// The limit has passed, the kill is on its way, and the value comes.
pub fn a_value_that_comes_before_the_kill_is_a_value() {
    let (child, go) = (shared(), shared());
    let caller = stepping(|| {
        let value = run_within(Duration::from_millis(20), || {
            child.store(id(), SeqCst);
            spin_until(&go);
            7
        });
        assert_eq!(value, Ok(7));
    });
    sys::run_to(caller.id(), |next| next == KILL_CALL && child.load(SeqCst) != 0);
    count_up(&go);
    while !has_ended(child.load(SeqCst)) {
        thread::yield_now();
    }
    sys::let_go(caller.id());
    assert!(caller.join().unwrap().success());
}
