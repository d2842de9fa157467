//! What happens where the kernel or `spawn` says no.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::panic::{self, AssertUnwindSafe};
use std::process::id;
use std::sync::mpsc;
use std::thread;

use process::NoFork;
use process_pool::{Cause, Pool, PoolOptions};
use test_harness::limits::{Resource, give_up_root, limit};

use crate::sys;
use crate::tools::{KILL, children_of, failures};

/// A pool whose workers die of 7.
fn mortal(workers: usize) -> Pool<'static, usize, usize> {
    let task = |n: usize| {
        if n == 7 {
            sys::raise(KILL);
        }
        n
    };
    Pool::new(workers, task).unwrap()
}

/// The one worker dies of task 7 while a fork is refused: what remains has no worker.
fn assert_the_rest_has_no_worker(pool: &mut Pool<usize, usize>, why: ErrorKind) {
    let failed = failures(pool.imap(0..20), |n| n);
    let mut expected = BTreeMap::from([(7, Cause::Killed { signal: KILL })]);
    expected.extend((8..20).map(|n| (n, Cause::NoWorker(why))));
    assert_eq!(failed, expected);
    // And all of the next call, where it is refused again.
    let error = pool.map(0..5).unwrap_err();
    assert_eq!((error.index, error.cause), (0, Cause::NoWorker(why)));
}

fn assert_works_again(pool: &mut Pool<usize, usize>) {
    assert_eq!(pool.map(0..5).unwrap(), [0, 1, 2, 3, 4]);
    assert_eq!(children_of(id()).unwrap().len(), pool.worker_ids().len());
}

pub fn a_second_thread_refuses_the_replacement_until_the_next_call() {
    let mut pool = mortal(1);
    let (stop, stopped) = mpsc::channel::<()>();
    let second = thread::spawn(move || _ = stopped.recv());
    assert_the_rest_has_no_worker(&mut pool, ErrorKind::ResourceBusy);
    drop(stop);
    second.join().unwrap();
    assert_works_again(&mut pool);
}

pub fn a_held_guard_refuses_the_replacement_until_the_next_call() {
    let mut pool = mortal(1);
    let guard = NoFork::new();
    assert_the_rest_has_no_worker(&mut pool, ErrorKind::ResourceBusy);
    drop(guard);
    assert_works_again(&mut pool);
}

pub fn the_kernel_refuses_the_replacement_until_the_next_call() {
    give_up_root();
    let mut pool = mortal(1);
    let usual = limit(Resource::Nproc, 0);
    assert_the_rest_has_no_worker(&mut pool, ErrorKind::WouldBlock);
    limit(Resource::Nproc, usual);
    assert_works_again(&mut pool);
}

pub fn the_others_do_the_work_of_a_worker_that_cannot_be_replaced() {
    let mut pool = mortal(3);
    let guard = NoFork::new();
    let expected = BTreeMap::from([(7, Cause::Killed { signal: KILL })]);
    assert_eq!(failures(pool.imap(0..500), |n| n), expected);
    assert_eq!(pool.worker_ids().len(), 2);
    assert_eq!(failures(pool.imap(0..500), |n| n), expected);
    assert_eq!(pool.worker_ids().len(), 1);
    drop(guard);
    assert_works_again(&mut pool);
    assert_eq!(pool.worker_ids().len(), 3);
}

/// From now on every child of this process dies before its first line; and is counted.
mod stillborn {
    use std::process::abort;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

    use shared_memory::Shared;

    pub static FORKS: OnceLock<Shared<AtomicU32>> = OnceLock::new();

    pub extern "C" fn die() {
        if let Some(forks) = FORKS.get() {
            forks.fetch_add(1, SeqCst);
            abort();
        }
    }
}

pub fn workers_that_die_before_any_task_do_not_fork_for_ever() {
    sys::in_every_child(stillborn::die);
    let mut pool = mortal(2);
    let forks = stillborn::FORKS.get_or_init(crate::tools::shared);
    for worker in pool.worker_ids() {
        sys::signal_child(id(), worker, KILL);
    }
    for _ in 0..2 {
        let before = forks.load(std::sync::atomic::Ordering::SeqCst);
        let error = pool.map(0..5).unwrap_err();
        assert_eq!(error.cause, Cause::NoWorker(ErrorKind::BrokenPipe));
        let made = forks.load(std::sync::atomic::Ordering::SeqCst) - before;
        assert!((1..=400).contains(&made), "{made} forks in vain");
    }
}

pub fn a_pool_that_cannot_be_made_leaves_nothing() {
    let guard = NoFork::new();
    let error = Pool::new(2, |n: u32| n).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceBusy);
    drop(guard);
    let usual = limit(Resource::As, 2 << 30);
    let error = Pool::new(4, |n: u32| n).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutOfMemory);
    assert!(error.to_string().contains("4 GiB of address space (`ulimit -v`)"), "{error}");
    limit(Resource::As, usual);
    assert_eq!(Pool::new(2, |n: u32| n).unwrap().map([1]).unwrap(), [1]);
}

/// The number in the text is enough, and one less is not.
pub fn a_pool_says_how_many_descriptors_it_needs() {
    const WORKERS: usize = 5;
    const NEEDED: usize = 2 * WORKERS + 3;
    let open = sys::open_numbers();
    let free_below = |limit: &usize| (0..*limit).filter(|fd| !open.contains(fd)).count();
    let enough = (0..).find(|limit| free_below(limit) == NEEDED).unwrap();
    let usual = limit(Resource::Nofile, enough as u64);
    assert_eq!(Pool::new(WORKERS, |n: u32| n).unwrap().map([1]).unwrap(), [1]);
    limit(Resource::Nofile, enough as u64 - 1);
    let text = Pool::new(WORKERS, |n: u32| n).unwrap_err().to_string();
    limit(Resource::Nofile, usual);
    let needs = format!("a pool of {WORKERS} workers needs {NEEDED} free descriptors");
    assert!(text.contains(&needs) && text.contains("Too many open files"), "{text}");
}

pub fn more_workers_than_there_can_be_are_refused() {
    let usual = limit(Resource::Nofile, 40);
    let error = PoolOptions::new().workers(usize::MAX).build(|n: u32| n).unwrap_err();
    limit(Resource::Nofile, usual);
    assert!(error.to_string().contains("ulimit -n"), "{error}");
}

/// The kernel polls no more descriptors than a process may open (`poll(2)`).
pub fn a_limit_that_came_later_is_named() {
    let mut pool = mortal(4);
    let usual = limit(Resource::Nofile, 7);
    let panic = panic::catch_unwind(AssertUnwindSafe(|| pool.map(0..5))).unwrap_err();
    limit(Resource::Nofile, usual);
    let text = panic.downcast::<String>().unwrap();
    assert!(text.contains("8 descriptors") && text.contains("ulimit -n"), "{text}");
    assert_works_again(&mut pool);
}
