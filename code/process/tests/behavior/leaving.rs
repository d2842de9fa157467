//! Many children, and none left behind.

use std::io::{self, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::exit;
use std::time::Duration;

use process::{Process, spawn};
use test_harness::{children, open_descriptors};

use crate::common::{burn, ended, forever, rest, tell, wait_for_byte};

pub fn a_thousand_in_a_row_leave_nothing() {
    let before = open_descriptors();
    for number in 0..1000 {
        assert_eq!(ended(move || exit(number % 256)).code(), Some(number % 256));
    }
    assert_eq!(open_descriptors(), before);
    assert_eq!(children(), "");
}

pub fn a_hundred_run_at_once() {
    let (mut started, tell_started) = io::pipe().unwrap();
    let (go, mut say_go) = io::pipe().unwrap();
    let work = || {
        tell(&tell_started);
        wait_for_byte(&go);
    };
    let children: Vec<Process> = (0..100).map(|_| spawn(work).unwrap()).collect();
    // None of them ends before all of them have begun.
    started.read_exact(&mut [0; 100]).unwrap();
    say_go.write_all(&[0; 100]).unwrap();
    assert!(children.into_iter().all(|child| child.join().unwrap().success()));
}

pub fn children_have_children() {
    fn descend(depth: u32) {
        if depth > 0 {
            assert!(ended(|| descend(depth - 1)).success());
        }
    }
    descend(20);
}

// ANCHOR: orphans
pub fn killing_the_parent_at_any_moment_leaves_no_orphan() {
    for round in 0..300_u32 {
        let (mut lifeline, held) = io::pipe().unwrap();
        let parent = spawn(move || {
            tell(&held);
            let _children: Vec<Process> = (0..3).map(|_| spawn(forever).unwrap()).collect();
            forever();
        })
        .unwrap();
        lifeline.read_exact(&mut [0]).unwrap();
        // A moment that differs from round to round: before, between and after the three forks.
        burn(Duration::from_micros((round * 7 % 300 * 10).into()));
        parent.kill().unwrap();
        assert_eq!(parent.join().unwrap().signal(), Some(libc::SIGKILL));
        // An orphan would hold the pipe open, and this read would run into the test's limit.
        assert_eq!(rest(&mut lifeline), b"");
    }
}
// ANCHOR_END: orphans
