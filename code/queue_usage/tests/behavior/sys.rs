//! What the tests ask of the kernel: signals, and to run a child one instruction at a time.
#![expect(unsafe_code, reason = "signals and ptrace have no safe face in std")]

use std::io;
use std::ptr;

/// Has the parent decide, from now on, when this process goes on (`ptrace(2)`).
pub fn be_traced() {
    // SAFETY: PTRACE_TRACEME ignores its other arguments.
    check(unsafe { libc::ptrace(libc::PTRACE_TRACEME, 0, 0, 0) });
}

/// Stops this process, until another one continues it.
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

/// From now on the kernel answers these system calls with EPERM, as a sandbox does (`seccomp(2)`).
pub fn refuse(calls: &[libc::c_long]) {
    let load = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
    let equal = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
    let answer = (libc::BPF_RET | libc::BPF_K) as u16;
    let step = |code, jt, k| libc::sock_filter { code, jt, jf: 0, k };
    let mut filter = vec![step(load, 0, 0)]; // the call's number comes first in its description
    for (index, call) in calls.iter().enumerate() {
        let to_refusal = u8::try_from(calls.len() - index).unwrap();
        filter.push(step(equal, to_refusal, u32::try_from(*call).unwrap()));
    }
    filter.push(step(answer, 0, libc::SECCOMP_RET_ALLOW));
    filter.push(step(answer, 0, libc::SECCOMP_RET_ERRNO | libc::EPERM.cast_unsigned()));
    let program = libc::sock_fprog {
        len: u16::try_from(filter.len()).unwrap(),
        filter: filter.as_mut_ptr(),
    };
    // SAFETY: it reads numbers.
    check(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) }.into());
    // SAFETY: the kernel copies the filter, which lives until the call returns.
    check(
        unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &program) }
            .into(),
    );
}

/// Sets from which number on descriptors are refused; returns what it was.
pub fn allow_descriptors(most: u64) -> u64 {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is ours to write until the call returns.
    check(unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit) }.into());
    let usual = std::mem::replace(&mut limit.rlim_cur, most);
    // SAFETY: `limit` lives until the call returns.
    check(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &limit) }.into());
    usual
}

fn check(returned: i64) {
    assert_ne!(returned, -1, "{}", io::Error::last_os_error());
}
