//! How a process ends, and what its parent is told.

use std::hint::black_box;
use std::io::{self, PipeWriter, Write};
use std::os::unix::process::ExitStatusExt;
use std::panic;
use std::process::{abort, exit};
use std::thread;

use process::spawn;

use crate::common::{ended, forever, rest};
use crate::sys;

pub fn a_child_that_returns_ends_with_code_0() {
    assert_eq!(ended(|| ()).code(), Some(0));
}

pub fn a_child_that_exits_ends_with_its_code() {
    for code in [0, 3, 255] {
        assert_eq!(ended(move || exit(code)).code(), Some(code));
    }
}

pub fn a_panic_ends_the_child_with_101_and_leaves_the_parent_alone() {
    assert_eq!(ended(|| panic!("this message is part of the test")).code(), Some(101));
    assert!(!thread::panicking());
}

pub fn an_abort_and_a_stack_overflow_arrive_as_sigabrt() {
    #[expect(unconditional_recursion, reason = "to run out of stack is the point")]
    fn overflow(depth: u64) {
        overflow(black_box(depth + 1));
        black_box(depth);
    }
    assert_eq!(ended(|| abort()).signal(), Some(libc::SIGABRT));
    assert_eq!(ended(|| overflow(0)).signal(), Some(libc::SIGABRT));
}

pub fn a_wild_pointer_arrives_as_sigsegv() {
    assert_eq!(ended(sys::follow_a_wild_pointer).signal(), Some(libc::SIGSEGV));
}

pub fn kill_and_terminate_arrive_as_their_signals() {
    let killed = spawn(forever).unwrap();
    killed.kill().unwrap();
    assert_eq!(killed.join().unwrap().signal(), Some(libc::SIGKILL));

    let terminated = spawn(forever).unwrap();
    terminated.terminate().unwrap();
    assert_eq!(terminated.join().unwrap().signal(), Some(libc::SIGTERM));
}

pub fn the_child_never_runs_the_frames_of_its_parent() {
    struct Tell(PipeWriter);
    impl Drop for Tell {
        fn drop(&mut self) {
            self.0.write_all(b"x").unwrap();
        }
    }
    let (mut reader, writer) = io::pipe().unwrap();
    {
        let _frame = Tell(writer);
        assert_eq!(ended(|| panic!("this message is part of the test")).code(), Some(101));
        assert_eq!(ended(|| panic::panic_any(PanicsWhenDropped)).code(), Some(101));
        assert_eq!(ended(|| ()).code(), Some(0));
    }
    assert_eq!(rest(&mut reader), b"x", "the frame was left once, by the parent");
}

/// What one throws may itself throw, when it is dropped after the catch.
struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("this message is part of the test");
    }
}
