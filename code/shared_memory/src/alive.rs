//! Who a process is, and whether it still lives.
//!
//! A pid alone says neither: it is given to a new process once the old one is reaped,
//! and a zombie still answers to it. A pid *and* the moment its process began is one
//! process, once, until the machine restarts.

use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{fmt, fs, io, thread};

mod sys;

use self::sys::Number;
use crate::clock::coarse_clock;

/// Linux gives no pid of more bits (`PID_MAX_LIMIT`).
const PID_BITS: u32 = 22;

// ANCHOR: identity
/// One process, told from every other that ever had or will have its pid.
///
/// It packs the pid (22 bits) and the start time in clock ticks (42 bits) into one
/// word that is never 0, so that an owner slot in shared memory is one `AtomicU64`,
/// in which 0 means that it has no owner. It means something to processes of one pid
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
        Ok(Self::new(pid, Stat::of(pid)?.start))
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

    /// Whether it could not read when it began: then its number is all that is known of it.
    pub(crate) fn is_only_a_number(self) -> bool {
        self.start() == 0
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

/// What is known about a process's life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Life {
    /// It runs, sleeps or is stopped, and may use its memory at any time.
    Alive,
    /// It runs nothing any more, and never will. It may be a zombie still.
    Ended,
    /// A process runs that has its number. Whether it is this process or a later one cannot be
    /// found out, as `/proc` cannot be read here and now, or could not be by this process when it
    /// asked for its [`Identity::me`]. Ask again; keep nothing of this.
    Unknown,
}

impl Identity {
    // ANCHOR: is_alive
    /// Whether this process lives. A zombie does not.
    ///
    /// It is found out without a descriptor, a permission, or a system call other than
    /// `futex` and `clock_gettime`. To tell a process from a later one that was given
    /// its number, `/proc` is read as well, and only there may the answer be unknown.
    #[must_use]
    pub fn life(self) -> Life {
        if self == Self::me() {
            return self.life_of_me();
        }
        // In this order: who has the number now and began when `self` did, had it then.
        match (sys::ask(self.pid()), Stat::of(self.pid())) {
            (Number::Free, _) => Life::Ended,
            (_, Ok(stat)) if self.began_otherwise(&stat) => Life::Ended,
            (Number::Ended, Ok(stat)) if stat.threads > 1 => Life::Alive,
            (Number::Ended, _) => Life::Ended,
            (Number::Unanswered, Ok(stat)) if stat.is_zombie() => Life::Ended,
            (_, Ok(_)) if self.start() != 0 => Life::Alive,
            _ => Life::Unknown,
        }
    }

    /// A process that could not read when it began cannot tell itself from an earlier one that
    /// had its number and could not either.
    fn life_of_me(self) -> Life {
        if self.is_only_a_number() { Life::Unknown } else { Life::Alive }
    }
    // ANCHOR_END: is_alive

    /// Whether this process may still live: unless it is known to have ended.
    #[must_use]
    pub fn is_alive(self) -> bool {
        self.life() != Life::Ended
    }

    /// The same as [`is_alive`](Self::is_alive) by one system call, for a process that runs, or a later one that
    /// was given its number: no file of `/proc` is read unless there is doubt. So `false` is sure.
    #[must_use]
    pub fn runs(self) -> bool {
        sys::a_thread_runs(self.pid()) || self.is_alive()
    }

    /// Waits until this process is known to have ended, at most for `timeout`. Returns
    /// whether it is.
    #[must_use]
    pub fn wait_end(self, timeout: Duration) -> bool {
        let begin = Instant::now();
        let mut pause = Duration::from_micros(20);
        while self.is_alive() {
            let left = timeout.saturating_sub(begin.elapsed());
            if left.is_zero() {
                return false;
            }
            thread::sleep(pause.min(left));
            pause = (pause * 2).min(Duration::from_millis(5));
        }
        true
    }

    fn began_otherwise(self, stat: &Stat) -> bool {
        self.start() != 0 && self.start() != stat.start
    }
}

/// The kernel's own tick, which changes every 1 to 10 milliseconds and costs 5 ns to read
/// (`CLOCK_MONOTONIC_COARSE`): for code that wants to look who lives now and then, and
/// is called so often that even reading the clock would slow it down.
#[inline]
#[must_use]
pub fn tick() -> u64 {
    coarse_clock()
}

/// This process's identity once it has been asked for; a child forgets it at its start.
static ME: AtomicU64 = AtomicU64::new(UNKNOWN);
const UNKNOWN: u64 = 0;

extern "C" fn forget_me() {
    ME.store(UNKNOWN, Relaxed);
}

/// The slow path of `me`. If `/proc` cannot be read now, say for want of a free
/// descriptor, the pid has to do, with a start time of 0, and the next call tries again.
/// A filter's refusal (`seccomp(2)`) is for good, and asking again would cost each call.
#[cold]
fn find_me() -> Identity {
    static FORGET_IN_CHILDREN: Once = Once::new();
    FORGET_IN_CHILDREN.call_once(|| sys::in_every_child(forget_me));
    let pid = std::process::id();
    let stat = Stat::of(pid);
    let me = Identity::new(pid, stat.as_ref().map_or(0, |stat| stat.start));
    if stat.map_or_else(|error| error.kind() == io::ErrorKind::PermissionDenied, |_| true) {
        ME.store(me.to_bits(), Relaxed);
    }
    me
}

// ANCHOR: stat
/// What `/proc/<pid>/stat` says (`proc_pid_stat(5)`).
#[derive(PartialEq, Eq, Debug)]
struct Stat {
    /// Field 3: `Z` is a zombie.
    state: u8,
    /// Field 20. The main thread counts, as a zombie too, for as long as others run.
    threads: u64,
    /// Field 22: when the process began, in clock ticks since the machine did.
    start: u64,
}

impl Stat {
    fn of(pid: u32) -> io::Result<Self> {
        let stat = fs::read(format!("/proc/{pid}/stat"))?;
        Self::parse(&stat).ok_or_else(|| {
            let text = format!("/proc/{pid}/stat does not say when the process began");
            io::Error::new(io::ErrorKind::InvalidData, text)
        })
    }

    /// Field 2 is the program's name in parentheses, any name, and so counting begins
    /// after the last `)`.
    fn parse(stat: &[u8]) -> Option<Self> {
        let name_end = stat.iter().rposition(|&byte| byte == b')')?;
        let after_name = str::from_utf8(&stat[name_end + 1..]).ok()?;
        let mut fields = after_name.split_ascii_whitespace();
        let state = *fields.next()?.as_bytes().first()?;
        let threads = fields.nth(20 - 4)?.parse().ok()?;
        let start = fields.nth(22 - 21)?.parse().ok()?;
        Some(Self { state, threads, start })
    }

    fn is_zombie(&self) -> bool {
        self.state == b'Z' && self.threads <= 1
    }
}
// ANCHOR_END: stat

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
            let expected = Stat { state: b'S', threads: 17, start: 4242 };
            assert_eq!(Stat::parse(stat.as_bytes()), Some(expected), "{name}");
        }
    }
}
