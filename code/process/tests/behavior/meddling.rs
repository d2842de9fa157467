//! What others do to our children.

use std::io;
use std::mem;
use std::os::fd::AsFd;
use std::time::Duration;

use process::spawn;
use test_harness::children;

use crate::common::{ended, waiting_child};
use crate::sys;

pub fn with_sigchld_ignored_spawn_works_and_join_is_an_error() {
    sys::ignore_sigchld();
    for _ in 0..500 {
        let mut child = spawn(|| ()).unwrap();
        sys::wait_until_readable(child.as_fd());
        child.kill().unwrap();
        assert_says(&child.try_join().unwrap_err(), &["SIGCHLD is ignored", "SIG_DFL"]);
        assert_says(&child.join().unwrap_err(), &["SIGCHLD is ignored", "SIG_DFL"]);
    }
    drop(spawn(|| ()).unwrap());
    assert_eq!(children(), "");
}

pub fn after_a_foreign_wait_join_is_an_error() {
    let mut child = spawn(|| ()).unwrap();
    assert_eq!(sys::wait_for_any_child(), child.id());
    let timeout = Duration::from_secs(1000);
    assert_says(
        &child.join_timeout(timeout).unwrap_err(),
        &["waitpid(-1)", "took its status"],
    );
    assert_says(&child.join().unwrap_err(), &["waitpid(-1)", "took its status"]);
}

pub fn join_by_another_process_than_the_parent_is_an_error() {
    let (mut sibling, leash) = waiting_child();
    let status = ended(|| {
        let error = mem::replace(&mut sibling, spawn(|| ()).unwrap()).join().unwrap_err();
        assert_says(&error, &["not its parent", "join it there"]);
    });
    assert!(status.success(), "{status}");
    leash.let_go();
    assert_eq!(sibling.join().unwrap().code(), Some(7));
}

/// The error says these words, and is of the kind that the kernel's own is.
fn assert_says(error: &io::Error, words: &[&str]) {
    let text = error.to_string();
    assert!(words.iter().all(|word| text.contains(word)), "{text}");
    assert_eq!(error.kind(), io::Error::from_raw_os_error(libc::ECHILD).kind());
}

pub fn an_inherited_copy_neither_waits_nor_kills() {
    let (mut sibling, leash) = waiting_child();
    let status = ended(|| {
        // What a child borrows is its own copy, which it may take and drop, here while panicking.
        let _inherited = mem::replace(&mut sibling, spawn(|| ()).unwrap());
        panic!("this message is part of the test");
    });
    assert_eq!(status.code(), Some(101));
    assert_eq!(sibling.try_join().unwrap(), None, "it still runs");
    leash.let_go();
    assert_eq!(sibling.join().unwrap().code(), Some(7));
}
