//! Runs one command and captures what it prints: the time limit, the process group, the raw bytes.

use std::ffi::OsString;
use std::fmt;
use std::io::{self, PipeReader, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use regex::bytes::Regex;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process_group, pidfd_open};
use serde::{Deserialize, Serialize};

use crate::demo::Demo;
use crate::directive::Ending;
use crate::sys;

/// What a command printed, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// How it ended.
    pub ending: Ending,
    /// The bytes of its standard output, with those of its standard error between them where the
    /// demo asks for that; only the thread ids of panics are masked, see [`mask_thread_ids`].
    #[serde(with = "latin1")]
    pub output: Vec<u8>,
    /// The bytes of its standard error, where they are not part of the output.
    #[serde(with = "latin1")]
    pub stderr: Vec<u8>,
}

/// Why there is no capture.
#[derive(Debug)]
pub enum Failure {
    /// It could not be started or watched.
    Io(io::Error),
    /// It ran past its time limit and was killed. This is what it had written to its standard error.
    Limit(Vec<u8>),
    /// It printed more than [`MOST`] bytes and was killed.
    TooMuch,
    /// It was asked to stop.
    Stopped,
}

/// How many bytes a command may print: more does not belong onto a page.
pub const MOST: usize = 1 << 20;

/// Runs a command to its end, or to its limit.
///
/// It is started in the project's root, in the fixed environment, without standard input, in a
/// process group of its own. When it has ended, whatever else still lives in that group is killed;
/// past the limit, or once `stop` is readable, all of it is.
///
/// # Errors
/// See [`Failure`]. A command that fails is not an error: its capture says how it ended.
pub fn capture(demo: &Demo, stop: Option<BorrowedFd<'_>>) -> Result<Capture, Failure> {
    let deadline = Instant::now() + demo.limit;
    let mut running = Running::start(demo)?;
    let outcome = running.watch(deadline, stop);
    let status = running.finish()?;
    match outcome? {
        Outcome::Ended => Ok(running.into_capture(status)),
        Outcome::Limit => Err(Failure::Limit(running.stderr.bytes)),
        Outcome::Stopped => Err(Failure::Stopped),
    }
}

/// The variables that every command gets, on any reader's machine.
pub const ENVIRONMENT: [(&str, &str); 4] =
    [("LANG", "C"), ("LC_ALL", "C"), ("NO_COLOR", "1"), ("TZ", "UTC")];

/// What a command gets of the surroundings: no more than is needed to find programs. It is not part of
/// an output's key, for rustup sets some of these under `cargo run` and mdBook does not; the
/// compiler, and the programs that a command names, are.
const KEPT: [&str; 5] = ["PATH", "HOME", "TMPDIR", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"];

fn environment() -> impl Iterator<Item = (OsString, OsString)> {
    let fixed = ENVIRONMENT.map(|(name, value)| (name.into(), value.into()));
    let kept = KEPT.iter().filter_map(|name| Some((name.into(), std::env::var_os(name)?)));
    fixed.into_iter().chain(kept)
}

/// Replaces the thread id in a panic's message, which differs in every run, by `<id>`.
///
/// `thread 'main' (2172) panicked at` becomes `thread 'main' (<id>) panicked at`.
#[must_use]
pub fn mask_thread_ids(bytes: &[u8]) -> Vec<u8> {
    static THREAD: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"(thread '[^\n]*?' \()[0-9]+(\) (?:panicked|has overflowed))";
        Regex::new(pattern).expect("the pattern is well formed")
    });
    THREAD.replace_all(bytes, &b"${1}<id>${2}"[..]).into_owned()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot be run: {error}"),
            Self::Limit(_) => f.write_str("ran past its limit"),
            Self::TooMuch => write!(f, "printed more than {MOST} bytes"),
            Self::Stopped => f.write_str("was interrupted"),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

enum Outcome {
    Ended,
    Limit,
    Stopped,
}

struct Running {
    child: Child,
    pidfd: OwnedFd,
    output: Stream,
    stderr: Stream,
}

impl Running {
    fn start(demo: &Demo) -> Result<Self, Failure> {
        let (output, output_end) = Stream::new()?;
        let (stderr, stderr_end) = Stream::new()?;
        // One pipe for both keeps the order in which they were written.
        let stderr_end = if demo.stderr { output_end.try_clone()? } else { stderr_end };
        let mut child = command(demo)?.stdout(output_end).stderr(stderr_end).spawn()?;
        let opened = pidfd_open(Pid::from_child(&child), PidfdFlags::empty());
        if opened.is_err() {
            child.kill()?;
            child.wait()?;
        }
        let pidfd = opened.map_err(io::Error::from)?;
        Ok(Self { child, pidfd, output, stderr })
    }

    /// Reads what the command prints, until it ends or must.
    fn watch(
        &mut self,
        deadline: Instant,
        stop: Option<BorrowedFd<'_>>,
    ) -> Result<Outcome, Failure> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Outcome::Limit);
            }
            let (ended, stopped) = self.poll(left, stop)?;
            self.output.read()?;
            self.stderr.read()?;
            if stopped {
                return Ok(Outcome::Stopped);
            }
            if ended {
                return Ok(Outcome::Ended);
            }
        }
    }

    /// Waits until there is something to do: an end, a stop that was asked for, bytes in a pipe.
    fn poll(&self, left: Duration, stop: Option<BorrowedFd<'_>>) -> io::Result<(bool, bool)> {
        let ended = PollFd::new(&self.pidfd, PollFlags::IN);
        // A descriptor that poll is to ignore would be negative; watching the pidfd twice does no harm.
        let stopped =
            PollFd::from_borrowed_fd(stop.unwrap_or(self.pidfd.as_fd()), PollFlags::IN);
        let mut fds = vec![ended, stopped];
        let streams = [&self.output, &self.stderr].into_iter().filter(|stream| stream.open);
        fds.extend(streams.map(|stream| PollFd::new(&stream.reader, PollFlags::IN)));
        let timeout = Timespec::try_from(left).map_err(io::Error::other)?;
        match poll(&mut fds, Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let is_ready = |fd: &PollFd<'_>| !fd.revents().is_empty();
        Ok((is_ready(&fds[0]), stop.is_some() && is_ready(&fds[1])))
    }

    /// Kills what is left of the group, and reaps the command.
    ///
    /// The group is killed first: until the command is reaped, no other group can have its number.
    fn finish(&mut self) -> Result<ExitStatus, Failure> {
        match kill_process_group(Pid::from_child(&self.child), Signal::KILL) {
            Ok(()) | Err(Errno::SRCH) => {}
            Err(error) => return Err(io::Error::from(error).into()),
        }
        // It may have left its group.
        self.child.kill()?;
        let status = self.child.wait()?;
        self.output.read()?;
        self.stderr.read()?;
        Ok(status)
    }

    fn into_capture(self, status: ExitStatus) -> Capture {
        let ending = match (status.code(), status.signal()) {
            (Some(code), _) => Ending::Exit(code),
            (None, Some(signal)) => Ending::Signal(signal),
            (None, None) => unreachable!("wait(2) reports an end as an exit or a signal"),
        };
        let output = mask_thread_ids(&self.output.bytes);
        Capture { ending, output, stderr: mask_thread_ids(&self.stderr.bytes) }
    }
}

fn command(demo: &Demo) -> io::Result<Command> {
    let (program, arguments) = demo.argv.split_first().ok_or(io::ErrorKind::InvalidInput)?;
    let mut command = Command::new(program);
    command.args(arguments).current_dir(&demo.root).env_clear().envs(environment());
    command.process_group(0).stdin(Stdio::null());
    sys::begin_anew(&mut command);
    Ok(command)
}

/// The reading end of a pipe, and what came out of it.
struct Stream {
    reader: PipeReader,
    bytes: Vec<u8>,
    open: bool,
}

impl Stream {
    fn new() -> io::Result<(Self, io::PipeWriter)> {
        let (reader, writer) = io::pipe()?;
        rustix::io::ioctl_fionbio(&reader, true)?;
        Ok((Self { reader, bytes: Vec::new(), open: true }, writer))
    }

    /// Takes everything that is there now.
    fn read(&mut self) -> Result<(), Failure> {
        let mut buffer = [0; 1 << 16];
        while self.open {
            match self.reader.read(&mut buffer) {
                Ok(0) => self.open = false,
                Ok(length) => self.bytes.extend_from_slice(&buffer[..length]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
            if self.bytes.len() > MOST {
                return Err(Failure::TooMuch);
            }
        }
        Ok(())
    }
}

/// Bytes as a string of as many characters, which JSON keeps readable and without loss.
mod latin1 {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&bytes.iter().map(|&byte| char::from(byte)).collect::<String>())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        let bytes = text.chars().map(|char| u8::try_from(u32::from(char)));
        bytes.collect::<Result<_, _>>().map_err(D::Error::custom)
    }
}
