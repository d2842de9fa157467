//! How an executor ends, and what it leaves: nothing.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use executor::{Cause, Executor, Ticket};

use crate::tools::{LONG, count_up, shared, sleepers, threads, until, wait_until, within};

const CLOSED: Cause = Cause::NoWorker(ErrorKind::NotConnected);

pub fn no_thread_is_there_before_the_first_task_and_none_after_the_last_clone() {
    let executor = Executor::new(1, |n: u8| n).unwrap();
    let other = executor.clone();
    assert_eq!(threads(), 1);
    process::spawn(|| ()).unwrap().join().unwrap();
    assert_eq!(executor.submit(1).wait(), Ok(1));
    let refused = process::spawn(|| ()).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::ResourceBusy);
    assert!(refused.to_string().contains("\"executor\""), "{refused}");
    drop(executor);
    assert_eq!(other.submit(1).wait(), Ok(1));
    drop(other);
    process::spawn(|| ()).unwrap().join().unwrap();
}

pub fn close_waits_for_all_that_was_submitted() {
    let (done, go) = (shared(), shared());
    let task = |()| {
        wait_until(&go, 1);
        count_up(&done);
    };
    let executor = Executor::new(2, task).unwrap();
    (0..2000).for_each(|_| executor.submit(()).detach());
    let other = executor.clone();
    thread::scope(|scope| {
        let closing = [executor.clone(), executor].map(|clone| scope.spawn(|| clone.close()));
        until(|| other.submit(()).wait_timeout(Duration::ZERO) == Some(Err(CLOSED)));
        assert_eq!(done.load(SeqCst), 0);
        count_up(&go);
        closing.into_iter().for_each(|closing| closing.join().unwrap().unwrap());
    });
    assert!(done.load(SeqCst) >= 2000);
    assert_eq!(other.submit(()).wait(), Err(CLOSED));
}

pub fn an_executor_that_had_nothing_to_do_is_closed_and_dropped() {
    Executor::new(1, |n: u8| n).unwrap().close().unwrap();
    drop(Executor::new(1, |n: u8| n).unwrap());
}

pub fn the_last_clone_ends_what_waits_and_what_runs() {
    let begun = shared();
    let executor = sleepers(2, &begun);
    executor.submit(LONG).detach();
    let held: Vec<_> = (0..2000).map(|_| executor.submit(LONG)).collect();
    wait_until(&begun, 2);
    within(Duration::from_secs(1), "the drop", || drop(executor));
    assert_eq!(test_harness::children(), "");
    for ticket in held {
        assert_eq!(ticket.wait(), Err(CLOSED));
    }
}

/// Holds what it drops when it is woken.
struct Drops(Mutex<Option<Executor<(), ()>>>, AtomicBool);

impl Wake for Drops {
    fn wake(self: Arc<Self>) {
        drop(self.0.lock().unwrap().take());
        self.1.store(true, SeqCst);
    }
}

fn poll(ticket: &mut Ticket<()>, waker: &Waker) -> Poll<Result<(), Cause>> {
    std::pin::Pin::new(ticket).poll(&mut Context::from_waker(waker))
}

pub fn a_waker_may_drop_the_last_clone() {
    let go = shared();
    let executor = Executor::new(1, |()| wait_until(&go, 1)).unwrap();
    let mut ticket = executor.submit(());
    let drops = Arc::new(Drops(Mutex::new(Some(executor)), AtomicBool::new(false)));
    assert!(poll(&mut ticket, &drops.clone().into()).is_pending());
    count_up(&go);
    until(|| drops.1.load(SeqCst));
    assert_eq!(poll(&mut ticket, Waker::noop()), Poll::Ready(Ok(())));
    until(|| threads() == 1);
}

struct Closes(Mutex<Option<Executor<(), ()>>>, mpsc::Sender<ErrorKind>);

impl Wake for Closes {
    fn wake(self: Arc<Self>) {
        let executor = self.0.lock().unwrap().take().unwrap();
        self.1.send(executor.close().unwrap_err().kind()).unwrap();
    }
}

pub fn a_waker_that_closes_is_told_that_it_cannot_wait() {
    let go = shared();
    let executor = Executor::new(1, |()| wait_until(&go, 1)).unwrap();
    let mut ticket = executor.submit(());
    let (tell, told) = mpsc::channel();
    let closes = Arc::new(Closes(Mutex::new(Some(executor)), tell));
    assert!(poll(&mut ticket, &closes.into()).is_pending());
    count_up(&go);
    assert_eq!(told.recv().unwrap(), ErrorKind::Deadlock);
    assert_eq!(ticket.wait(), Ok(()));
    until(|| threads() == 1);
}

struct Panics;

impl Wake for Panics {
    fn wake(self: Arc<Self>) {
        std::panic::resume_unwind(Box::new("a waker's own fault"));
    }
}

pub fn a_waker_that_panics_stops_no_other_ticket() {
    let go = shared();
    let executor = Executor::new(1, |()| wait_until(&go, 1)).unwrap();
    let mut ticket = executor.submit(());
    assert!(poll(&mut ticket, &Arc::new(Panics).into()).is_pending());
    count_up(&go);
    assert_eq!(executor.submit(()).wait(), Ok(()));
    assert_eq!(ticket.wait(), Ok(()));
}

pub fn a_clone_in_a_child_refuses_and_its_drop_does_nothing() {
    let executor = Executor::new(1, |n: u8| n).unwrap();
    let inherited = executor.clone();
    let child = process::spawn(move || {
        let refused = Err(Cause::NoWorker(ErrorKind::Unsupported));
        assert_eq!(inherited.submit(1).wait(), refused);
        assert_eq!(inherited.clone().close().unwrap_err().kind(), ErrorKind::Unsupported);
        drop(inherited);
    });
    assert!(child.unwrap().join().unwrap().success());
    assert_eq!(executor.submit(1).wait(), Ok(1));
}
