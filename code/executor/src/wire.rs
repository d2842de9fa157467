//! What is said between the parent and its keeper.

use std::io;
use std::time::Duration;

use process_pool::Cause;
use serde::{Deserialize, Serialize};

// ANCHOR: messages
/// The parent's word to its keeper.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Order<'a> {
    Run {
        task: u64,
        #[serde(borrow, with = "serde_bytes")]
        input: &'a [u8],
    },
    Cancel {
        task: u64,
    },
}

/// The keeper's word to its parent.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum News<'a> {
    /// The pool stands, with so many workers.
    Ready {
        workers: usize,
    },
    /// There is no pool, and this is why.
    Refused {
        errno: i32,
        text: &'a str,
    },
    Done {
        task: u64,
        #[serde(borrow, with = "serde_bytes")]
        output: &'a [u8],
    },
    Failed {
        task: u64,
        why: Failure,
    },
    /// So many tasks were handed in and not begun.
    Waiting(usize),
}
// ANCHOR_END: messages

/// A [`Cause`] that can be sent.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Failure {
    Panicked(String),
    Killed(i32),
    Exited(i32),
    Vanished,
    NoWorker { errno: i32 },
    Codec(String),
    TimedOut(Duration),
    Other(String),
}

impl From<Cause> for Failure {
    fn from(cause: Cause) -> Failure {
        match cause {
            Cause::Panicked(message) => Failure::Panicked(message),
            Cause::Killed { signal } => Failure::Killed(signal),
            Cause::Exited { code } => Failure::Exited(code),
            Cause::Vanished => Failure::Vanished,
            Cause::NoWorker(kind) => Failure::NoWorker { errno: errno_of(kind) },
            Cause::Codec(text) => Failure::Codec(text),
            Cause::TimedOut { limit } => Failure::TimedOut(limit),
            other => Failure::Other(other.to_string()),
        }
    }
}

impl From<Failure> for Cause {
    fn from(failure: Failure) -> Cause {
        match failure {
            Failure::Panicked(message) => Cause::Panicked(message),
            Failure::Killed(signal) => Cause::Killed { signal },
            Failure::Exited(code) => Cause::Exited { code },
            Failure::Vanished => Cause::Vanished,
            Failure::NoWorker { errno } => Cause::NoWorker(kind_of(errno)),
            Failure::Codec(text) => Cause::Codec(text),
            Failure::TimedOut(limit) => Cause::TimedOut { limit },
            Failure::Other(text) => Cause::Codec(text),
        }
    }
}

/// The largest error number of Linux.
const LAST_ERRNO: i32 = 133;

/// An `ErrorKind` has no number to send. What a system call was refused with has one, and the
/// first that means the same will do.
pub(crate) fn errno_of(kind: io::ErrorKind) -> i32 {
    (1..=LAST_ERRNO).find(|errno| kind_of(*errno) == kind).unwrap_or(0)
}

pub(crate) fn kind_of(errno: i32) -> io::ErrorKind {
    match errno {
        0 => io::ErrorKind::Other,
        errno => io::Error::from_raw_os_error(errno).kind(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kinds_of_system_errors_cross() {
        use io::ErrorKind::*;
        for kind in [BrokenPipe, InvalidInput, Other, OutOfMemory, ResourceBusy, WouldBlock] {
            assert_eq!(kind_of(errno_of(kind)), kind);
        }
    }
}
