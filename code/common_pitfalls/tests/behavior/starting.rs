//! When children run at the same time, and when they only seem to.

use std::fs;
use std::io;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use process::{Process, spawn};
use shared_memory::Shared;

use crate::common::{tell, wait_for_byte};
use crate::sys;

const CHILDREN: u32 = 3;

/// Counts the steps of all children in the order in which they happen: a child takes two.
struct Steps(Shared<AtomicU32>);

impl Steps {
    fn new() -> Self {
        Steps(Shared::new(AtomicU32::new(0)).unwrap())
    }

    /// A child's work: it begins and ends with no other in between, or panics.
    fn work_undisturbed(&self) {
        let begun = self.0.fetch_add(1, SeqCst);
        std::thread::yield_now();
        assert_eq!(self.0.fetch_add(1, SeqCst), begun + 1);
    }
}

pub fn a_lazy_chain_runs_one_at_a_time() {
    let steps = Steps::new();
    let started = Shared::new(AtomicU32::new(0)).unwrap();
    let chain = (0..CHILDREN).map(|_| {
        started.fetch_add(1, SeqCst);
        spawn(|| steps.work_undisturbed()).unwrap()
    });
    for (joined, child) in chain.enumerate() {
        assert_eq!(started.load(SeqCst), 1 + u32::try_from(joined).unwrap());
        assert!(child.join().unwrap().success());
    }
    assert_eq!(steps.0.load(SeqCst), 2 * CHILDREN);
}

pub fn a_process_that_is_not_kept_is_waited_for_at_once() {
    let steps = Steps::new();
    for child in 0..CHILDREN {
        let _ = spawn(|| steps.work_undisturbed()).unwrap();
        assert_eq!(steps.0.load(SeqCst), 2 * (child + 1));
    }
}

pub fn collected_children_run_at_the_same_time() {
    let (met, meet) = io::pipe().unwrap();
    let (gate, opener) = io::pipe().unwrap();
    let work = || {
        tell(&meet);
        wait_for_byte(&gate);
    };
    let children: Vec<Process> = (0..CHILDREN).map(|_| spawn(work).unwrap()).collect();
    // None of them ends before all of them have begun.
    (0..CHILDREN).for_each(|_| wait_for_byte(&met));
    (0..CHILDREN).for_each(|_| tell(&opener));
    children.into_iter().for_each(|child| assert!(child.join().unwrap().success()));
}

pub fn a_child_of_std_that_is_dropped_stays_as_a_zombie() {
    let child = Command::new("true").spawn().unwrap();
    let pid = child.id();
    drop(child);
    let is_zombie = || {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
        status.lines().any(|line| line.starts_with("State:") && line.contains("zombie"))
    };
    while !is_zombie() {
        std::thread::yield_now();
    }
    sys::wait_for(pid);
}
