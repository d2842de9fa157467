//! A test in a process of its own, and what is to be said of how it ended.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::process::exit;
use std::time::{Duration, Instant};

use process::Process;

use crate::left::{self, Lifeline};
use crate::printed::Printed;

/// What a test ends with that has returned, and left nothing. Not 0: a test that is not run at
/// all, or calls `exit(0)` before its assertions, has not passed.
const PASSED: i32 = 78;
/// What the build tools of this world agree on for "skipped".
pub(crate) const SKIPPED: i32 = 77;

pub(crate) enum Verdict {
    Passed,
    Skipped,
    Failed(String),
}

pub(crate) struct Apart {
    child: Process,
    lifeline: Lifeline,
    limit: Duration,
    deadline: Instant,
}

impl Apart {
    /// Starts a test. What it prints is kept in `printed`, or seen at once if that is `None`.
    // ANCHOR: judge
    pub(crate) fn start(
        test: fn(),
        limit: Duration,
        printed: Option<&Printed>,
    ) -> io::Result<Self> {
        let (lifeline, held) = Lifeline::new()?;
        let child = process::spawn(move || {
            let _held = held; // Here only: `spawn` drops the parent's copy.
            if let Some(printed) = printed {
                printed.take_over();
            }
            left::nothing(test);
            exit(PASSED)
        })?;
        Ok(Self { child, lifeline, limit, deadline: Instant::now() + limit })
    }

    /// Waits until the test has ended, or is killed at its limit.
    pub(crate) fn judge(mut self) -> io::Result<Verdict> {
        let status = self.child.join_timeout(self.time_left())?;
        if status.is_none() {
            self.child.kill()?;
            self.child.join()?;
        }
        let stragglers = self.lifeline.kill_stragglers()?;
        Ok(match status.map(|status| (status.code(), status)) {
            None => Verdict::Failed(format!("still running after {:?}: killed", self.limit)),
            Some((Some(PASSED), _)) if !stragglers.is_empty() => {
                Verdict::Failed(format!("it left these processes running: {stragglers:?}"))
            }
            Some((Some(PASSED), _)) => Verdict::Passed,
            Some((Some(SKIPPED), _)) if std::env::var_os("CI").is_none() => Verdict::Skipped,
            Some((_, status)) => {
                Verdict::Failed(format!("ended before its end, with {status}"))
            }
        })
    }
    // ANCHOR_END: judge

    pub(crate) fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Whether [`judge`](Self::judge) would not wait for the test.
    pub(crate) fn is_over(&mut self) -> bool {
        self.time_left().is_zero() || !matches!(self.child.try_join(), Ok(None))
    }
}

impl AsFd for Apart {
    /// Polls as readable once the test has ended.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.child.as_fd()
    }
}
