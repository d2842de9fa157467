//! What a test may leave behind, and must not.

use std::fs;
use std::io::{self, PipeReader, PipeWriter};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::{FdFlags, fcntl_setfd};
use rustix::process::{Pid, Signal, kill_process};

use crate::limit::patient;

/// A thread that was joined, and a process that was killed, take a moment to go.
const A_MOMENT: Duration = Duration::from_secs(2);

/// Runs a test and panics if it leaves a child, a thread or an open descriptor.
pub(crate) fn nothing(test: fn()) {
    let before = open_descriptors();
    test();
    assert_eq!(children(), "", "the test left these children (pids), running or unwaited for");
    let left: Vec<_> =
        open_descriptors().into_iter().filter(|fd| !before.contains(fd)).collect();
    assert!(left.is_empty(), "the test left these descriptors open: {left:?}");
    if !within_a_moment(|| tasks().len() == 1) {
        let others = process::other_threads().expect("/proc is mounted");
        panic!("the test left a thread running: {}", others.expect("they run on"));
    }
}

/// What this process has open, as `number -> target`.
///
/// # Panics
///
/// If `/proc` cannot be read.
#[must_use]
pub fn open_descriptors() -> Vec<String> {
    let own = format!("/proc/{}/fd", std::process::id());
    let mut open = Vec::new();
    for entry in fs::read_dir("/proc/self/fd").expect("/proc is mounted").flatten() {
        match fs::read_link(entry.path()) {
            // The descriptor that reads this very folder.
            Ok(target) if target.as_os_str() == own.as_str() => {}
            Ok(target) => {
                let number = entry.file_name();
                open.push(format!("{} -> {}", number.to_string_lossy(), target.display()));
            }
            Err(_) => {}
        }
    }
    open.sort();
    open
}

/// The pids of this process's children, zombies included, separated by spaces.
///
/// # Panics
///
/// If `/proc` cannot be read.
#[must_use]
pub fn children() -> String {
    let of_task = |task: String| {
        fs::read_to_string(format!("/proc/self/task/{task}/children")).unwrap_or_default()
    };
    let all: String = tasks().into_iter().map(of_task).collect();
    all.trim().to_owned()
}

fn tasks() -> Vec<String> {
    let tasks = fs::read_dir("/proc/self/task").expect("/proc is mounted");
    tasks.flatten().map(|task| task.file_name().to_string_lossy().into_owned()).collect()
}

fn within_a_moment(mut holds: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + patient(A_MOMENT);
    while !holds() {
        if Instant::now() > deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(1));
    }
    true
}

/// A pipe whose end is inherited by whatever the test starts, across `exec` too. Who still
/// holds it when the test has ended was left behind.
pub(crate) struct Lifeline {
    _reader: PipeReader,
    writer: PipeWriter,
}

impl Lifeline {
    pub(crate) fn new() -> io::Result<Self> {
        let (reader, writer) = io::pipe()?;
        fcntl_setfd(&writer, FdFlags::empty())?; // Not closed on exec.
        Ok(Self { _reader: reader, writer })
    }

    /// Kills those that are still there after a moment, and says which programs they were.
    pub(crate) fn kill_stragglers(self) -> io::Result<Vec<String>> {
        let name = fs::read_link(format!(
            "/proc/self/fd/{}",
            std::os::fd::AsRawFd::as_raw_fd(&self.writer)
        ))?;
        let holders = || {
            let is_other = |pid: &u32| *pid != std::process::id();
            pids().into_iter().filter(is_other).filter(|pid| holds(*pid, &name)).collect()
        };
        let mut left: Vec<u32> = Vec::new();
        within_a_moment(|| {
            left = holders();
            left.is_empty()
        });
        for pid in left.iter().filter_map(|pid| Pid::from_raw(pid.cast_signed())) {
            let _ = kill_process(pid, Signal::KILL);
        }
        let comm = |pid| fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        Ok(left.into_iter().map(|pid| comm(pid).trim().to_owned()).collect())
    }
}

fn pids() -> Vec<u32> {
    let all = fs::read_dir("/proc").expect("/proc is mounted").flatten();
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

fn holds(pid: u32, pipe: &std::path::Path) -> bool {
    let open = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    open.filter_map(|entry| fs::read_link(entry.path()).ok()).any(|target| target == pipe)
}
