//! A value that each process makes for itself.

use std::cell::Cell;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{exit, id};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use common_pitfalls::PerProcess;
use process_pool::Pool;
use shared_memory::Shared;

use crate::common::{different, ended};
use crate::sys::{self, Fork};

pub fn a_process_makes_its_value_once() {
    let made = Cell::new(0);
    let mut value = PerProcess::new(|| made.set(made.get() + 1));
    assert_eq!(made.get(), 0, "no thread has asked yet");
    value.get();
    value.get();
    assert_eq!(made.get(), 1);
}

pub fn a_child_makes_its_own_and_the_parent_keeps_its() {
    let mut number = 0;
    let mut value = PerProcess::new(|| {
        number += 1;
        (number, id())
    });
    assert_eq!(*value.get(), (1, id()));
    assert!(ended(|| assert_eq!(*value.get(), (2, id()))).success());
    assert_eq!(*value.get(), (1, id()));
}

pub fn a_grandchild_makes_its_own() {
    let mut value = PerProcess::new(id);
    value.get();
    let status = ended(|| {
        // The child has not asked: the grandchild inherits what the grandparent made.
        assert!(ended(|| assert_eq!(*value.get(), id())).success());
        assert_eq!(*value.get(), id());
        assert!(ended(|| assert_eq!(*value.get(), id())).success());
    });
    assert!(status.success());
}

pub fn a_bare_fork_is_noticed_too() {
    let mut value = PerProcess::new(id);
    value.get();
    assert_eq!(sys::bare_fork(|| i32::from(*value.get() == id())).code(), Some(1));
}

pub fn a_make_that_forks_is_run_again_in_the_child() {
    let drops = Shared::new(AtomicU32::new(0)).unwrap();
    let mut fork = None;
    let mut value = PerProcess::new(|| {
        let begun = (id(), Counted(&drops));
        fork.get_or_insert_with(sys::fork); // Once: the second round, in the child, finds it done.
        begun
    });
    let own = value.get().0 == id();
    let dropped = drops.load(SeqCst) > 0;
    mem::forget(value); // So that nothing but `get` could have dropped anything.
    match fork.unwrap() {
        Fork::Child => sys::exit(i32::from(own) + 2 * i32::from(dropped)),
        Fork::Parent { child } => assert_eq!(sys::wait_for(child).code(), Some(1)),
    }
    assert!(own, "the fork changes nothing for the parent");
}

pub fn a_fork_past_the_c_library_is_not_noticed() {
    let mut value = PerProcess::new(id);
    let parent = *value.get();
    match sys::fork_by_the_kernel_alone() {
        Fork::Child => sys::exit(i32::from(*value.get() == parent && id() != parent)),
        Fork::Parent { child } => assert_eq!(sys::wait_for(child).code(), Some(1)),
    }
}

pub fn siblings_make_their_own() {
    let mut value = PerProcess::new(id);
    value.get();
    assert_eq!(different(|_| u64::from(*value.get())), 4);
}

/// Counts its drops in memory that all processes see.
struct Counted<'a>(&'a AtomicU32);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, SeqCst);
    }
}

pub fn what_the_parent_made_is_not_dropped_in_the_child() {
    let drops = Shared::new(AtomicU32::new(0)).unwrap();
    let mut value = PerProcess::new(|| Counted(&drops));
    value.get();
    let make_my_own = || {
        value.get();
        exit(0); // Without dropping what is its own.
    };
    assert!(ended(make_my_own).success());
    assert_eq!(drops.load(SeqCst), 0);

    // Moved into the child, it is dropped once: here, where it was made, and not there.
    assert!(ended(move || drop(value)).success());
    assert_eq!(drops.load(SeqCst), 1);
}

pub fn what_a_process_made_is_dropped_by_it() {
    let drops = Shared::new(AtomicU32::new(0)).unwrap();
    let mut value = PerProcess::new(|| Counted(&drops));
    value.get();
    drop(value);
    assert_eq!(drops.load(SeqCst), 1);

    let mut value = PerProcess::new(|| Counted(&drops));
    assert!(ended(move || _ = value.get()).success());
    assert_eq!(drops.load(SeqCst), 2, "nothing was made here, and one thing there");
}

pub fn a_make_that_panicked_is_tried_again() {
    let mut times = 0;
    let mut value = PerProcess::new(|| {
        times += 1;
        assert!(times > 1, "this message is part of the test");
        times
    });
    assert!(catch_unwind(AssertUnwindSafe(|| *value.get())).is_err());
    assert_eq!(*value.get(), 2);
}

pub fn debug_shows_what_is_ours() {
    let mut value = PerProcess::new(|| 7);
    assert_eq!(format!("{value:?}"), "PerProcess(None)");
    value.get();
    assert_eq!(format!("{value:?}"), "PerProcess(Some(7))");
    assert!(ended(|| assert_eq!(format!("{value:?}"), "PerProcess(None)")).success());
}

pub fn inside_a_pool_each_worker_makes_one() {
    let value = Mutex::new(PerProcess::new(id));
    let here = *value.lock().unwrap().get();
    let mut pool = Pool::new(2, |_: u32| *value.lock().unwrap().get() == id()).unwrap();
    assert!(pool.map(0..100).unwrap().into_iter().all(|own| own));
    pool.close().unwrap();
    assert_eq!(*value.lock().unwrap().get(), here);
}
