use std::io;
use std::process::exit;

use process::{Process, spawn};

use crate::sys;

/// What a child ends with that could not be limited, and so did not begin.
const NEVER_BEGAN: i32 = 102;

/// In seconds. The kernel counts the time on the CPU in nanoseconds, and beyond 584 years its
/// number overflows: it would kill at once.
const CENTURY: u64 = 100 * 31_557_600;

/// In bytes. The kernel takes a larger number for a negative one, and no byte would be written.
const LONGEST_FILE: u64 = i64::MAX.cast_unsigned();

// ANCHOR: limits
/// What one process may use up. `None` leaves a limit as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of address space beyond what the process has when the limit is set. A task that asks
    /// for more gets an error, and Rust's collections abort: SIGABRT.
    pub memory: Option<u64>,
    /// Seconds on the CPU, from the start of the process. Then comes SIGXCPU, which ends it;
    /// one that catches that is killed a second later. More than a century is cut to one.
    pub cpu_seconds: Option<u64>,
    /// Bytes up to which a file can be written. A task that writes beyond gets SIGXFSZ.
    pub file_size: Option<u64>,
    /// Descriptors get numbers below this. With 0, nothing more is opened.
    pub open_files: Option<u64>,
}
// ANCHOR_END: limits

impl Limits {
    // ANCHOR: spawn
    /// Runs `work` in a process of its own, within these limits.
    ///
    /// If they cannot be set, `work` does not begin: the child says why on stderr, and ends
    /// with code 102.
    ///
    /// # Errors
    /// As [`process::spawn`].
    pub fn spawn(self, work: impl FnOnce() + Send) -> io::Result<Process> {
        spawn(move || {
            if let Err(error) = self.apply() {
                eprintln!("this process cannot be limited: {error}");
                exit(NEVER_BEGAN);
            }
            work();
        })
    }
    // ANCHOR_END: spawn

    // ANCHOR: apply
    /// Sets these limits for the calling process, for good (`setrlimit(2)`). A limit that is
    /// lower already stays. Processes that it starts inherit them, and each counts for itself.
    ///
    /// # Errors
    /// `/proc` cannot be read, or `setrlimit(2)` refuses.
    pub fn apply(self) -> io::Result<()> {
        if let Some(bytes) = self.memory {
            let limit = sys::address_space()?.saturating_add(bytes);
            sys::limit(libc::RLIMIT_AS, limit, limit)?;
        }
        if let Some(seconds) = self.cpu_seconds {
            let seconds = seconds.min(CENTURY);
            sys::limit(libc::RLIMIT_CPU, seconds, seconds + 1)?;
        }
        if let Some(bytes) = self.file_size {
            let bytes = bytes.min(LONGEST_FILE);
            sys::limit(libc::RLIMIT_FSIZE, bytes, bytes)?;
        }
        if let Some(number) = self.open_files {
            sys::limit(libc::RLIMIT_NOFILE, number, number)?;
        }
        Ok(())
    }
    // ANCHOR_END: apply
}
