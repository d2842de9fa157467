//! What others do to our children.

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
        assert_eq!(child.try_join().unwrap_err().raw_os_error(), Some(libc::ECHILD));
        assert_eq!(child.join().unwrap_err().raw_os_error(), Some(libc::ECHILD));
    }
    drop(spawn(|| ()).unwrap());
    assert_eq!(children(), "");
}

pub fn after_a_foreign_wait_join_is_an_error() {
    let mut child = spawn(|| ()).unwrap();
    assert_eq!(sys::wait_for_anybody(), child.id());
    let timeout = Duration::from_secs(1000);
    assert_eq!(child.join_timeout(timeout).unwrap_err().raw_os_error(), Some(libc::ECHILD));
    assert_eq!(child.join().unwrap_err().raw_os_error(), Some(libc::ECHILD));
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
