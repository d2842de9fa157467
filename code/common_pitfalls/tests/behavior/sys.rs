//! What the tests ask of the kernel beyond the crates.
#![expect(
    unsafe_code,
    reason = "the bare fork, the umask, a stand-in for fchmod and wild addresses have no safe face"
)]

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::Mutex;
use std::{fs, io};

/// Which side of a fork this is.
#[derive(Clone, Copy)]
pub enum Fork {
    Child,
    Parent { child: u32 },
}

/// The C library's function, bare: it returns in both processes.
pub fn fork() -> Fork {
    // SAFETY: what the child runs needs no lock that another thread could hold.
    side(check(unsafe { libc::fork() }))
}

/// The raw system call, of which the C library hears nothing.
pub fn fork_by_the_kernel_alone() -> Fork {
    // SAFETY: with no flags, clone(2) copies this process as fork(2) does, the stack included.
    let returned = unsafe { libc::syscall(libc::SYS_clone, libc::SIGCHLD, 0, 0, 0, 0) };
    side(check(i32::try_from(returned).unwrap()))
}

fn side(returned: i32) -> Fork {
    match returned {
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

/// Waits for a child of ours, whichever code started it.
pub fn wait_for(child: u32) -> ExitStatus {
    let mut status = 0;
    // SAFETY: `status` is ours to write until the call returns.
    check(unsafe { libc::waitpid(child.cast_signed(), &mut status, 0) });
    ExitStatus::from_raw(status)
}

static MODE_BEFORE_LAST_CHANGE: Mutex<Option<u32>> = Mutex::new(None);

/// What mode the file had, of which this process has last changed the mode.
pub fn mode_before_last_change() -> Option<u32> {
    *MODE_BEFORE_LAST_CHANGE.lock().unwrap()
}

/// Stands in for the C library's function in this program, also where std calls it. So a test
/// sees a moment at which another process could have opened the file.
// SAFETY: the name, the arguments and what is returned are those of `fchmod(2)`, which is called.
#[unsafe(no_mangle)]
extern "C" fn fchmod(file: libc::c_int, mode: libc::mode_t) -> libc::c_int {
    let before = fs::metadata(format!("/proc/self/fd/{file}")).unwrap().mode() & 0o7777;
    *MODE_BEFORE_LAST_CHANGE.lock().unwrap() = Some(before);
    // SAFETY: the call takes any two numbers. It returns 0 or -1.
    let returned = unsafe { libc::syscall(libc::SYS_fchmod, file, mode) };
    if returned == 0 { 0 } else { -1 }
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

/// Follows a wild pointer.
pub fn write_wildly(address: usize) {
    // SAFETY: none. The test wants to see where such a write is stopped.
    unsafe { (address as *mut u64).write_volatile(13) }
}
