//! The one thing that std's `Command` cannot say safely: die when your parent dies.

#![expect(unsafe_code, reason = "code between fork and exec is unsafe by its nature")]

use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::{Signal, getpid, getppid, set_parent_process_death_signal};

/// Lets the kernel kill the command's process when the thread that spawns it ends, see `prctl(2)`.
pub(crate) fn die_with_parent(command: &mut Command) {
    let parent = getpid();
    let bind_life = move || {
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // The parent may have died before the line above took hold.
        if getppid() == Some(parent) { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    };
    // SAFETY: between fork and exec the closure makes two raw system calls, and neither allocates nor locks.
    unsafe { command.pre_exec(bind_life) };
}
