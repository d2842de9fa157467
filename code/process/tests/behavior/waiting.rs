//! Waiting for a child: at once, for a while, forever.

use std::io;
use std::os::fd::AsFd;
use std::panic;
use std::time::{Duration, Instant};

use process::spawn;
use test_harness::{be_interrupted_every_millisecond, children};

use crate::common::{burn, forever, rest, tell, waiting_child};
use crate::sys;

pub fn try_join_says_none_then_the_status_again_and_again() {
    let (mut child, leash) = waiting_child();
    assert_eq!(child.try_join().unwrap(), None);
    leash.let_go();
    sys::wait_until_readable(child.as_fd());
    for _ in 0..3 {
        assert_eq!(child.try_join().unwrap().unwrap().code(), Some(7));
    }
    assert_eq!(child.join_timeout(Duration::ZERO).unwrap().unwrap().code(), Some(7));
    assert_eq!(child.join().unwrap().code(), Some(7));
}

pub fn join_timeout_of_a_running_child_is_none_and_not_early() {
    let (mut child, leash) = waiting_child();
    for timeout in [0, 1, 50].map(Duration::from_millis) {
        let start = Instant::now();
        assert_eq!(child.join_timeout(timeout).unwrap(), None);
        assert!(start.elapsed() >= timeout);
    }
    leash.let_go();
    assert_eq!(child.join().unwrap().code(), Some(7));
}

pub fn join_timeout_of_an_ended_child_does_not_wait() {
    // A wait of the second kind would run into the limit of the test.
    for timeout in [0, 1000].map(Duration::from_secs) {
        let (mut child, leash) = waiting_child();
        leash.let_go();
        sys::wait_until_readable(child.as_fd());
        assert_eq!(child.join_timeout(timeout).unwrap().unwrap().code(), Some(7));
    }
}

pub fn join_timeout_without_end_waits() {
    let (mut child, leash) = waiting_child();
    leash.let_go();
    assert_eq!(child.join_timeout(Duration::MAX).unwrap().unwrap().code(), Some(7));
}

pub fn signals_do_not_disturb_join() {
    be_interrupted_every_millisecond();
    for _ in 0..20 {
        let child = spawn(|| burn(Duration::from_millis(20))).unwrap();
        assert!(child.join().unwrap().success());
    }
}

pub fn signals_do_not_stretch_join_timeout() {
    let (mut child, leash) = waiting_child();
    be_interrupted_every_millisecond();
    let (timeout, start) = (Duration::from_millis(200), Instant::now());
    // A wait that began anew at every signal would never end, and run into the test's limit.
    assert_eq!(child.join_timeout(timeout).unwrap(), None);
    assert!(start.elapsed() >= timeout);
    leash.let_go();
    assert_eq!(child.join().unwrap().code(), Some(7));
}

pub fn the_descriptor_polls_as_readable_once_the_child_has_ended() {
    let (child, leash) = waiting_child();
    assert!(!sys::is_readable(child.as_fd()));
    leash.let_go();
    sys::wait_until_readable(child.as_fd());
    assert_eq!(child.join().unwrap().code(), Some(7));
}

pub fn ending_a_child_that_has_ended_is_fine() {
    let (mut child, leash) = waiting_child();
    leash.let_go();
    sys::wait_until_readable(child.as_fd());
    child.kill().unwrap(); // A zombie.
    assert_eq!(child.try_join().unwrap().unwrap().code(), Some(7));
    child.kill().unwrap(); // Not even that.
    child.terminate().unwrap();
}

pub fn dropping_waits() {
    let (mut reader, writer) = io::pipe().unwrap();
    drop(spawn(move || tell(&writer)).unwrap());
    assert_eq!(children(), "");
    assert_eq!(rest(&mut reader), b"!");
}

pub fn dropping_while_panicking_kills_first() {
    let caught = panic::catch_unwind(|| {
        let _forever = spawn(forever).unwrap();
        panic!("this message is part of the test");
    });
    assert!(caught.is_err());
    assert_eq!(children(), "");
}
