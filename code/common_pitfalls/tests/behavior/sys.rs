//! What the tests ask of the kernel beyond the crates.
#![expect(
    unsafe_code,
    reason = "the bare fork, the umask and wild addresses have no safe face"
)]

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// Which side of a fork this is.
#[derive(Clone, Copy)]
pub enum Fork {
    Child,
    Parent { child: u32 },
}

/// The C library's function, bare: it returns in both processes.
pub fn fork() -> Fork {
    // SAFETY: what the child runs needs no lock that another thread could hold.
    match check(unsafe { libc::fork() }) {
        0 => Fork::Child,
        child => Fork::Parent { child: child.cast_unsigned() },
    }
}

/// Ends this process, and runs nothing on the way.
pub fn exit(code: i32) -> ! {
    // SAFETY: `_exit(2)` takes any number and does not return.
    unsafe { libc::_exit(code) }
}

/// A fork without the care that `spawn` takes: what `work` returns is the child's exit code.
pub fn bare_fork(work: impl FnOnce() -> i32) -> ExitStatus {
    match fork() {
        Fork::Child => exit(work()),
        Fork::Parent { child } => wait_for(child),
    }
}

/// Waits for a child of ours, whoever started it.
pub fn wait_for(child: u32) -> ExitStatus {
    let mut status = 0;
    // SAFETY: `status` is ours to write until the call returns.
    check(unsafe { libc::waitpid(child.cast_signed(), &mut status, 0) });
    ExitStatus::from_raw(status)
}

/// Takes these permissions from every file that this process makes from now on.
pub fn withhold(mask: libc::mode_t) {
    // SAFETY: `umask(2)` takes a number and cannot fail.
    unsafe { libc::umask(mask) };
}

/// From now on Ctrl-C does nothing to this process.
pub fn ignore_interrupts() {
    // SAFETY: SIG_IGN is a disposition for SIGINT, by POSIX.
    let old = unsafe { libc::signal(libc::SIGINT, libc::SIG_IGN) };
    assert_ne!(old, libc::SIG_ERR);
}

/// Reads the byte at an address of another process.
pub fn byte_at(address: usize) -> u8 {
    // SAFETY: none. What becomes of the process that does this is what the test is about.
    unsafe { (address as *const u8).read_volatile() }
}

fn check(returned: i32) -> i32 {
    assert_ne!(returned, -1, "{}", io::Error::last_os_error());
    returned
}
