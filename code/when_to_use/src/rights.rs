use std::collections::BTreeMap;
use std::env::consts::ARCH;
use std::io;
use std::os::unix::process::parent_id;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use seccompiler::SeccompCmpArgLen::{self, Dword, Qword};
use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, apply_filter,
};

use process::{OtherThreads, other_threads};

use crate::sys;

// ANCHOR: allowed
/// What a task needs that computes, uses memory, and reads and writes what is open already.
const ALLOWED: [libc::c_long; 29] = [
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_recvfrom,
    libc::SYS_close,
    libc::SYS_fstat,
    libc::SYS_lseek,
    libc::SYS_brk,
    libc::SYS_mmap,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_ppoll,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_restart_syscall, // A timed wait, after Ctrl-Z and `fg`.
    libc::SYS_sched_yield,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getrandom,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_exit,
    libc::SYS_exit_group,
];
// ANCHOR_END: allowed

// ANCHOR: give_up
/// Leaves this process what it needs to compute and to answer, for good: to use memory, and to
/// read and write what it has open. Any other system call fails with EPERM from now on: it
/// opens no file and no socket, starts no thread and no program, sends no signal.
///
/// If root runs it, the process becomes one of the user nobody first. And as the kernel forgets at
/// that moment that the child was to die with its parent, it is told again.
///
/// A second call does nothing, so that a pool's task may begin with it.
///
/// Set [`Limits`](crate::Limits) before this. What is open stays open, so close what the task
/// must not touch. This is a fence around code that has faults; code that was written to get
/// out needs a whole sandbox.
///
/// # Errors
/// `ResourceBusy` where this process has other threads, as a filter binds only the thread that
/// installs it; or `/proc` cannot be read. All rights are kept then.
///
/// What `setgroups(2)`, `setgid(2)` and `setuid(2)` say, in a container that has no user nobody for
/// one; what `prctl(2)` and `seccomp(2)` say; that the parent is gone. End the process then: it may
/// have kept some rights.
pub fn give_up_rights() -> io::Result<()> {
    static GIVEN_UP: AtomicBool = AtomicBool::new(false);
    if GIVEN_UP.load(Relaxed) {
        return Ok(()); // Not inherited from a parent: one that has none left does not fork.
    }
    if let Some(others) = other_threads()? {
        return Err(refused_beside(&others));
    }
    if sys::is_root() {
        let parent = parent_id();
        sys::become_nobody()?;
        sys::die_with_parent()?;
        if parent_id() != parent {
            return Err(io::Error::other("the parent ended meanwhile"));
        }
    }
    let filter = filter().map_err(io::Error::other)?;
    apply_filter(&filter).map_err(io::Error::other)?;
    GIVEN_UP.store(true, Relaxed);
    Ok(())
}
// ANCHOR_END: give_up

fn refused_beside(others: &OtherThreads) -> io::Error {
    let text = format!(
        "give_up_rights refused: this process runs more than one thread (beside this one: \
         {others}), and the others would keep their rights: join them first, or give the task \
         a process that has no others"
    );
    io::Error::new(io::ErrorKind::ResourceBusy, text)
}

// ANCHOR: filter
fn filter() -> Result<BpfProgram, BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        ALLOWED.iter().map(|call| (*call, Vec::new())).collect();
    // How `abort` ends a process: a signal from itself to itself.
    rules.insert(libc::SYS_tgkill, only_where(0, Dword, std::process::id().into())?);
    // A connected socket may answer; no other address can be named.
    rules.insert(libc::SYS_sendto, only_where(4, Qword, 0)?);

    let refuse = SeccompAction::Errno(libc::EPERM.cast_unsigned());
    SeccompFilter::new(rules, refuse, SeccompAction::Allow, ARCH.try_into()?)?.try_into()
}

/// A call is allowed if this argument of it, of this size, has this value.
fn only_where(
    argument: u8,
    size: SeccompCmpArgLen,
    value: u64,
) -> Result<Vec<SeccompRule>, BackendError> {
    let condition = SeccompCondition::new(argument, size, SeccompCmpOp::Eq, value)?;
    Ok(vec![SeccompRule::new(vec![condition])?])
}
// ANCHOR_END: filter
