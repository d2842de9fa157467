//! What the compiler cannot check: bytes in shared memory, and calls of the kernel.
#![expect(
    unsafe_code,
    reason = "bytes in shared memory are behind a raw pointer; poll and madvise are C interfaces"
)]

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr;
use std::slice;
use std::time::Duration;

use shared_memory::Mapping;

/// The address space of an area, and so the limit of a value.
pub(crate) const ROOM: usize = 256 << 20;

/// A row of bytes in shared memory. One side writes it and the other reads it, in turns.
///
/// Nothing here makes them take turns. The tray does: bytes are written before the counter that
/// makes them visible is stored, and not again before the tray has changed hands.
#[derive(Debug)]
pub(crate) struct Area(Mapping);

/// What a position outside says: the library writes none, but a task with a wild pointer may.
pub(crate) const DAMAGED: &str = "the memory that the pool shares with a worker is damaged: \
                       a task has written where it should not";

impl Area {
    /// Memory is taken for what is written, not for what could be.
    pub(crate) fn new() -> io::Result<Area> {
        Mapping::sparse(ROOM).map(Area)
    }

    /// Writes `bytes` from position `at`. `None`, and nothing written: there is no room.
    #[inline]
    pub(crate) fn put(&self, at: usize, bytes: &[u8]) -> Option<()> {
        let start = self.room(at, bytes.len())?;
        // SAFETY: there is room for `bytes` behind `start`; they are private memory, so the two
        // do not overlap; and by the tray's turns no other process looks at this part now.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr(), start, bytes.len()) };
        Some(())
    }

    /// The same for a few bytes, which cost less than the call of `memcpy` that copies them.
    #[inline]
    pub(crate) fn put_few(&self, at: usize, bytes: &[u8]) -> Option<()> {
        let start = self.room(at, bytes.len())?;
        for (place, &byte) in bytes.iter().enumerate() {
            // SAFETY: `place` is less than the length that there is room for.
            let to = unsafe { start.add(place) };
            // SAFETY: as in `put`. Volatile, or the compiler would call `memcpy` after all.
            unsafe { to.write_volatile(byte) };
        }
        Some(())
    }

    /// The address of position `at`, if there are `len` bytes behind it.
    #[inline]
    fn room(&self, at: usize, len: usize) -> Option<*mut u8> {
        let room = ROOM.checked_sub(at)?;
        // SAFETY: `at` is at most `ROOM`, and so long is the mapping that `new` has made.
        (len <= room).then(|| unsafe { self.0.as_ptr().add(at) })
    }

    /// The `len` bytes from position `at`. `None`: there are not so many.
    #[inline]
    pub(crate) fn get(&self, at: usize, len: usize) -> Option<&[u8]> {
        let start = self.room(at, len)?;
        // SAFETY: `len` bytes from `start` are mapped for as long as `self` is borrowed, and by
        // the tray's turns no process writes them until the reader has given the tray back.
        Some(unsafe { slice::from_raw_parts(start, len) })
    }

    /// Gives the memory from position `from` on back to the system. What is there reads as zeros.
    pub(crate) fn give_back(&self, from: usize) {
        let len = ROOM - from;
        let start = self.room(from, len).expect(DAMAGED);
        // SAFETY: the range is this mapping's, and the tray is the caller's: no worker reads it.
        // On an error (it must begin with a page) the memory stays, and costs itself.
        unsafe { libc::madvise(start.cast(), len, libc::MADV_REMOVE) };
    }
}

/// From now on, who reads standard input finds its end (`/dev/null`), and takes nothing away from
/// the parent, whose input it was. Where there is no `/dev/null`, it stays as it is.
pub(crate) fn close_stdin() {
    if let Ok(null) = File::open("/dev/null") {
        // SAFETY: `dup2(2)` takes two numbers, and std does not mind where its stdin leads.
        unsafe { libc::dup2(null.as_raw_fd(), libc::STDIN_FILENO) };
    }
}

/// From now on, [`barrier_everywhere`] reaches this process.
pub(crate) fn register_for_barriers() -> io::Result<()> {
    membarrier(libc::MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED)
}

/// When it returns, each registered process that runs on any processor has executed a full memory
/// barrier since the call, and each that does not run will have before it does (`membarrier(2)`).
pub(crate) fn barrier_everywhere() -> io::Result<()> {
    membarrier(libc::MEMBARRIER_CMD_GLOBAL_EXPEDITED)
}

fn membarrier(command: libc::c_int) -> io::Result<()> {
    // SAFETY: `membarrier(2)` takes a command, flags and a processor's number, here none.
    match unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Waits until one of `fds` is readable, at most for `timeout`, and says which are.
///
/// # Errors
///
/// If they are more than this process may open by now: the kernel polls no more (`poll(2)`).
pub(crate) fn poll(
    fds: &[BorrowedFd<'_>],
    timeout: Option<Duration>,
) -> io::Result<Vec<bool>> {
    let mut polls: Vec<libc::pollfd> = fds.iter().map(readable).collect();
    let count = polls.len() as libc::nfds_t;
    let timeout = timeout.map(timespec);
    let timeout = timeout.as_ref().map_or(ptr::null(), ptr::from_ref);
    // SAFETY: as many pollfds as `count` says, and a time that is null or lives in this frame.
    let answer = unsafe { libc::ppoll(polls.as_mut_ptr(), count, timeout, ptr::null()) };
    if answer == -1 {
        return not_polled(io::Error::last_os_error(), fds.len());
    }
    Ok(polls.iter().map(|poll| poll.revents != 0).collect())
}

/// A signal says nothing of the `count` descriptors.
#[cold]
fn not_polled(error: io::Error, count: usize) -> io::Result<Vec<bool>> {
    let text = match error.kind() {
        io::ErrorKind::Interrupted => return Ok(vec![false; count]),
        io::ErrorKind::InvalidInput => format!(
            "the pool waits for {count} descriptors, and this process may not open so many any \
             more: allow more (`ulimit -n`), or lower the limit before the pool is made"
        ),
        _ => format!("ppoll: {error}"),
    };
    Err(io::Error::new(error.kind(), text))
}

fn readable(fd: &BorrowedFd<'_>) -> libc::pollfd {
    libc::pollfd { fd: fd.as_raw_fd(), events: libc::POLLIN, revents: 0 }
}

fn timespec(time: Duration) -> libc::timespec {
    libc::timespec {
        tv_sec: time.as_secs().try_into().unwrap_or(libc::time_t::MAX),
        tv_nsec: time.subsec_nanos().into(),
    }
}

/// Now, by a clock that all processes share.
pub(crate) fn now() -> Duration {
    read_clock(libc::CLOCK_MONOTONIC)
}

/// Now, to a few milliseconds, for a fifth of what `Instant::now` costs: it is asked for each task.
pub(crate) fn coarse_now() -> Duration {
    read_clock(libc::CLOCK_MONOTONIC_COARSE)
}

fn read_clock(clock: libc::clockid_t) -> Duration {
    let mut now = timespec(Duration::ZERO);
    // SAFETY: it writes the time that it is given room for; both clocks exist on every Linux.
    unsafe { libc::clock_gettime(clock, &mut now) };
    Duration::new(now.tv_sec.cast_unsigned(), now.tv_nsec as u32)
}
