//! What the tests ask of the kernel beyond the crate: signals that arrive, limits, raw bytes.
#![expect(
    unsafe_code,
    reason = "handlers, timers, limits and bytes behind a pointer have no safe face in std"
)]

use std::io;
use std::ptr;

use shared_memory::{Lock, Mapping};

/// From now on a signal with a handler that does nothing arrives every millisecond, and
/// interrupts whatever system call it meets (no SA_RESTART).
pub fn be_interrupted_every_millisecond() {
    extern "C" fn nothing(_signal: libc::c_int) {}
    // SAFETY: all zeroes is a sigaction without flags and with an empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    action.sa_sigaction = nothing as *const () as libc::sighandler_t;
    // SAFETY: the handler is async-signal-safe: it does nothing.
    check(unsafe { libc::sigaction(libc::SIGALRM, &action, ptr::null_mut()) });
    let every = libc::timeval { tv_sec: 0, tv_usec: 1000 };
    let timer = libc::itimerval { it_interval: every, it_value: every };
    // SAFETY: `timer` lives until the call returns; the old one is not asked for.
    check(unsafe { libc::setitimer(libc::ITIMER_REAL, &timer, ptr::null_mut()) });
}

/// Sets how many bytes of addresses this process may have from now on; returns what it was.
pub fn allow_addresses(most: u64) -> u64 {
    limit(libc::RLIMIT_AS, most)
}

/// What `attempt` returns while the kernel refuses every further mapping. The limit ends with the
/// attempt: what comes after needs memory, and how much of it the heap still has is chance.
pub fn without_addresses<T>(attempt: impl FnOnce() -> T) -> T {
    let usual = allow_addresses(0);
    let returned = attempt();
    allow_addresses(usual);
    returned
}

/// Sets from which number on descriptors are refused; returns what it was.
pub fn allow_descriptors(most: u64) -> u64 {
    limit(libc::RLIMIT_NOFILE, most)
}

fn limit(resource: libc::__rlimit_resource_t, most: u64) -> u64 {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: `limit` is ours to write until the call returns.
    check(unsafe { libc::getrlimit(resource, &mut limit) });
    let usual = std::mem::replace(&mut limit.rlim_cur, most);
    // SAFETY: `limit` lives until the call returns.
    check(unsafe { libc::setrlimit(resource, &limit) });
    usual
}

/// A copy of all the bytes of a mapping that no process is writing to.
pub fn bytes_of(mapping: &Mapping) -> Vec<u8> {
    // SAFETY: `as_ptr` and `len` are those of a living mapping; the test lets no process write.
    unsafe { std::slice::from_raw_parts(mapping.as_ptr(), mapping.len()) }.to_vec()
}

/// Whether the kernel has written into the mutex that its owner died, and no one has taken it since.
/// The lock lies at the beginning of a page, and the word for the kernel at the beginning of that.
pub fn owner_died(lock: &Lock) -> bool {
    let word = lock.room().map_addr(|room| room & !4095).cast::<u32>();
    // SAFETY: an aligned word in the lock's mapping, read in one step as others write it.
    let word = unsafe { word.read_volatile() };
    word & libc::FUTEX_OWNER_DIED != 0
}

/// Writes one byte of a mapping that no other process is using.
pub fn set_byte(mapping: &Mapping, index: usize, byte: u8) {
    assert!(index < mapping.len());
    // SAFETY: within a living mapping, as just checked; the test lets no other process touch it.
    unsafe { mapping.as_ptr().add(index).write(byte) };
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
    check(unsafe { libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) });
    // SAFETY: the kernel copies the filter, which lives until the call returns.
    check(unsafe { libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_FILTER, &program) });
}

/// Ends the calling thread, and no other, without unwinding: a main thread too.
pub fn end_this_thread() -> ! {
    // SAFETY: it takes a number, and whatever this thread owned is never touched again.
    unsafe { libc::syscall(libc::SYS_exit, 0) };
    unreachable!("exit(2) returned");
}

/// The number of the calling thread.
pub fn thread_id() -> u32 {
    // SAFETY: it takes nothing.
    unsafe { libc::gettid() }.cast_unsigned()
}

fn check(returned: i32) {
    assert_ne!(returned, -1, "{}", io::Error::last_os_error());
}
