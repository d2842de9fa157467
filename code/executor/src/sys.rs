//! The system calls that std has no safe face for.
#![expect(
    unsafe_code,
    reason = "poll, close of a descriptor in use, and setpgid are C interfaces; what a fork shares \
              is no matter of threads"
)]

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};

/// What is waited for at a descriptor. Its end is always waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    Read,
    Write,
    ReadOrWrite,
}

impl Want {
    fn events(self) -> libc::c_short {
        match self {
            Want::Read => libc::POLLIN,
            Want::Write => libc::POLLOUT,
            Want::ReadOrWrite => libc::POLLIN | libc::POLLOUT,
        }
    }
}

/// Waits until one of the descriptors is as wanted, and says which are. A signal ends the wait.
pub(crate) fn poll<const N: usize>(fds: [(BorrowedFd<'_>, Want); N]) -> io::Result<[bool; N]> {
    let mut polls = fds.map(|(fd, want)| libc::pollfd {
        fd: fd.as_raw_fd(),
        events: want.events(),
        revents: 0,
    });
    // SAFETY: `N` pollfds, of descriptors that are open while they are borrowed.
    let ready = unsafe { libc::poll(polls.as_mut_ptr(), N as libc::nfds_t, -1) };
    if ready == -1 {
        let error = io::Error::last_os_error();
        return match error.kind() {
            io::ErrorKind::Interrupted => Ok([false; N]),
            _ => Err(error),
        };
    }
    Ok(polls.map(|poll| poll.revents != 0))
}

/// Closes a worker's copy of a descriptor that is the keeper's. What owns it in the worker is never
/// used there, nor dropped: a worker leaves by `_exit(2)`.
pub(crate) fn close_in_worker(fd: i32) {
    // SAFETY: `close(2)` takes a number; after the fork this process has a copy of its own, and no
    // code that runs in a worker knows its number.
    unsafe { libc::close(fd) };
}

/// Makes this process the first of a group of its own: what a terminal sends on Ctrl-C goes to the
/// group in its foreground, which this is not.
pub(crate) fn leave_group() {
    // SAFETY: `setpgid(2)` takes two numbers; zeros mean this process and a group of its name. It
    // fails only for the leader of a session, which no forked child is.
    unsafe { libc::setpgid(0, 0) };
}

/// What a child is given by move, to use it by reference: the parent drops its copy, and the child,
/// which ends without that, never does.
#[derive(Debug)]
pub(crate) struct Lent<T>(T);

// SAFETY: a fork takes it to no other thread. The child goes on as a copy of the thread that forked
// and has it by reference only; the parent drops its own copy on that thread.
unsafe impl<T: Sync> Send for Lent<T> {}

impl<T> Lent<T> {
    pub(crate) fn new(value: T) -> Lent<T> {
        Lent(value)
    }

    pub(crate) fn get(&self) -> &T {
        &self.0
    }
}
