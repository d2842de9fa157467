use std::fs;
use std::io;

use process::{Process, spawn};

use crate::sys;

// ANCHOR: named
/// A child that carries a name, so that `ps` and [`Family`](crate::Family) can tell it from its
/// siblings. The kernel keeps the first 15 bytes.
///
/// # Errors
/// Those of [`process::spawn`].
pub fn named(name: &str, work: impl FnOnce() + Send) -> io::Result<Process> {
    spawn(move || {
        fs::write("/proc/self/comm", name).expect("a process may name itself");
        work();
    })
}
// ANCHOR_END: named

/// From now on every process of the same user may look into this one with a debugger.
///
/// Some systems grant that to its ancestors alone (`kernel.yama.ptrace_scope` is 1), and this
/// lifts it. Children inherit it not: each says it for itself. Where there is no such restriction,
/// nothing happens.
///
/// # Errors
/// What `prctl(2)` says, other than that it knows no such restriction.
pub fn let_everybody_look() -> io::Result<()> {
    match sys::allow_every_tracer() {
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        answer => answer,
    }
}
