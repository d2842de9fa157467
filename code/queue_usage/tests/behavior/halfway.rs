//! SIGKILL in the middle of a large message: it is stopped there first, so that it is certain.

use std::fs;
use std::thread;
use std::time::Duration;

use process::{Process, spawn};
use queue_usage::{RecvTimeoutError, SendTimeoutError, TryRecvError, bounded};
use serde_bytes::ByteBuf;

use crate::common::{bytes, die};
use crate::sys;

const LEN: usize = 48 << 20;

fn message() -> ByteBuf {
    ByteBuf::from(bytes(1, LEN))
}

/// Bytes of memory that the child has touched, its part of the ring included
/// (`proc_pid_statm(5)`).
fn touched(child: &Process) -> usize {
    let statm = fs::read_to_string(format!("/proc/{}/statm", child.id())).unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * sys::page_size()
}

/// Waits until a child that was sent SIGSTOP, or sent it to itself, has stopped.
fn until_stopped(child: &Process) {
    let stat = format!("/proc/{}/stat", child.id());
    while !fs::read_to_string(&stat).unwrap().contains(") T ") {
        thread::yield_now();
    }
}

/// Starts children until one could be stopped when it had touched more than an eighth of its
/// work's memory and less than seven. Each stops by itself before its work, and after it.
fn stopped_halfway<Q>(work: usize, start: impl Fn() -> (Process, Q)) -> (Process, Q) {
    loop {
        let (child, queue) = start();
        until_stopped(&child);
        let before = touched(&child);
        sys::signal(child.id(), libc::SIGCONT);
        while touched(&child) < before + work / 8 {}
        sys::signal(child.id(), libc::SIGSTOP);
        until_stopped(&child);
        if touched(&child) < before + work * 7 / 8 {
            return (child, queue);
        }
        die(child); // It was too quick for us.
    }
}

pub fn a_sender_that_is_killed_in_the_middle_of_a_message_has_sent_nothing() {
    let (child, (sender, receiver)) = stopped_halfway(LEN, || {
        let (sender, receiver) = bounded(4).unwrap();
        let its = sender.clone();
        let child = spawn(move || {
            let message = message();
            sys::stop();
            its.send(message).unwrap();
            sys::stop();
        });
        (child.unwrap(), (sender, receiver))
    });
    assert!(receiver.is_empty());
    let late = sender.send_timeout(ByteBuf::new(), Duration::ZERO);
    assert_eq!(late, Err(SendTimeoutError::Timeout(ByteBuf::new()))); // And not: once it goes on.
    die(child);
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    sender.send(ByteBuf::from(bytes(2, LEN))).unwrap(); // Where the other one lies, half of it.
    assert!(receiver.recv().unwrap() == bytes(2, LEN));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
}

pub fn a_receiver_that_is_killed_in_the_middle_of_a_message_leaves_it_to_the_next_one() {
    // It touches the message in the ring, and its own copy.
    let (child, (sender, receiver)) = stopped_halfway(2 * LEN, || {
        let (sender, receiver) = bounded(4).unwrap();
        let its = receiver.clone();
        sender.send(message()).unwrap();
        let child = spawn(move || {
            sys::stop();
            assert!(its.recv().is_ok());
            sys::stop();
        });
        (child.unwrap(), (sender, receiver))
    });
    assert_eq!(sender.len(), 1);
    assert_eq!(receiver.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
    die(child);
    assert!(receiver.recv().unwrap() == message());
    assert!(receiver.is_empty());
}
