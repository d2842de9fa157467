//! What a test may leave behind, and must not.

use std::fs;
use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{FdFlags, fcntl_setfd, retry_on_intr};
use rustix::process::{Pid, Signal, kill_process};

use crate::limit::patient;

/// A thread that was joined, and a process that was killed, take a moment to go.
const A_MOMENT: Duration = Duration::from_secs(2);
/// In the mode of what `/proc/PID/fd` lists: the descriptor is open for writing (`proc(5)`).
const OWNER_WRITES: u32 = 0o200;

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

/// A pipe whose writing end is inherited by whatever the test starts, across `exec` too. A process
/// that still holds it when the test has ended was left behind.
pub(crate) struct Lifeline(PipeReader);

impl Lifeline {
    /// The second is what the test holds.
    pub(crate) fn new() -> io::Result<(Self, PipeWriter)> {
        let (reader, writer) = io::pipe()?;
        fcntl_setfd(&writer, FdFlags::empty())?; // Not closed on exec.
        Ok((Self(reader), writer))
    }

    /// Kills those that are still there after a moment, and says which programs they were.
    pub(crate) fn kill_stragglers(self) -> io::Result<Vec<String>> {
        if self.is_let_go()? {
            return Ok(Vec::new());
        }
        let name = fs::read_link(format!("/proc/self/fd/{}", self.0.as_raw_fd()))?;
        let left: Vec<u32> = pids().into_iter().filter(|pid| holds(*pid, &name)).collect();
        for pid in left.iter().filter_map(|pid| Pid::from_raw(pid.cast_signed())) {
            let _ = kill_process(pid, Signal::KILL);
        }
        let comm = |pid| fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        Ok(left.into_iter().map(|pid| comm(pid).trim().to_owned()).collect())
    }

    /// Whether no process can write into it any more, after a moment.
    fn is_let_go(&self) -> io::Result<bool> {
        let moment = Timespec::try_from(patient(A_MOMENT)).map_err(io::Error::other)?;
        // Without a writer the pipe hangs up; nothing else is asked for.
        let mut hangs_up = [PollFd::new(&self.0, PollFlags::empty())];
        Ok(retry_on_intr(|| poll(&mut hangs_up, Some(&moment)))? == 1)
    }
}

fn pids() -> Vec<u32> {
    let all = fs::read_dir("/proc").expect("/proc is mounted").flatten();
    all.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// Whether a process can write into this pipe. The test beside it may have inherited the end that
/// reads.
fn holds(pid: u32, pipe: &Path) -> bool {
    let open = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    let writes = |link: &Path| {
        link.symlink_metadata().is_ok_and(|link| link.permissions().mode() & OWNER_WRITES != 0)
    };
    open.map(|entry| entry.path())
        .any(|link| fs::read_link(&link).is_ok_and(|target| target == pipe) && writes(&link))
}
