//! What std's `Command` cannot say safely: begin with the default for every signal, die when your parent dies.

#![expect(unsafe_code, reason = "code between fork and exec is unsafe by its nature")]

use std::io;
use std::mem;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::ptr;

use rustix::process::{Signal, getpid, getppid, set_parent_process_death_signal};

/// Starts the command's process as from a fresh shell, and lets the kernel kill it when the thread that spawns it ends, see
/// `prctl(2)`.
pub(crate) fn begin_anew(command: &mut Command) {
    let parent = getpid();
    let begin = move || {
        default_signals();
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // The parent may have died before the line above took hold.
        if getppid() == Some(parent) { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    };
    // SAFETY: between fork and exec the closure makes system calls that signal-safety(7) allows, and neither allocates nor locks.
    unsafe { command.pre_exec(begin) };
}

/// Gives every signal its default disposition, and blocks none. Both would be inherited: a background job of a script has
/// SIGINT ignored, and a demo that shows what Ctrl-C does would show nothing.
fn default_signals() {
    for signal in 1..=libc::SIGRTMAX() {
        // SAFETY: SIG_DFL runs no code of ours; two signals cannot be changed, and two are the C library's own: EINVAL.
        unsafe { libc::signal(signal, libc::SIG_DFL) };
    }
    // SAFETY: all zeroes is a set of signals, the empty one with glibc.
    let none: libc::sigset_t = unsafe { mem::zeroed() };
    // SAFETY: the set lives until the call returns; the old one is not asked for.
    unsafe { libc::sigprocmask(libc::SIG_SETMASK, &none, ptr::null_mut()) };
}
