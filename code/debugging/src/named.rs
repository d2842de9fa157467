use std::fs;
use std::io;

use process::{Process, spawn};

use crate::sys;

// ANCHOR: named
/// A child that carries a name, so that `ps` and [`Family`](crate::Family) can tell it from its
/// siblings. Of a long name it carries the first 15 bytes, or less, to cut no character in two.
///
/// # Errors
/// Those of [`process::spawn`].
pub fn named(name: &str, work: impl FnOnce() + Send) -> io::Result<Process> {
    let name = cut(name);
    spawn(move || {
        fs::write("/proc/self/comm", name).expect("a process may name itself");
        work();
    })
}
// ANCHOR_END: named

/// As much of a name as the kernel keeps, in whole characters. The kernel itself counts bytes.
fn cut(name: &str) -> &str {
    let ends = name.char_indices().map(|(start, character)| start + character.len_utf8());
    let end = ends.take_while(|end| *end <= KEPT).last().unwrap_or(0);
    &name[..end]
}

/// The bytes of a name that the kernel keeps (`proc_pid_comm(5)`).
const KEPT: usize = 15;

/// From now on every process of the same user may look into this process with a debugger.
///
/// Some systems allow that only to its ancestors (`kernel.yama.ptrace_scope` is 1), and this lifts
/// the restriction. Children do not inherit the permission: each gives it for itself. Where there
/// is no such restriction, nothing happens.
///
/// # Errors
/// What `prctl(2)` says, other than that it knows no such restriction.
pub fn allow_debuggers() -> io::Result<()> {
    match sys::allow_every_tracer() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        answer => answer,
    }
}
