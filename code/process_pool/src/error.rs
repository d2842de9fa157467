use std::error::Error;
use std::fmt;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

// ANCHOR: error
/// A task that gave no result: which one, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskError {
    /// The task's place among the inputs of the call, from 0.
    pub index: usize,
    /// What became of it, the last time.
    pub cause: Cause,
    /// How often it was begun: 0 where no worker could be given it, more than 1 where
    /// [`attempts`](crate::PoolOptions::attempts) allows that.
    pub attempts: u32,
}

/// Why a task gave no result.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// The task panicked, with this message. Its worker lives on.
    Panicked(String),
    /// A signal killed the worker that was running the task: 6 (SIGABRT) after an abort or a
    /// stack overflow, 11 (SIGSEGV) after a bad address, 9 (SIGKILL) when another process
    /// ended it, or the kernel for want of memory.
    Killed {
        /// The number of the signal, as in `signal(7)`.
        signal: i32,
    },
    /// The worker that was running the task exited, perhaps with code 0.
    Exited {
        /// The exit code, 0 to 255.
        code: i32,
    },
    /// The task ran for longer than it may ([`time_limit`](crate::PoolOptions::time_limit),
    /// [`run_within`](crate::run_within)), and was killed with its worker.
    TimedOut {
        /// How long it may run.
        limit: Duration,
    },
    /// The worker that was running the task is gone, and the kernel does not say how: SIGCHLD is
    /// ignored in this process, or another part of it took the status by `waitpid(-1)`.
    Vanished,
    /// The task was not run: no worker is left, and forking a new one was refused with this error.
    /// `BrokenPipe`: one new worker after another died before it began a task.
    NoWorker(io::ErrorKind),
    /// The input or the output could not be serialized or deserialized, or is too large.
    Codec(String),
}
// ANCHOR_END: error

impl Cause {
    /// How the worker ended, where the kernel says so.
    pub(crate) fn of_death(status: io::Result<ExitStatus>) -> Cause {
        match status {
            Err(_) => Cause::Vanished,
            Ok(status) => match (status.code(), status.signal()) {
                (Some(code), _) => Cause::Exited { code },
                (None, Some(signal)) => Cause::Killed { signal },
                (None, None) => Cause::Vanished,
            },
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cause::Panicked(message) => write!(f, "it panicked: {message}"),
            Cause::Killed { signal } => {
                let name = ExitStatus::from_raw(*signal).to_string(); // "signal: 9 (SIGKILL)"
                write!(f, "its worker was killed by {}", name.replace(": ", " "))
            }
            Cause::Exited { code } => write!(f, "its worker exited with code {code}"),
            Cause::TimedOut { limit } => {
                write!(f, "it ran for longer than {limit:?}, and was killed")
            }
            Cause::Vanished => {
                f.write_str("its worker ended, and the kernel does not say how")
            }
            Cause::NoWorker(kind) => write!(f, "no worker is left to run it ({kind})"),
            Cause::Codec(what) => f.write_str(what),
        }
    }
}

impl fmt::Display for TaskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TaskError { index, cause, attempts } = self;
        match (attempts, cause) {
            (0, Cause::NoWorker(_) | Cause::Codec(_)) | (1, _) => {
                write!(f, "task {index}: {cause}")
            }
            (0, _) => write!(f, "task {index}: the setup of its worker failed: {cause}"),
            _ => write!(f, "task {index}, begun {attempts} times: {cause}"),
        }
    }
}

impl Error for Cause {}

impl Error for TaskError {}
