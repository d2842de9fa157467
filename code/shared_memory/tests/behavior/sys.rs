//! What the tests ask of the kernel beyond the crate: a sandbox, a thread that ends alone, raw bytes.
#![expect(
    unsafe_code,
    reason = "seccomp, gettid and bytes behind a pointer have no safe face in std"
)]

use std::io;

use shared_memory::{Lock, Mapping};

/// A copy of all the bytes of a mapping that no process is writing to.
pub fn bytes_of(mapping: &Mapping) -> Vec<u8> {
    // SAFETY: `as_ptr` and `len` are those of a living mapping; the test lets no process write.
    unsafe { std::slice::from_raw_parts(mapping.as_ptr(), mapping.len()) }.to_vec()
}

/// Whether the kernel has written into the mutex that its owner died, and no process has taken it since.
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
