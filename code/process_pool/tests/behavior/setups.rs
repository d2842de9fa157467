//! What each worker makes for itself.

use std::cell::Cell;
use std::process::{exit, id};
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

use process_pool::{Cause, PoolOptions, TaskError};

use crate::sys;
use crate::tools::{KILL, has_ended, shared};

fn options(workers: usize) -> PoolOptions {
    PoolOptions::new().workers(workers)
}

/// Says when it is dropped.
struct State<'a> {
    /// Not `Send`: it never leaves its worker.
    tasks: Rc<Cell<u32>>,
    made_by: u32,
    dropped: &'a AtomicU32,
}

impl<'a> State<'a> {
    fn new(dropped: &'a AtomicU32) -> Self {
        State { tasks: Rc::default(), made_by: id(), dropped }
    }

    fn count(&self) -> u32 {
        self.tasks.set(self.tasks.get() + 1);
        self.tasks.get()
    }
}

impl Drop for State<'_> {
    fn drop(&mut self) {
        assert_eq!(self.made_by, id());
        self.dropped.fetch_add(1, SeqCst);
    }
}

pub fn a_state_is_made_once_in_each_worker() {
    let (made, dropped) = (shared(), shared());
    let setup = || {
        made.fetch_add(1, SeqCst);
        State::new(&dropped)
    };
    let task = |state: &mut State<'_>, n: u32| {
        if n == 7 {
            sys::raise(KILL);
        }
        (state.made_by == id(), state.count())
    };
    let mut pool = options(1).build_with(setup, task).unwrap();
    let mut expected = 0;
    for _ in 0..3 {
        for result in pool.map(10..60).unwrap() {
            expected += 1;
            assert_eq!(result, (true, expected));
        }
    }
    assert_eq!(made.load(SeqCst), 1);
    assert_eq!(pool.map([7]).unwrap_err().cause, Cause::Killed { signal: KILL });
    assert_eq!(pool.map([1]).unwrap(), [(true, 1)]);
    assert_eq!((made.load(SeqCst), dropped.load(SeqCst)), (2, 0));
    pool.close().unwrap();
    assert_eq!((made.load(SeqCst), dropped.load(SeqCst)), (2, 1));
}

pub fn a_state_is_dropped_when_its_worker_ends_well() {
    let dropped = shared();
    let setup = || State::new(&dropped);
    let task = |state: &mut State<'_>, _: u32| state.count();
    let mut pool = options(2).tasks_per_worker(5).build_with(setup, task).unwrap();
    let counts = pool.map(0..100).unwrap();
    assert!(counts.into_iter().all(|count| count <= 5));
    drop(pool); // Its idle workers end by a word.
    let dropped = dropped.load(SeqCst);
    assert!((20..=22).contains(&dropped), "{dropped} of at least 20 workers");
}

pub fn a_state_is_made_anew_after_a_panic() {
    let (made, dropped) = (shared(), shared());
    let setup = || {
        made.fetch_add(1, SeqCst);
        State::new(&dropped)
    };
    let task = |state: &mut State<'_>, n: u32| {
        let count = state.count();
        assert_ne!(n % 4, 3, "half changed");
        count
    };
    let mut pool = options(1).build_with(setup, task).unwrap();
    let before = pool.worker_ids();
    let counts: Vec<_> = pool.imap(0..12).map(Result::ok).collect();
    let four = [Some(1), Some(2), Some(3), None];
    assert_eq!(counts, four.repeat(3));
    assert_eq!((made.load(SeqCst), dropped.load(SeqCst)), (4, 3));
    assert_eq!(pool.worker_ids(), before);
}

/// The setup of a new worker works, and that after a panic does not.
pub fn a_setup_that_fails_after_a_panic_costs_no_task() {
    let task = |state: &mut (bool, u32), n: u32| {
        state.1 += 1;
        assert_ne!(n % 10, 3, "half changed");
        n
    };
    let begun = shared();
    for way in 0..2 {
        begun.store(0, SeqCst);
        let setup = || {
            let first = Cell::new(false);
            BEEN_HERE.with(|been| first.set(!been.replace(true)));
            begun.fetch_add(1, SeqCst);
            match (first.get(), way) {
                (true, _) => (true, 0),
                (false, 0) => panic!("not a second time"),
                (false, _) => exit(3),
            }
        };
        let mut pool = options(1).build_with(setup, task).unwrap();
        let results: Vec<_> = pool.imap(0..50).map(Result::ok).collect();
        let right = |n: u32| (n % 10 != 3).then_some(n);
        assert_eq!(results, (0..50).map(right).collect::<Vec<_>>());
        assert_eq!(begun.load(SeqCst), 11, "one for each worker, one after each panic");
    }
}

thread_local! {
    static BEEN_HERE: Cell<bool> = const { Cell::new(false) };
}

pub fn a_setup_that_always_fails_is_the_error_of_the_tasks() {
    let made = shared();
    for way in 0..3 {
        made.store(0, SeqCst);
        let setup = || {
            made.fetch_add(1, SeqCst);
            match way {
                0 => panic!("no table"),
                1 => sys::raise(KILL),
                _ => exit(3),
            }
        };
        let mut pool = options(2).build_with(setup, |(), n: u32| n).unwrap();
        let cause = match way {
            0 => Cause::Panicked(String::from("no table")),
            1 => Cause::Killed { signal: KILL },
            _ => Cause::Exited { code: 3 },
        };
        for _ in 0..2 {
            let before = made.load(SeqCst);
            let results: Vec<_> = pool.imap(0..5).collect();
            let failed = |index| TaskError { index, cause: cause.clone(), attempts: 0 };
            assert_eq!(results, (0..5).map(|index| Err(failed(index))).collect::<Vec<_>>());
            let forks = made.load(SeqCst) - before;
            assert!(forks <= 25, "{forks} forks in vain");
        }
        let text = pool.map([1]).unwrap_err().to_string();
        assert!(text.starts_with("task 0: the setup of its worker failed: "), "{text}");
    }
}

pub fn a_setup_that_fails_now_and_then_blames_no_task() {
    let made = shared();
    let setup = || match made.fetch_add(1, SeqCst) % 3 {
        0 => panic!("now"),
        1 => sys::raise(KILL),
        _ => {}
    };
    let task = |(): &mut (), n: u32| {
        if n % 10 == 5 {
            exit(0);
        }
        n
    };
    let mut pool = options(2).build_with(setup, task).unwrap();
    let results: Vec<_> = pool.imap(0..100).map(Result::ok).collect();
    let right = |n: u32| (n % 10 != 5).then_some(n);
    assert_eq!(results, (0..100).map(right).collect::<Vec<_>>());
}

pub fn one_setup_that_always_fails_leaves_the_work_to_the_others() {
    let taken = shared();
    let setup = || assert_eq!(taken.fetch_add(1, SeqCst), 0, "there is one for one worker");
    let mut pool = options(2).build_with(setup, |(), n: u32| n).unwrap();
    for _ in 0..3 {
        assert_eq!(pool.map(0..100).unwrap(), (0..100).collect::<Vec<_>>());
    }
}

pub fn a_setup_is_not_under_the_time_limit() {
    let limit = Duration::from_millis(250);
    let setup = || thread::sleep(2 * limit);
    let mut pool = options(1).time_limit(limit).build_with(setup, |(), n: u32| n).unwrap();
    assert_eq!(pool.map(0..10).unwrap(), (0..10).collect::<Vec<_>>());
}

/// The state's own code panics when it is let go: after a panic, and at the end.
pub fn a_state_that_panics_when_it_is_dropped_does_no_harm() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    let mut pool = options(1).build_with(|| Bomb, |_, n: u32| assert_ne!(n, 3)).unwrap();
    let worker = pool.worker_ids();
    let results: Vec<_> = pool.imap(0..6).map(|result| result.is_ok()).collect();
    assert_eq!(results, [true, true, true, false, true, true]);
    assert_eq!(pool.worker_ids(), worker);
    pool.close().unwrap();
    assert!(has_ended(worker[0]));
}
