//! The tests wait in a line, and run two at a time.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::apart::{Apart, Verdict};
use crate::printed::Printed;

/// Most of a test's time is waiting.
const AT_ONCE: u32 = 2;

#[derive(Clone, Copy)]
pub(crate) struct Test {
    pub(crate) name: &'static str,
    pub(crate) run: fn(),
    /// Whether no other test may run beside it.
    pub(crate) alone: bool,
}

pub(crate) struct Line {
    limit: Duration,
    waiting: VecDeque<Test>,
    running: Vec<Running>,
    judged: HashMap<&'static str, Judged>,
}

/// What is to be said of a test, and what it has printed.
pub(crate) type Judged = io::Result<(Verdict, String)>;

struct Running {
    test: Test,
    apart: Apart,
    printed: Printed,
}

impl Line {
    /// A line in the order in which the tests are reported: by their names. The limit is that of a
    /// test that has the machine for itself; each of two has half of it.
    pub(crate) fn new(tests: &[Test], limit: Duration) -> Self {
        let mut waiting = tests.to_vec();
        waiting.sort_unstable_by_key(|test| test.name);
        Self {
            limit: limit * AT_ONCE,
            waiting: waiting.into(),
            running: Vec::new(),
            judged: HashMap::new(),
        }
    }

    /// Waits until this test has been judged. Others go on in the meantime.
    ///
    /// # Panics
    ///
    /// If it is asked for a second time, or is none of these tests.
    pub(crate) fn judge(&mut self, name: &str) -> Judged {
        loop {
            self.start_those_that_may();
            if let Some(judged) = self.judged.remove(name) {
                return judged;
            }
            assert!(!self.running.is_empty(), "{name} has been judged, or is no test");
            self.judge_next()?;
        }
    }

    fn start_those_that_may(&mut self) {
        while let Some(&test) = self.waiting.front().filter(|test| self.has_room_for(test)) {
            self.waiting.pop_front();
            match Running::start(test, self.limit) {
                Ok(running) => self.running.push(running),
                Err(error) => _ = self.judged.insert(test.name, Err(error)),
            }
        }
    }

    fn has_room_for(&self, test: &Test) -> bool {
        let is_alone = test.alone || self.running.iter().any(|running| running.test.alone);
        self.running.len() < if is_alone { 1 } else { AT_ONCE as usize }
    }

    /// Waits for one that has ended, or has reached its limit.
    fn judge_next(&mut self) -> io::Result<()> {
        wait_for_any(&self.running)?;
        for over in self.running.extract_if(.., |running| running.apart.is_over()) {
            self.judged.insert(over.test.name, over.judge());
        }
        Ok(())
    }
}

impl Running {
    fn start(test: Test, limit: Duration) -> io::Result<Self> {
        let printed = Printed::new()?;
        let apart = Apart::start(test.run, limit, Some(&printed))?;
        Ok(Self { test, apart, printed })
    }

    fn judge(self) -> Judged {
        let verdict = self.apart.judge()?;
        Ok((verdict, self.printed.text()?))
    }
}

/// Waits until one of these tests has ended, or has reached its limit.
fn wait_for_any(tests: &[Running]) -> io::Result<()> {
    let mut ends: Vec<_> =
        tests.iter().map(|test| PollFd::new(&test.apart, PollFlags::IN)).collect();
    let first_limit = tests.iter().map(|test| test.apart.time_left()).min();
    let timeout =
        Timespec::try_from(first_limit.unwrap_or_default()).map_err(io::Error::other)?;
    match poll(&mut ends, Some(&timeout)) {
        Ok(_) | Err(Errno::INTR) => Ok(()), // Then who asks looks again.
        Err(error) => Err(error.into()),
    }
}
