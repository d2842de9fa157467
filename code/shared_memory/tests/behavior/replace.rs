//! When a lock is poisoned by its owner's death, and when it is not.

use std::mem::forget;
use std::sync::TryLockError;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use process::spawn;
use shared_memory::Lock;
use test_harness::{skip, stepped};

use crate::lock::{AGES, counter, ended, panic_text};
use crate::sys;

/// What if it has the mutex, and has not come back from `lock` yet?
pub fn killed_at_each_instruction_of_lock_it_is_poisoned_once_a_guard_was_lent() {
    let lock = Lock::new().unwrap();
    let mut before_it_was_lent = 0;
    for instructions in 0.. {
        let returned = counter();
        let child = spawn(|| {
            drop(lock.lock()); // The first time, a process reads in `/proc` who it is.
            stepped::be_stepped();
            let _guard = lock.lock();
            returned.store(1, Relaxed);
            stepped::stop();
        });
        let child = child.unwrap();
        let done = stepped::step(child.id(), instructions);
        child.kill().unwrap();
        child.join().unwrap();
        let done = done.unwrap_or_else(|refused| skip(&refused.to_string()));
        let died_with_it = sys::owner_died(&lock);
        let poisoned = matches!(lock.lock_timeout(AGES), Err(TryLockError::Poisoned(_)));
        lock.clear_poison();
        assert!(died_with_it || !poisoned, "{instructions} instructions");
        assert!(poisoned || returned.load(Relaxed) == 0, "{instructions} instructions");
        before_it_was_lent += u32::from(died_with_it && !poisoned);
        if done {
            break;
        }
    }
    assert!(before_it_was_lent > 0, "it poisons as soon as it has the mutex");
}

pub fn an_owner_that_replaces_ends_and_poisons_nothing() {
    let lock = Lock::new().unwrap();
    for _ in 0..2 {
        assert!(ended(|| forget(lock.lock_to_replace())).success());
        assert!(lock.try_lock().is_ok());
    }
    ended(|| forget(lock.lock()));
    ended(|| forget(lock.lock_to_replace()));
    assert!(matches!(lock.try_lock(), Err(TryLockError::Poisoned(_))), "it was before");
}

/// Other threads of its process may write to the copy that it was making.
pub fn a_thread_that_ends_while_it_replaces_loses_the_lock_too() {
    let lock = Lock::new().unwrap();
    thread::scope(|scope| _ = scope.spawn(|| forget(lock.lock_to_replace())));
    for _ in 0..2 {
        assert!(panic_text(|| lock.lock_to_replace().is_ok()).contains("lost"));
        assert!(panic_text(|| lock.lock().is_ok()).contains("lost"));
    }
}
