//! All that came of a process: its children, theirs, and those that were left to it.

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::error::Error;
use std::fs;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{
    Pid, Signal, WaitOptions, kill_process, kill_process_group, setsid, waitpid,
};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

use crate::until;

/// How long killed processes may take to go.
const A_MOMENT: Duration = Duration::from_secs(10);

/// The pids of this process's children, zombies included.
pub(crate) fn children() -> Vec<Pid> {
    children_of(std::process::id())
}

/// How many processes came of this one and are still there.
pub(crate) fn size() -> usize {
    let mut found = children();
    let mut next = 0;
    while let Some(pid) = found.get(next).copied() {
        found.extend(children_of(pid.as_raw_nonzero().get().unsigned_abs()));
        next += 1;
    }
    found.len()
}

/// Begins a process group, which neither this process nor any that comes of it can leave (`seccomp(2)`).
///
/// Where a sandbox refuses the filter, they can. Then [`end`] finds those that did, one by one.
pub(crate) fn begin_group() {
    setsid().expect("a child leads no group yet");
    let _ = forbid(&[libc::SYS_setsid, libc::SYS_setpgid]);
}

fn forbid(calls: &[i64]) -> Result<(), Box<dyn Error>> {
    let rules: BTreeMap<_, _> = calls.iter().map(|call| (*call, Vec::new())).collect();
    let refuse = SeccompAction::Errno(Errno::PERM.raw_os_error().cast_unsigned());
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, ARCH.try_into()?)?;
    let program: BpfProgram = filter.try_into()?;
    Ok(apply_filter(&program)?)
}

/// Kills a process group at once. No fork gets out of that: one that is under way when the signal comes is begun again,
/// and then the signal is there first. To kill processes one by one is too slow for those that multiply.
pub(crate) fn end_group(leader: u32) {
    if let Some(leader) = Pid::from_raw(leader.cast_signed()) {
        let _ = kill_process_group(leader, Signal::KILL); // It may be gone.
    }
}

/// Kills every child, and those that are left to this process in turn, until there is none.
pub(crate) fn end() {
    until(A_MOMENT, || {
        children().into_iter().for_each(kill_and_reap);
        children().is_empty()
    });
}

fn kill_and_reap(pid: Pid) {
    let _ = kill_process(pid, Signal::KILL); // It may be a zombie already.
    while matches!(waitpid(Some(pid), WaitOptions::empty()), Err(Errno::INTR)) {}
}

/// The children of any process.
pub(crate) fn children_of(pid: u32) -> Vec<Pid> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    let lists = tasks
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let pids = |list: String| -> Vec<Pid> {
        list.split_whitespace().filter_map(|pid| Pid::from_raw(pid.parse().ok()?)).collect()
    };
    lists.flat_map(pids).collect()
}

/// How often a process has gone to sleep of its own accord (`proc(5)`).
pub(crate) fn sleeps(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let count = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
    count.and_then(|count| count.trim().parse().ok()).unwrap_or(0)
}
