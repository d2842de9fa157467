//! What an executor asks of the program, and what its processes do not have.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::sync::mpsc;
use std::thread;

use executor::Executor;
use queue_usage::{RecvError, TryRecvError};

use crate::tools::options;

pub fn beside_a_second_thread_no_executor_is_made() {
    let (end, ended) = mpsc::channel::<()>();
    let thread = thread::spawn(move || ended.recv());
    let refused = Executor::new(1, |n: u8| n).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
    drop(end);
    let _ = thread.join();
}

pub fn options_that_no_pool_can_have_are_refused_with_its_words() {
    let refused = Executor::with(options(0), |n: u8| n).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
    assert!(refused.to_string().contains("0 workers"), "{refused}");
    let refused = Executor::with(options(1).attempts(0), |n: u8| n).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidInput);
}

/// What a process has open.
fn open_in(process: u32) -> BTreeSet<String> {
    let open = fs::read_dir(format!("/proc/{process}/fd")).unwrap().flatten();
    let names = open.filter_map(|entry| fs::read_link(entry.path()).ok());
    names.map(|name| name.display().to_string()).collect()
}

pub fn what_the_parent_opens_later_is_in_no_worker() {
    let executor = Executor::new(1, |()| open_in(std::process::id())).unwrap();
    let mut later = File::options().write(true).open("/dev/full").unwrap();
    let in_worker = executor.submit(()).wait().unwrap();
    assert!(!in_worker.contains("/dev/full"), "{in_worker:?}");
    assert!(!open_in(executor.keeper_id()).contains("/dev/full"));
    assert!(later.write(b"full").is_err());
}

pub fn a_worker_has_no_end_of_the_line_between_parent_and_keeper() {
    let executor = Executor::new(2, |()| open_in(std::process::id())).unwrap();
    let sockets = |open: BTreeSet<String>| -> BTreeSet<String> {
        open.into_iter().filter(|name| name.starts_with("socket:")).collect()
    };
    let here = sockets(open_in(std::process::id()));
    let keeper = sockets(open_in(executor.keeper_id()));
    let worker = sockets(executor.submit(()).wait().unwrap());
    assert!(
        !keeper.is_empty() && keeper.is_disjoint(&here),
        "the keeper has the parent's end"
    );
    assert!(worker.is_disjoint(&here), "a worker has the parent's end");
    assert!(worker.is_disjoint(&keeper), "a worker has the keeper's end");
}

/// Notices that it is dropped.
struct Noticed<'a>(&'a std::sync::atomic::AtomicU32);

impl Drop for Noticed<'_> {
    fn drop(&mut self) {
        crate::tools::count_up(self.0);
    }
}

pub fn what_the_task_captured_by_move_is_dropped_here() {
    let dropped = std::sync::atomic::AtomicU32::new(0);
    let captured = Noticed(&dropped);
    let executor = Executor::new(1, move |n: u8| {
        let _ = &captured;
        n
    });
    assert_eq!(dropped.load(std::sync::atomic::Ordering::SeqCst), 1);
    assert_eq!(executor.unwrap().submit(1).wait(), Ok(1));
}

/// A guard of std's is `Sync` and not `Send`: a fork asks for the first only.
pub fn a_task_may_capture_what_must_not_change_its_thread() {
    let locked = std::sync::Mutex::new(40);
    let guard = locked.lock().unwrap();
    let executor = Executor::new(1, move |n: u8| n + *guard).unwrap();
    assert!(locked.try_lock().is_ok(), "the copy of this process was dropped");
    assert_eq!(executor.submit(2).wait(), Ok(42));
}

/// A queue counts the keeper as its sender: this process has given its own end away.
pub fn a_sender_that_the_task_captured_is_the_keepers() {
    let (sender, receiver) = queue_usage::bounded::<u32>(4).unwrap();
    let sender = std::sync::Mutex::new(sender);
    let executor = Executor::new(1, move |n: u32| sender.lock().unwrap().send(n).unwrap());
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    executor.unwrap().close().unwrap();
    assert_eq!(receiver.recv(), Err(RecvError::Disconnected));
}
