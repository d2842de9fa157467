//! `ptrace(2)`.
#![expect(unsafe_code, reason = "ptrace has no safe face in std")]

use std::io;
use std::ptr;

/// Stops this process. From here on its parent decides how far it goes, by [`step`].
///
/// # Panics
///
/// If the kernel, or a sandbox, does not allow it.
pub fn be_stepped() {
    let none = ptr::null_mut::<libc::c_void>();
    // SAFETY: PTRACE_TRACEME looks at no other argument.
    let traced = unsafe { libc::ptrace(libc::PTRACE_TRACEME, 0, none, none) };
    assert_ne!(traced, -1, "ptrace: {}", io::Error::last_os_error());
    stop();
}

/// Stops this process: it has come to the end of what is stepped.
pub fn stop() {
    // SAFETY: raise only sends a signal to this thread.
    unsafe { libc::raise(libc::SIGSTOP) };
}

/// Waits until `child` has called [`be_stepped`], and lets it do so many instructions. True: it
/// has called [`stop`] before that.
///
/// # Errors
///
/// What `ptrace(2)` and `waitpid(2)` say. Some systems let no process step another.
pub fn step(child: u32, instructions: usize) -> io::Result<bool> {
    let none = ptr::null_mut::<libc::c_void>();
    let child = child as libc::pid_t;
    if wait_for_stop(child)? != libc::SIGSTOP {
        return Err(io::Error::other("it was to stop itself"));
    }
    for _ in 0..instructions {
        // SAFETY: a step of a stopped child writes nothing here.
        if unsafe { libc::ptrace(libc::PTRACE_SINGLESTEP, child, none, none) } == -1 {
            return Err(io::Error::last_os_error());
        }
        if wait_for_stop(child)? == libc::SIGSTOP {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Lets a child run on that [`step`] has stopped. A later [`stop`] of its own stops it for good.
///
/// # Errors
///
/// What `ptrace(2)` says.
pub fn let_go(child: u32) -> io::Result<()> {
    let none = ptr::null_mut::<libc::c_void>();
    // SAFETY: PTRACE_DETACH looks at no address, and its data, no signal, is null.
    match unsafe { libc::ptrace(libc::PTRACE_DETACH, child as libc::pid_t, none, none) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// The signal with which the child has stopped.
fn wait_for_stop(child: libc::pid_t) -> io::Result<i32> {
    let mut status = 0;
    // SAFETY: the kernel writes one int to `status`.
    if unsafe { libc::waitpid(child, &mut status, libc::__WALL) } == -1 {
        return Err(io::Error::last_os_error());
    }
    if libc::WIFSTOPPED(status) {
        return Ok(libc::WSTOPSIG(status));
    }
    Err(io::Error::other("this system lets no process be stepped by its parent"))
}
