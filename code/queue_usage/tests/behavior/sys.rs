//! What the tests ask of the kernel: signals, and to run a child one instruction at a time.
#![expect(unsafe_code, reason = "signals and ptrace have no safe face in std")]

use std::io;
use std::ptr;

/// Has the parent decide, from now on, when this process goes on (`ptrace(2)`).
pub fn be_traced() {
    // SAFETY: PTRACE_TRACEME ignores its other arguments.
    check(unsafe { libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) });
}

/// Stops this process, until somebody lets it go on.
pub fn stop() {
    // SAFETY: `raise(3)` takes a number.
    check(unsafe { libc::raise(libc::SIGSTOP) }.into());
}

/// Sets a limit for this process and its children to come (`setrlimit(2)`), a `RLIMIT_`.
pub fn limit(which: libc::__rlimit_resource_t, most: u64) {
    let limit = libc::rlimit { rlim_cur: most, rlim_max: most };
    // SAFETY: it reads the limit that it is given, which lives in this frame.
    check(unsafe { libc::setrlimit(which, &limit) }.into());
}

/// Sends a signal to a child that was not waited for yet.
pub fn signal(child: u32, signal: i32) {
    // SAFETY: `kill(2)` takes two numbers.
    check(unsafe { libc::kill(child.cast_signed(), signal) }.into());
}

/// Bytes of a page.
pub fn page_size() -> usize {
    // SAFETY: `sysconf(3)` takes a number.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    size.try_into().unwrap()
}

/// Waits until a traced child stops, and says by which signal.
pub fn wait_for_stop(child: u32) -> i32 {
    let mut status = 0;
    // SAFETY: `status` is ours to write until the call returns.
    let answer = unsafe { libc::waitpid(child.cast_signed(), &mut status, 0) };
    check(answer.into());
    assert!(libc::WIFSTOPPED(status), "it has ended: {status:#x}");
    libc::WSTOPSIG(status)
}

/// Lets a stopped child run one instruction.
pub fn step(child: u32) {
    let none = ptr::null_mut::<libc::c_void>();
    // SAFETY: the address is ignored, and a data of null means that no signal is delivered.
    let answer =
        unsafe { libc::ptrace(libc::PTRACE_SINGLESTEP, child.cast_signed(), none, none) };
    check(answer);
}

fn check(returned: i64) {
    assert_ne!(returned, -1, "{}", io::Error::last_os_error());
}
