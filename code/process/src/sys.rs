//! Every system call of this crate, each behind a function that is safe to call.
#![expect(unsafe_code, reason = "fork, prctl, pidfds and waitid have no safe face in std")]

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::ptr;
use std::time::Instant;

use crate::alone::Alone;

// ANCHOR: fork
/// On which side of the fork the caller is.
pub(crate) enum Fork {
    Parent { child: u32 },
    Child,
}

/// Copies this process. Both copies return from this call.
pub(crate) fn fork(_proof: Alone) -> io::Result<Fork> {
    // SAFETY: `Alone` proves that this is the only thread and that no `&mut` into shared memory
    // is out, so the child has all that the parent has, and owns its copy of it.
    match unsafe { libc::fork() } {
        -1 => Err(fork_refused(io::Error::last_os_error())),
        0 => Ok(Fork::Child),
        child => Ok(Fork::Parent { child: child.cast_unsigned() }),
    }
}
// ANCHOR_END: fork

fn fork_refused(error: io::Error) -> io::Error {
    let advice = match error.raw_os_error() {
        Some(libc::EAGAIN) => {
            ": the kernel grants no more processes (RLIMIT_NPROC, pids.max); join some first"
        }
        _ => "",
    };
    io::Error::new(error.kind(), format!("fork: {error}{advice}"))
}

/// Ends this process without unwinding, without `atexit` handlers and without flushing.
pub(crate) fn exit_now(code: i32) -> ! {
    // SAFETY: `_exit(2)` takes any number and does not return.
    unsafe { libc::_exit(code) }
}

/// Asks the kernel to kill this process when its parent ends.
pub(crate) fn die_with_parent() -> io::Result<()> {
    // SAFETY: PR_SET_PDEATHSIG reads one number.
    cvt(unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) }).map(drop)
}

/// A descriptor for the process `id`, which must be a child that was not waited for yet.
pub(crate) fn pidfd_open(id: u32) -> io::Result<OwnedFd> {
    // SAFETY: `pidfd_open(2)` takes two numbers; the kernel closes the descriptor on exec.
    let fd = cvt(unsafe { libc::syscall(libc::SYS_pidfd_open, id, 0) })?;
    let fd = i32::try_from(fd).expect("descriptors are ints");
    // SAFETY: the kernel made this descriptor for us, and nothing else knows of it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

pub(crate) fn pidfd_send_signal(pidfd: BorrowedFd<'_>, signal: i32) -> io::Result<()> {
    let no_info = ptr::null::<libc::siginfo_t>();
    // SAFETY: the descriptor is open while it is borrowed; a null info means what kill(2) sends.
    let sent = unsafe {
        libc::syscall(libc::SYS_pidfd_send_signal, pidfd.as_raw_fd(), signal, no_info, 0)
    };
    cvt(sent).map(drop)
}

/// Waits for a child that is about to end, without asking how.
pub(crate) fn reap(id: u32) {
    // SAFETY: `waitpid(2)` accepts a null status. ECHILD (SIGCHLD ignored) leaves nothing to do.
    let _ = cvt_r(|| unsafe { libc::waitpid(id.cast_signed(), ptr::null_mut(), 0) });
}

/// Whether the kernel throws away how children end, because SIGCHLD is ignored.
pub(crate) fn is_sigchld_ignored() -> bool {
    // SAFETY: all zeroes is a sigaction.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: a null action changes nothing; `action` is ours to write until the call returns.
    let asked = cvt(unsafe { libc::sigaction(libc::SIGCHLD, ptr::null(), &mut action) });
    let throws_away = action.sa_flags & libc::SA_NOCLDWAIT != 0;
    asked.is_ok() && (action.sa_sigaction == libc::SIG_IGN || throws_away)
}

/// Whether to wait until there is something to say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    Block,
    NoHang,
}

/// The status of the child behind `pidfd`, which the kernel gives out once. `None`: it runs.
pub(crate) fn wait(pidfd: BorrowedFd<'_>, wait: Wait) -> io::Result<Option<ExitStatus>> {
    let flags = match wait {
        Wait::Block => libc::WEXITED,
        Wait::NoHang => libc::WEXITED | libc::WNOHANG,
    };
    let fd = pidfd.as_raw_fd().cast_unsigned();
    // SAFETY: all zeroes is a siginfo_t, and says "no child".
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    // SAFETY: the descriptor is open while it is borrowed, and `info` is ours to write.
    cvt_r(|| unsafe { libc::waitid(libc::P_PIDFD, fd, &mut info, flags) })?;
    // SAFETY: `waitid(2)` succeeded, so it has filled in the pid, or left the zero for "no child".
    if unsafe { info.si_pid() } == 0 {
        return Ok(None);
    }
    // SAFETY: a siginfo_t with a pid, from `waitid(2)`, has a status too.
    let value = unsafe { info.si_status() };
    Ok(Some(exit_status(info.si_code, value)))
}

/// `waitid(2)` gives code and value apart; std's `ExitStatus` is the one word of `wait(2)`.
fn exit_status(code: i32, value: i32) -> ExitStatus {
    const CORE_DUMPED: i32 = 0x80;
    ExitStatus::from_raw(match code {
        libc::CLD_EXITED => (value & 0xff) << 8,
        libc::CLD_DUMPED => value | CORE_DUMPED,
        _ => value,
    })
}

/// Waits until `fd` is readable; false: the deadline has passed. Signals do not stretch the wait.
pub(crate) fn poll_until(fd: BorrowedFd<'_>, deadline: Option<Instant>) -> io::Result<bool> {
    let mut poll = libc::pollfd { fd: fd.as_raw_fd(), events: libc::POLLIN, revents: 0 };
    let ready = cvt_r(|| {
        let left = deadline.map(time_left);
        let left = left.as_ref().map_or(ptr::null(), ptr::from_ref);
        // SAFETY: one pollfd, and a time that is null or lives until the call returns.
        unsafe { libc::ppoll(&mut poll, 1, left, ptr::null()) }
    })?;
    Ok(ready > 0)
}

fn time_left(deadline: Instant) -> libc::timespec {
    let left = deadline.saturating_duration_since(Instant::now());
    libc::timespec {
        tv_sec: left.as_secs().try_into().unwrap_or(libc::time_t::MAX),
        tv_nsec: left.subsec_nanos().into(),
    }
}

/// For calls that return -1 and leave the reason in `errno`.
fn cvt<T: PartialEq + From<i8>>(returned: T) -> io::Result<T> {
    if returned == T::from(-1) { Err(io::Error::last_os_error()) } else { Ok(returned) }
}

/// The same, for calls that a signal interrupts: they are made again.
fn cvt_r<T: PartialEq + From<i8>>(mut call: impl FnMut() -> T) -> io::Result<T> {
    loop {
        match cvt(call()) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_wait_is_put_together_again() {
        assert_eq!(exit_status(libc::CLD_EXITED, 255).code(), Some(255));
        assert_eq!(exit_status(libc::CLD_KILLED, 9).signal(), Some(9));
        let dumped = exit_status(libc::CLD_DUMPED, 11);
        assert!(dumped.core_dumped() && dumped.signal() == Some(11));
    }
}
