//! What the tests ask of the kernel: bad ends, groups, and hooks into `fork`.
#![expect(unsafe_code, reason = "signals, groups and bad addresses have no safe face in std")]

use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::fs::File;
use std::io::{self, PipeReader, PipeWriter};
use std::os::fd::{AsRawFd, FromRawFd};
use std::ptr;

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, apply_filter};

use crate::tools::children_of;

/// Sends this process a signal.
pub fn raise(signal: i32) {
    // SAFETY: `raise(3)` takes a number.
    check(unsafe { libc::raise(signal) });
}

/// Sends a signal to a child of `parent`, or to none if it is not one any more.
pub fn signal_child(parent: u32, child: u32, signal: i32) {
    // SAFETY: `pidfd_open(2)` takes two numbers.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, child, 0) };
    if fd == -1 {
        return;
    }
    // SAFETY: the kernel has just made it for us.
    let pidfd = unsafe { File::from_raw_fd(fd as i32) };
    // The pid could have passed to a stranger before the pidfd was opened, but not after.
    if children_of(parent).is_ok_and(|children| children.contains(&child)) {
        let (fd, no_info) = (pidfd.as_raw_fd(), ptr::null::<libc::siginfo_t>());
        // SAFETY: an open pidfd, and a null info means what kill(2) sends.
        unsafe { libc::syscall(libc::SYS_pidfd_send_signal, fd, signal, no_info, 0) };
    }
}

/// From now on `membarrier(2)` is not there, for this process and its children (`seccomp(2)`).
pub fn refuse_membarrier() {
    let rules = BTreeMap::from([(libc::SYS_membarrier, Vec::new())]);
    let refuse = SeccompAction::Errno(libc::ENOSYS.cast_unsigned());
    let arch = ARCH.try_into().unwrap();
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refuse, arch).unwrap();
    let program: BpfProgram = filter.try_into().unwrap();
    apply_filter(&program).unwrap();
}

/// The barriers of other processes that this one takes part in, if the kernel knows the question.
pub fn barrier_registrations() -> Option<i32> {
    const GET_REGISTRATIONS: i32 = 1 << 9; // `libc` does not have it.
    // SAFETY: `membarrier(2)` takes a command, flags and a processor's number, here none.
    let answer = unsafe { libc::syscall(libc::SYS_membarrier, GET_REGISTRATIONS, 0, 0) };
    i32::try_from(answer).ok().filter(|&commands| commands >= 0)
}

/// Writes to an address where nothing is mapped.
pub fn write_to_a_bad_address() {
    let nowhere = ptr::without_provenance_mut::<u8>(64);
    // SAFETY: none. The test wants the SIGSEGV that this is on Linux, which maps no first page.
    unsafe { libc::memset(nowhere.cast(), 1, 1) };
}

/// Signals have their usual effect in this process: Rust's handler for SIGSEGV is gone.
pub fn default_action(signal: i32) {
    // SAFETY: SIG_DFL is a disposition for every signal that the tests raise.
    let old = unsafe { libc::signal(signal, libc::SIG_DFL) };
    assert_ne!(old, libc::SIG_ERR);
}

/// The kernel reaps children by itself from now on, and tells no parent how they ended.
pub fn ignore_sigchld() {
    ignore(libc::SIGCHLD);
}

/// From now on a signal does nothing to this process.
pub fn ignore(signal: i32) {
    // SAFETY: SIG_IGN is a disposition for every signal that the tests ignore, by POSIX.
    let old = unsafe { libc::signal(signal, libc::SIG_IGN) };
    assert_ne!(old, libc::SIG_ERR);
}

/// The numbers of this process's open descriptors.
pub fn open_numbers() -> Vec<usize> {
    // SAFETY: F_GETFD reads the flags of a number that may be open or not.
    let is_open = |fd: &usize| unsafe { libc::fcntl(*fd as i32, libc::F_GETFD) } != -1;
    (0..4096).filter(is_open).collect()
}

/// Has `hook` called in every child that this process forks, before anything else.
pub fn in_every_child(hook: unsafe extern "C" fn()) {
    // SAFETY: glibc calls the hook on the child's only thread.
    let code = unsafe { libc::pthread_atfork(None, None, Some(hook)) };
    assert_eq!(code, 0);
}

fn check(returned: i32) {
    assert_ne!(returned, -1, "{}", io::Error::last_os_error());
}

/// Descendants whose parent ends become children of this process.
pub fn adopt_orphans() {
    // SAFETY: PR_SET_CHILD_SUBREAPER reads a number.
    check(unsafe { libc::prctl(libc::PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) });
}

/// Makes this process the first of a process group, which its children join.
pub fn lead_a_group() {
    // SAFETY: `setpgid(2)` takes two numbers.
    check(unsafe { libc::setpgid(0, 0) });
}

/// Sends a signal to all processes of this one's group, as the terminal does on Ctrl-C.
pub fn signal_group(signal: i32) {
    // SAFETY: `kill(2)` takes two numbers.
    check(unsafe { libc::kill(0, signal) });
}

/// From now on what this process and its children write to stderr goes into `pipe`.
pub fn write_stderr_into(pipe: &PipeWriter) {
    // SAFETY: `dup2(2)` takes two numbers, and std does not mind where its stderr leads.
    check(unsafe { libc::dup2(pipe.as_raw_fd(), libc::STDERR_FILENO) });
}

/// From now on this process and its children read their stdin from `pipe`.
pub fn read_stdin_from(pipe: &PipeReader) {
    // SAFETY: `dup2(2)` takes two numbers, and std does not mind where its stdin leads.
    check(unsafe { libc::dup2(pipe.as_raw_fd(), libc::STDIN_FILENO) });
}

/// Waits until a child ends, whichever.
pub fn reap_one() {
    // SAFETY: `waitpid(2)` accepts a null status.
    check(unsafe { libc::waitpid(-1, ptr::null_mut(), 0) });
}

/// Goes through a fork by a closure, as it could in a thread-local variable.
pub struct Smuggled<T>(pub T);

// SAFETY: what is not Send must not be used by two threads; a fork makes a copy of the memory, on
// which the child's only thread works.
unsafe impl<T> Send for Smuggled<T> {}

/// From now on no signal reaches this process that can be blocked.
pub fn block_every_signal() {
    // SAFETY: all zeroes is a set of signals.
    let mut all: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: `all` is ours to write until the call returns.
    check(unsafe { libc::sigfillset(&mut all) });
    // SAFETY: `all` lives until the call returns; the old set is not asked for.
    check(unsafe { libc::sigprocmask(libc::SIG_SETMASK, &all, ptr::null_mut()) });
}

/// Stops a child that sleeps, and waits until it is stopped.
pub fn stop_child(child: u32) {
    signal_any(child, libc::SIGSTOP);
    // SAFETY: all zeroes is a siginfo_t.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    // SAFETY: `info` is ours to write until the call returns. The stop stays to be told again.
    let answer =
        unsafe { libc::waitid(libc::P_PID, child, &mut info, libc::WSTOPPED | libc::WNOWAIT) };
    check(answer);
}

/// Sends a signal to a process that lives for certain, and may be no child.
pub fn signal_any(process: u32, signal: i32) {
    // SAFETY: `kill(2)` takes two numbers.
    check(unsafe { libc::kill(process.cast_signed(), signal) });
}

/// `membarrier(2)`, `pidfd_send_signal(2)` and `ppoll(2)`, by their numbers.
pub const BARRIER: i64 = libc::SYS_membarrier;
pub const KILL_CALL: i64 = libc::SYS_pidfd_send_signal;
pub const POLL: i64 = libc::SYS_ppoll;

/// Has the parent decide, from now on, when this process goes on (`ptrace(2)`).
pub fn be_traced() {
    ptrace(libc::PTRACE_TRACEME, 0, 0, 0);
}

/// Waits until a child has stopped itself, whose further stops are to be told apart from now on.
pub fn wait_until_traced(child: u32) {
    assert_eq!(wait_for_stop(child), libc::SIGSTOP);
    ptrace(libc::PTRACE_SETOPTIONS, child, 0, libc::PTRACE_O_TRACESYSGOOD as usize);
}

/// Lets a stopped child run, and stops it again before the first system call that `is_it` says.
pub fn run_to(child: u32, is_it: impl Fn(i64) -> bool) {
    const SYSTEM_CALL: i32 = libc::SIGTRAP | 0x80;
    let mut signal = 0;
    loop {
        ptrace(libc::PTRACE_SYSCALL, child, 0, signal as usize);
        signal = match wait_for_stop(child) {
            SYSTEM_CALL if next_call(child).is_some_and(&is_it) => return,
            SYSTEM_CALL | libc::SIGSTOP => 0,
            other => other,
        };
    }
}

/// The system call before which a child has stopped. `None`: it has stopped behind one.
fn next_call(child: u32) -> Option<i64> {
    // SAFETY: all zeroes is such a description: of nothing.
    let mut info: libc::ptrace_syscall_info = unsafe { std::mem::zeroed() };
    let room = size_of_val(&info);
    ptrace(libc::PTRACE_GET_SYSCALL_INFO, child, room, (&raw mut info).expose_provenance());
    if info.op != libc::PTRACE_SYSCALL_INFO_ENTRY {
        return None;
    }
    // SAFETY: of a call that is about to be made, the kernel has written which.
    Some(unsafe { info.u.entry.nr } as i64)
}

/// A stopped child goes on, and is not traced any more.
pub fn let_go(child: u32) {
    ptrace(libc::PTRACE_DETACH, child, 0, 0);
}

fn ptrace(request: libc::c_uint, child: u32, address: usize, data: usize) {
    // SAFETY: numbers, but for one request, whose data is the address of an `info` that lives.
    let answer = unsafe { libc::ptrace(request, child.cast_signed(), address, data) };
    assert_ne!(answer, -1, "ptrace: {}", io::Error::last_os_error());
}

/// Waits until a traced child stops, and says by which signal.
fn wait_for_stop(child: u32) -> i32 {
    let mut status = 0;
    // SAFETY: `status` is ours to write until the call returns.
    check(unsafe { libc::waitpid(child.cast_signed(), &mut status, libc::__WALL) });
    assert!(libc::WIFSTOPPED(status), "it has ended: {status:#x}");
    libc::WSTOPSIG(status)
}
