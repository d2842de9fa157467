//! Python, to be measured beside or to be asked. Which one a reader has is not known: it may be
//! missing, old or broken, and it may hang. So each program of Python's is a file, is run for no
//! longer than its limit, and is killed then with all that it has started.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{MemfdFlags, OFlags, fcntl_setfl, memfd_create};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

use crate::patient;

/// A program of Python's, for as many runs as it has time for. After the first run that gave
/// nothing there is no other: a peer that hangs costs its limit once.
///
/// ```no_run
/// # use std::time::Duration;
/// # use test_harness::Python;
/// let mut lock = Python::new("examples/cost.py", Duration::from_secs(20));
/// match lock.numbers(&["1000"]) {
///     Some([nanoseconds]) => println!("{}: {nanoseconds} ns", lock.name()),
///     None => println!("{}: not measured: {}", lock.name(), lock.failure().unwrap()),
/// }
/// ```
#[derive(Debug)]
pub struct Python {
    interpreter: OsString,
    program: Vec<OsString>,
    /// For all its runs together.
    limit: Duration,
    left: Duration,
    name: Option<String>,
    failure: Option<Failure>,
}

/// Why a run of Python's gave nothing.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failure {
    /// There is no program of this name.
    Missing(OsString),
    /// It did not start, or could not be watched.
    Io(io::Error),
    /// It was killed: its limit, for all its runs together, had passed.
    Limit(Duration),
    /// It ended with this status, and this was the last line of what it said.
    Failed(ExitStatus, String),
    /// It printed this, and not the numbers that it should.
    Unexpected(String),
}

/// Prints which Python it is, once that can share memory between processes and lock it.
const WHO: &str = "
import multiprocessing.sharedctypes, multiprocessing.synchronize, platform, sys
locked = getattr(sys, '_is_gil_enabled', lambda: True)()
print(platform.python_implementation(), platform.python_version(), end='')
print('' if locked else ', free-threaded')
";

impl Python {
    /// The program in this file, with the `python3` of this machine.
    pub fn new(file: impl Into<PathBuf>, limit: Duration) -> Self {
        Self::by("python3", file, limit)
    }

    /// The same with another interpreter: a name that is looked up in `PATH`, or a path.
    pub fn by(
        interpreter: impl Into<OsString>,
        file: impl Into<PathBuf>,
        limit: Duration,
    ) -> Self {
        Self::of(interpreter.into(), vec![file.into().into()], limit)
    }

    /// A program in a text. It cannot be imported, as a child must be able to that is not forked.
    pub(crate) fn saying(text: &str, limit: Duration) -> Self {
        Self::of("python3".into(), vec!["-c".into(), text.into()], limit)
    }

    fn of(interpreter: OsString, program: Vec<OsString>, limit: Duration) -> Self {
        let limit = patient(limit);
        Self { interpreter, program, limit, left: limit, name: None, failure: None }
    }

    /// Which Python it is, `CPython 3.11.2` or `CPython 3.14.0, free-threaded`; before the first
    /// run and where that failed to tell, `Python`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or("Python")
    }

    /// Whether it has told who it is: then what failed was the program.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.name.is_some()
    }

    /// Why there was nothing from some run on, if it is so.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// What the program prints, given these arguments. `None` if a run has failed, this one or an
    /// earlier one.
    pub fn run(&mut self, arguments: &[&str]) -> Option<String> {
        if !self.is_there() {
            return None;
        }
        let arguments = arguments.iter().map(OsString::from);
        let program: Vec<OsString> = self.program.iter().cloned().chain(arguments).collect();
        self.bounded(&program)
    }

    /// The numbers that the program prints, and nothing else.
    pub fn numbers<const N: usize>(&mut self, arguments: &[&str]) -> Option<[f64; N]> {
        let text = self.run(arguments)?;
        let words = text.split_whitespace().map(str::parse);
        let numbers = words.collect::<Result<Vec<f64>, _>>().unwrap_or_default();
        numbers.try_into().map_err(|_| self.failure = Some(Failure::Unexpected(text))).ok()
    }

    /// Whether it can say who it is.
    fn is_there(&mut self) -> bool {
        if self.name.is_none() {
            let name = self.bounded(&["-c".into(), WHO.into()]);
            self.name = name.map(|name| name.trim().to_owned());
        }
        self.failure.is_none()
    }

    /// One run, in what is left of the time.
    fn bounded(&mut self, arguments: &[OsString]) -> Option<String> {
        if self.failure.is_some() {
            return None;
        }
        let begin = Instant::now();
        let text = outcome(&self.interpreter, arguments, self.left);
        self.left = self.left.saturating_sub(begin.elapsed());
        let text = text.and_then(|text| text.ok_or(Failure::Limit(self.limit)));
        text.map_err(|failure| self.failure = Some(failure)).ok()
    }
}

/// What a command prints that succeeds; `None` if the limit passed first.
fn outcome(
    interpreter: &OsStr,
    arguments: &[OsString],
    limit: Duration,
) -> Result<Option<String>, Failure> {
    let [mut output, mut errors] = [memory()?, memory()?];
    let mut command = Command::new(interpreter);
    command.args(arguments).stdin(Stdio::null());
    command.stdout(output.try_clone()?).stderr(errors.try_clone()?);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::Missing(interpreter.to_owned()),
        _ => Failure::Io(error),
    })?;
    let has_ended = ends_within(&child, limit);
    if !matches!(has_ended, Ok(true)) {
        kill_with_all_below(Pid::from_child(&child));
    }
    let status = child.wait()?;
    match has_ended? {
        false => Ok(None),
        true if status.success() => Ok(Some(text(&mut output)?)),
        true => Err(Failure::Failed(status, last_line(&text(&mut errors)?))),
    }
}

/// A file without a name. Unlike a pipe it is never full, and no reader has to wait for its end.
/// It is appended to: the kernel does not lock the position in such a file, as it does in one that
/// was opened, and two processes that write at once would overwrite each other.
fn memory() -> io::Result<File> {
    let file = memfd_create("python", MemfdFlags::CLOEXEC)?;
    fcntl_setfl(&file, OFlags::APPEND)?;
    Ok(file.into())
}

fn text(file: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn last_line(text: &str) -> String {
    text.trim_end().lines().last().unwrap_or_default().to_owned()
}

fn ends_within(child: &Child, limit: Duration) -> io::Result<bool> {
    let deadline = Instant::now() + limit;
    let pidfd = pidfd_open(Pid::from_child(child), PidfdFlags::empty())?;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let timeout = Timespec::try_from(left).map_err(io::Error::other)?;
        match poll(&mut [PollFd::new(&pidfd, PollFlags::IN)], Some(&timeout)) {
            Err(Errno::INTR) => {}
            ready => return Ok(ready? > 0),
        }
    }
}

/// Each process is stopped before its children are listed: it makes no others then, and as long
/// as it is not killed, no other process gets the id of a child of its that has ended.
fn kill_with_all_below(pid: Pid) {
    let _ = kill_process(pid, Signal::STOP);
    children_of(pid).into_iter().for_each(kill_with_all_below);
    let _ = kill_process(pid, Signal::KILL);
}

fn children_of(pid: Pid) -> Vec<Pid> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let lists = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    let pids = |list: String| {
        let words = list.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        words.into_iter().filter_map(|word| Pid::from_raw(word.parse().ok()?))
    };
    lists.flat_map(pids).collect()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(interpreter) => write!(f, "no {} here", interpreter.display()),
            Self::Io(error) => write!(f, "it cannot be run: {error}"),
            Self::Limit(limit) => write!(f, "killed after {limit:?}"),
            Self::Failed(status, said) if said.is_empty() => write!(f, "{status}"),
            Self::Failed(status, said) => write!(f, "{status}, {said}"),
            Self::Unexpected(said) => write!(f, "it printed {said:?}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
