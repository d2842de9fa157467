//! Who a process is, and whether it still lives.
//!
//! A pid alone says neither: it is given to a new process once the old one is reaped,
//! and a zombie still answers to it. A pid *and* the moment its process began is one
//! process, once, until the machine restarts.

use std::os::fd::OwnedFd;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{fmt, fs, io};

use crate::sys;

/// Linux gives no pid of more bits (`PID_MAX_LIMIT`).
const PID_BITS: u32 = 22;

// ANCHOR: identity
/// One process, told from every other that ever had or will have its pid.
///
/// It packs the pid (22 bits) and the start time in clock ticks (42 bits) into one
/// word that is never 0, so that an owner slot in shared memory is one `AtomicU64`,
/// in which 0 means that nobody owns it. It means something to processes of one pid
/// namespace, on one machine, until it restarts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Identity(u64);
// ANCHOR_END: identity

impl Identity {
    /// The process that asks. Costs one load after the first time in each process.
    #[inline]
    #[must_use]
    pub fn me() -> Self {
        match ME.load(Relaxed) {
            UNKNOWN => find_me(),
            bits => Self(bits),
        }
    }

    /// The process that has `pid` now, as a zombie too.
    ///
    /// # Errors
    /// What reading `/proc/<pid>/stat` says: `NotFound` where there is no such process.
    pub fn of(pid: u32) -> io::Result<Self> {
        Ok(Self::new(pid, start_time(pid)?))
    }

    /// Packs the two, which fit: a start time of 42 bits is 1,393 years of ticks.
    fn new(pid: u32, start: u64) -> Self {
        Self(start << PID_BITS | u64::from(pid))
    }

    /// The process's id, which is only a number: see the module's words on it.
    #[must_use]
    pub fn pid(self) -> u32 {
        (self.0 & ((1 << PID_BITS) - 1)) as u32
    }

    fn start(self) -> u64 {
        self.0 >> PID_BITS
    }

    /// What an owner slot stores: never 0.
    #[inline]
    #[must_use]
    pub fn to_bits(self) -> u64 {
        self.0
    }

    /// The identity that an owner slot stores; `None` if the slot is free.
    #[inline]
    #[must_use]
    pub fn from_bits(bits: u64) -> Option<Self> {
        (bits != UNKNOWN).then_some(Self(bits))
    }
}

// ANCHOR: is_alive
impl Identity {
    /// Whether this process still lives. A zombie does not: it runs nothing any more.
    ///
    /// Where that cannot be found out, for want of a free descriptor, it counts as alive.
    #[must_use]
    pub fn is_alive(self) -> bool {
        !self.ended(Duration::ZERO)
    }

    /// Waits until this process has ended, at most for `timeout`. Returns whether it has.
    #[must_use]
    pub fn wait_end(self, timeout: Duration) -> bool {
        self.ended(timeout)
    }

    fn ended(self, timeout: Duration) -> bool {
        match sys::pidfd_open(self.pid()) {
            Ok(pidfd) => !self.still_has_its_pid() || poll_end(&pidfd, timeout),
            // ESRCH: no such process. The others: a thread of another process has the number.
            Err(error) => {
                matches!(error.raw_os_error(), Some(libc::ESRCH | libc::EINVAL | libc::ENOENT))
            }
        }
    }

    /// Asked between opening the pidfd and polling it: if the poll then says that the
    /// process runs, the pid was that process's all the while, and so was this answer.
    fn still_has_its_pid(self) -> bool {
        match start_time(self.pid()) {
            Ok(start) => start == self.start() || self.start() == 0,
            // If it was reaped meanwhile, the poll says so; if not, /proc is what is missing.
            Err(_) => true,
        }
    }
}
// ANCHOR_END: is_alive

/// The kernel's own tick, which changes every 1 to 10 milliseconds and costs 5 ns to read
/// (`CLOCK_MONOTONIC_COARSE`): for code that wants to look who lives now and then, and
/// is called so often that even reading the clock would slow it down.
#[inline]
#[must_use]
pub fn tick() -> u64 {
    sys::coarse_clock()
}

fn poll_end(pidfd: &OwnedFd, timeout: Duration) -> bool {
    const A_YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let deadline = Instant::now() + timeout.min(A_YEAR);
    loop {
        match sys::ended_by(pidfd, deadline) {
            Ok(ended) => return ended,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => panic!("ppoll of a pidfd: {error}"),
        }
    }
}

/// This process's identity once it has been asked for; a child forgets it at its start.
static ME: AtomicU64 = AtomicU64::new(UNKNOWN);
const UNKNOWN: u64 = 0;

extern "C" fn forget_me() {
    ME.store(UNKNOWN, Relaxed);
}

/// The slow path of `me`. If `/proc` cannot be read now, say for want of a free
/// descriptor, the pid has to do, with a start time of 0, and the next call tries again.
#[cold]
fn find_me() -> Identity {
    static FORGET_IN_CHILDREN: Once = Once::new();
    FORGET_IN_CHILDREN.call_once(|| sys::in_every_child(forget_me));
    let pid = std::process::id();
    match start_time(pid) {
        Ok(start) => {
            let me = Identity::new(pid, start);
            ME.store(me.to_bits(), Relaxed);
            me
        }
        Err(_) => Identity::new(pid, 0),
    }
}

// ANCHOR: start_time
/// When the process began, in clock ticks since the machine did: field 22 of
/// `/proc/<pid>/stat` (`proc_pid_stat(5)`). Field 2 is the program's name in
/// parentheses, any name, and so counting begins after the last `)`.
fn start_time(pid: u32) -> io::Result<u64> {
    let stat = fs::read(format!("/proc/{pid}/stat"))?;
    field_22(&stat).ok_or_else(|| {
        let text = format!("/proc/{pid}/stat has no start time");
        io::Error::new(io::ErrorKind::InvalidData, text)
    })
}

fn field_22(stat: &[u8]) -> Option<u64> {
    let name_end = stat.iter().rposition(|&byte| byte == b')')?;
    let after_name = str::from_utf8(&stat[name_end + 1..]).ok()?;
    after_name.split_ascii_whitespace().nth(22 - 3)?.parse().ok()
}
// ANCHOR_END: start_time

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (pid, start) = (self.pid(), self.start());
        f.debug_struct("Identity").field("pid", &pid).field("start", &start).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_full_of_parentheses_and_numbers_does_not_move_the_start_time() {
        let rest = "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4242 20 21";
        for name in ["plain", "a b", "(", ") 7 7 (", "x) S 1 2 3"] {
            let stat = format!("17 ({name}) {rest}\n");
            assert_eq!(field_22(stat.as_bytes()), Some(4242), "{name}");
        }
    }
}
