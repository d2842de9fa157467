//! What the tests ask of the kernel that std has no word for.
#![expect(unsafe_code, reason = "signals, fork and memory files have no safe face in std")]

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::fs::File;
use std::io;
use std::os::fd::FromRawFd;
use std::time::Duration;

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

pub fn is_root() -> bool {
    // SAFETY: `geteuid(2)` cannot fail.
    unsafe { libc::geteuid() == 0 }
}

/// Where this is root, it becomes another user.
pub fn stop_being_root() {
    if is_root() {
        // SAFETY: `setuid(2)` takes a number.
        cvt(unsafe { libc::setuid(65534) }).unwrap();
    }
}

pub fn ignore(signal: libc::c_int) {
    // SAFETY: SIG_IGN is a disposition for any signal that can be caught.
    let old = unsafe { libc::signal(signal, libc::SIG_IGN) };
    assert_ne!(old, libc::SIG_ERR);
}

pub fn signal(pid: u32, signal: libc::c_int) {
    // SAFETY: `kill(2)` takes numbers.
    cvt(unsafe { libc::kill(pid.cast_signed(), signal) }).unwrap();
}

/// Whether that process could be signaled.
pub fn signal_nothing_to(pid: u32) -> io::Result<()> {
    // SAFETY: `kill(2)` takes numbers; signal 0 is none.
    cvt(unsafe { libc::kill(pid.cast_signed(), 0) }).map(drop)
}

/// The same by the call that `abort` uses.
pub fn tgkill_nothing_to(pid: u32) -> io::Result<()> {
    // SAFETY: `tgkill(2)` takes numbers; the first thread of a process has its number.
    cvt(unsafe { libc::syscall(libc::SYS_tgkill, pid, pid, 0) } as i32).map(drop)
}

/// A bare fork, whose child ends at once.
pub fn fork_and_leave() -> io::Result<()> {
    // SAFETY: this process has one thread, and the child does nothing but end.
    match cvt(unsafe { libc::fork() })? {
        // SAFETY: `_exit(2)` does not return.
        0 => unsafe { libc::_exit(0) },
        _ => Ok(()),
    }
}

/// Gives this thread a table of descriptors that it shares with no other thread.
pub fn take_descriptors_of_my_own() {
    // SAFETY: `unshare(2)` takes flags; this one concerns the calling thread alone.
    cvt(unsafe { libc::unshare(libc::CLONE_FILES) }).unwrap();
}

/// An empty file that is nowhere.
pub fn file_without_a_name() -> File {
    // SAFETY: the name is a string of C's.
    let fd = cvt(unsafe { libc::memfd_create(c"test".as_ptr(), libc::MFD_CLOEXEC) }).unwrap();
    // SAFETY: the kernel made this descriptor for us, and no other code knows of it.
    unsafe { File::from_raw_fd(fd) }
}

/// How long this process has been on the CPU.
pub fn time_on_the_cpu() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is ours to write until the call returns.
    cvt(unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) }).unwrap();
    Duration::new(time.tv_sec.cast_unsigned(), time.tv_nsec.try_into().unwrap())
}

/// This system call fails from now on.
pub fn forbid(call: libc::c_long) {
    let refuse = SeccompAction::Errno(libc::EPERM.cast_unsigned());
    let rules = BTreeMap::from([(call, vec![])]);
    let arch = ARCH.try_into().unwrap();
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch).unwrap();
    seccompiler::apply_filter(&BpfProgram::try_from(filter).unwrap()).unwrap();
}

fn cvt(returned: i32) -> io::Result<i32> {
    if returned == -1 { Err(io::Error::last_os_error()) } else { Ok(returned) }
}
