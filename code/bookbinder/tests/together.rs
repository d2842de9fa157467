//! Two at once, and Ctrl-C in the middle: nothing half-written is left, and nothing running.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::time::{Duration, Instant};

use common::{LIMIT, Project, ends_within, exists, finish};
use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

mod common;

#[test]
fn two_binds_at_once_wait_for_each_other() {
    let project = Project::new("<!-- cmdrun echo run >> target/runs; echo done -->\n");
    let both = [project.start(&[]), project.start(&[])];
    for run in both.map(finish) {
        assert!(run.status.success(), "{}", run.stderr);
    }
    assert!(project.html().contains("done"));
    assert_eq!(project.read("target/runs"), "run\n", "the second one had nothing to run");
    assert!(!project.path("target/book.new").exists());
}

#[test]
fn a_bind_that_waits_for_another_can_be_interrupted() {
    let (project, first, _) = in_the_middle();
    let mut second = project.start(&[]);
    let mut stderr = BufReader::new(second.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    assert!(line.starts_with("waiting for another"), "{line}");
    let pid = Pid::from_child(&second);
    assert!(waits_for_a_lock_within(pid, LIMIT), "it does not wait");
    kill_process(pid, Signal::INT).unwrap();
    let ended = ends_within(pid, LIMIT);
    second.kill().unwrap();
    assert!(ended, "it waits on");
    assert_eq!(second.wait().unwrap().code(), Some(130));
    kill_process_group(Pid::from_child(&first), Signal::INT).unwrap();
    finish(first);
}

/// Whether the kernel lists a process among those that wait for a lock, see `proc_locks(5)`.
fn waits_for_a_lock_within(pid: Pid, time: Duration) -> bool {
    let deadline = Instant::now() + time;
    let pid = pid.as_raw_pid().to_string();
    let waits = |line: &str| {
        line.contains("-> FLOCK") && line.split_whitespace().any(|word| word == pid)
    };
    while Instant::now() < deadline {
        if std::fs::read_to_string("/proc/locks").unwrap().lines().any(waits) {
            return true;
        }
        std::thread::yield_now();
    }
    false
}

/// A book that was bound once, a second bind of it in the middle of a demo, and the demo's processes:
/// the first one, its child, and a child that has left the group.
fn in_the_middle() -> (Project, Child, Vec<Pid>) {
    let project = Project::new("# The last good book\n");
    project.bind();
    let script = "sleep 300 & a=$!; setsid sleep 300 & echo $$ $a $! > fifo; wait";
    project.write("book/page.md", &format!("<!-- cmdrun {script} # limit 600s -->\n"));
    let fifo = project.path("fifo");
    mkfifoat(CWD, &fifo, Mode::RWXU).unwrap();
    let child = project.start(&[]);
    // Opened for both, it waits for no other side; the line comes once the demo has its children.
    let fifo = File::options().read(true).write(true).open(fifo).unwrap();
    assert!(common::is_readable_within(&fifo, LIMIT), "the demo did not start");
    let mut line = String::new();
    BufReader::new(fifo).read_line(&mut line).unwrap();
    let pids: Vec<i32> = line.split_whitespace().map(|pid| pid.parse().unwrap()).collect();
    assert_eq!(pids.len(), 3, "{line}");
    (project, child, pids.into_iter().filter_map(Pid::from_raw).collect())
}

fn assert_last_book_is_whole(project: &Project) {
    assert!(project.html().contains("The last good book"));
    assert!(!project.path("target/book.new").exists(), "a half-bound book is left");
    project.write("book/page.md", "# The next book\n");
    std::fs::remove_file(project.path("fifo")).unwrap();
    project.bind();
    assert!(project.html().contains("The next book"));
}

#[test]
fn ctrl_c_in_the_middle_of_a_demo_leaves_nothing() {
    let (project, child, demo) = in_the_middle();
    kill_process_group(Pid::from_child(&child), Signal::INT).unwrap();
    let run = finish(child);
    assert_eq!(run.status.code(), Some(130), "{}", run.stderr);
    assert!(run.stderr.contains("interrupted"), "{}", run.stderr);
    assert!(!demo.into_iter().any(exists), "a process of the demo outlived bookbinder");
    assert_last_book_is_whole(&project);
}

#[test]
fn a_signal_to_bookbinder_alone_leaves_nothing() {
    let (project, child, demo) = in_the_middle();
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let run = finish(child);
    assert_eq!(run.status.code(), Some(130), "{}", run.stderr);
    assert!(!demo.into_iter().any(exists), "a process of the demo outlived bookbinder");
    assert_last_book_is_whole(&project);
}

#[test]
fn bookbinder_killed_outright_leaves_nothing_running() {
    let (project, child, demo) = in_the_middle();
    kill_process(Pid::from_child(&child), Signal::KILL).unwrap();
    assert_eq!(finish(child).status.signal(), Some(9));
    assert!(
        demo.into_iter().all(|pid| ends_within(pid, LIMIT)),
        "a process of the demo lives on"
    );
    // It had no time to clean up; the next one does.
    project.write("book/page.md", "# The next book\n");
    std::fs::remove_file(project.path("fifo")).unwrap();
    project.bind();
    assert!(!project.path("target/book.new").exists());
}

#[test]
fn the_whole_group_killed_outright_takes_the_demo_along() {
    let (_project, child, demo) = in_the_middle();
    kill_process_group(Pid::from_child(&child), Signal::KILL).unwrap();
    assert_eq!(finish(child).status.signal(), Some(9));
    assert!(ends_within(demo[0], LIMIT), "the demo lives on");
    for child in &demo[1..] {
        // The wrapper that would have done it is gone.
        let _ = kill_process(*child, Signal::KILL);
    }
}
