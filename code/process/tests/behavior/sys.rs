//! What the tests ask of the kernel beyond the crate: sandboxes, namespaces, a foreign wait.
#![expect(unsafe_code, reason = "seccomp, unshare and waitpid have no safe face in std")]

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;

/// What a wild pointer does.
pub fn follow_a_wild_pointer() {
    // SAFETY: none. Nothing is mapped at address 8, and the kernel ends this process.
    unsafe { ptr::without_provenance_mut::<u8>(8).write_volatile(1) };
}

/// Makes the pipe this process's standard output.
pub fn print_into(pipe: &impl AsRawFd) {
    // SAFETY: both descriptors are open, and stdout's owner is the standard library, which
    // does not close it.
    check(unsafe { libc::dup2(pipe.as_raw_fd(), libc::STDOUT_FILENO) });
}

/// The kernel reaps children by itself from now on, and keeps no status.
pub fn ignore_sigchld() {
    // SAFETY: SIG_IGN is a disposition for SIGCHLD, by POSIX.
    let old = unsafe { libc::signal(libc::SIGCHLD, libc::SIG_IGN) };
    assert_ne!(old, libc::SIG_ERR);
}

/// What a careless library does: `waitpid(-1)`. The pid of the child that had ended.
pub fn wait_for_any_child() -> u32 {
    // SAFETY: `waitpid(2)` accepts a null status.
    check(unsafe { libc::waitpid(-1, ptr::null_mut(), 0) }).cast_unsigned()
}

/// As in a sandbox, or on an old kernel: this system call fails with ENOSYS from now on.
pub fn forbid(call: libc::c_long) {
    use libc::{BPF_ABS, BPF_JEQ, BPF_JMP, BPF_K, BPF_LD, BPF_RET, BPF_W};
    const REFUSE: u32 = libc::SECCOMP_RET_ERRNO | libc::ENOSYS.cast_unsigned();
    let step = |code: u32, k, jf| libc::sock_filter { code: code as u16, jt: 0, jf, k };
    let mut steps = [
        step(BPF_LD | BPF_W | BPF_ABS, 0, 0), // The number of the system call.
        step(BPF_JMP | BPF_JEQ | BPF_K, call as u32, 1),
        step(BPF_RET | BPF_K, REFUSE, 0),
        step(BPF_RET | BPF_K, libc::SECCOMP_RET_ALLOW, 0),
    ];
    let program = libc::sock_fprog { len: steps.len() as u16, filter: steps.as_mut_ptr() };
    // SAFETY: PR_SET_NO_NEW_PRIVS reads numbers.
    check(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) });
    let filter = libc::SECCOMP_MODE_FILTER;
    // SAFETY: the program and its steps live until the call returns.
    check(unsafe { libc::prctl(libc::PR_SET_SECCOMP, filter, &program) });
}

/// From now on children are the first processes of a pid namespace of their own. False: the
/// kernel does not let us.
pub fn let_children_begin_a_pid_namespace() -> bool {
    // SAFETY: `unshare(2)` takes flags.
    unsafe { libc::unshare(libc::CLONE_NEWPID) == 0 }
}

/// From now on this process, and what it forks, runs on the core that it is on.
pub fn stay_on_this_core() {
    // SAFETY: `sched_getcpu(3)` takes nothing.
    let here = check(unsafe { libc::sched_getcpu() });
    // SAFETY: all zeroes is a cpu_set_t, the empty one.
    let mut core: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: the number of a core that runs us fits the set.
    unsafe { libc::CPU_SET(here.cast_unsigned() as usize, &mut core) };
    // SAFETY: the set lives until the call returns, and has the size that is told.
    check(unsafe { libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &core) });
}

/// Gives this thread a table of descriptors of its own, a copy of the process's.
pub fn take_descriptors_of_my_own() {
    // SAFETY: the thread keeps what it has open, under the same numbers.
    check(unsafe { libc::unshare(libc::CLONE_FILES) });
}

/// Whether the descriptor polls as readable now.
pub fn is_readable(fd: BorrowedFd<'_>) -> bool {
    let mut poll = libc::pollfd { fd: fd.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    // SAFETY: one pollfd, ours until the call returns.
    check(unsafe { libc::poll(&mut poll, 1, 0) }) == 1
}

/// Waits until the descriptor polls as readable.
pub fn wait_until_readable(fd: BorrowedFd<'_>) {
    while !is_readable(fd) {
        std::thread::yield_now();
    }
}

fn check(returned: i32) -> i32 {
    assert_ne!(returned, -1, "{}", io::Error::last_os_error());
    returned
}
