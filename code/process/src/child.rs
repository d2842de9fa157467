use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::ExitStatus;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use crate::sys::{self, Wait};

/// How often a child is asked for where it cannot be waited for with a limit.
const BETWEEN_QUESTIONS: Duration = Duration::from_millis(1);

/// A child process, made by [`spawn`](crate::spawn).
///
/// Dropping it waits for the child to end; while the thread is panicking, it kills the child
/// first. In a process that merely inherited a copy, dropping does nothing.
///
/// [`AsFd`] gives the child's pidfd, which polls as readable once the child has ended
/// (`pidfd_open(2)`): wait for it together with pipes and sockets.
#[derive(Debug)]
#[must_use = "dropping a Process waits for the child to end"]
pub struct Process {
    id: u32,
    parent: u32,
    pidfd: OwnedFd,
    /// Known once the kernel has told us; it tells only once.
    status: Option<ExitStatus>,
}

impl Process {
    pub(crate) fn new(id: u32, parent: u32, pidfd: OwnedFd) -> Process {
        Process { id, parent, pidfd, status: None }
    }

    /// The child's process id. The kernel may give it to another process once this one was joined.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// Waits for the child to end and says how it did.
    ///
    /// # Errors
    ///
    /// Where the kernel has no status for us: this process is not the parent, SIGCHLD is ignored,
    /// or a `waitpid(-1)` elsewhere in the program took it. The text says which, and what to do.
    pub fn join(mut self) -> io::Result<ExitStatus> {
        self.wait()
    }

    /// How the child ended, or `None` while it runs.
    ///
    /// # Errors
    ///
    /// As [`join`](Self::join).
    pub fn try_join(&mut self) -> io::Result<Option<ExitStatus>> {
        self.ask(Wait::NoHang)?;
        Ok(self.status)
    }

    /// Waits for the child to end, for as long as `timeout` by the monotonic clock. `None`: it
    /// still runs. (One that ended in the hands of a debugger is waited for.)
    ///
    /// # Errors
    ///
    /// As [`join`](Self::join).
    // ANCHOR: join_timeout
    pub fn join_timeout(&mut self, timeout: Duration) -> io::Result<Option<ExitStatus>> {
        // A time too far away to be written down is no limit at all.
        let deadline = Instant::now().checked_add(timeout);
        if let Some(status) = self.try_join()? {
            return Ok(Some(status));
        }
        if self.ends_by(deadline)? {
            return self.wait().map(Some);
        }
        Ok(None)
    }
    // ANCHOR_END: join_timeout

    /// Asks the child to end: SIGTERM. One that has ended already is left in peace, and one that
    /// inherited a handler from its parent, or installed one, runs that instead.
    ///
    /// # Errors
    ///
    /// EPERM, when the child has changed its user id and this process may no longer signal it.
    pub fn terminate(&self) -> io::Result<()> {
        self.signal(libc::SIGTERM)
    }

    /// Ends the child at once: SIGKILL. One that has ended already is left in peace.
    ///
    /// # Errors
    ///
    /// As [`terminate`](Self::terminate).
    pub fn kill(&self) -> io::Result<()> {
        self.signal(libc::SIGKILL)
    }

    fn wait(&mut self) -> io::Result<ExitStatus> {
        self.ask(Wait::Block)?;
        Ok(self.status.expect("a blocking waitid(2) returns with a status"))
    }

    /// Where no descriptor is allowed (RLIMIT_NOFILE is 0), `poll(2)` takes not even one that is
    /// open; `waitid(2)` does.
    fn ends_by(&mut self, deadline: Option<Instant>) -> io::Result<bool> {
        match sys::poll_until(self.pidfd.as_fd(), deadline) {
            Err(error) if error.raw_os_error() == Some(libc::EINVAL) => {
                self.ask_until(deadline)
            }
            answer => answer,
        }
    }

    fn ask_until(&mut self, deadline: Option<Instant>) -> io::Result<bool> {
        while self.try_join()?.is_none() {
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ok(false);
            }
            thread::sleep(BETWEEN_QUESTIONS);
        }
        Ok(true)
    }

    fn ask(&mut self, wait: Wait) -> io::Result<()> {
        if self.status.is_none() {
            let asked = sys::wait(self.pidfd.as_fd(), wait);
            self.status = asked.map_err(|error| self.explain(error))?;
            REAPED.fetch_add(self.status.is_some().into(), Relaxed);
        }
        Ok(())
    }

    /// The kernel's own text for ECHILD is "No child processes".
    fn explain(&self, error: io::Error) -> io::Error {
        if error.raw_os_error() != Some(libc::ECHILD) {
            return error;
        }
        let (child, parent) = (self.id, self.parent);
        let why = if std::process::id() != parent {
            format!("this process is not its parent: join it there, in process {parent}")
        } else if sys::is_sigchld_ignored() {
            "SIGCHLD is ignored in this process, so the kernel keeps no status: set it to \
             SIG_DFL before you spawn"
                .to_owned()
        } else {
            "another wait in this process took its status, such as waitpid(-1): wait for the \
             children that are yours, by their pids"
                .to_owned()
        };
        io::Error::new(error.kind(), format!("cannot tell how child {child} ended: {why}"))
    }

    fn signal(&self, signal: i32) -> io::Result<()> {
        match sys::pidfd_send_signal(self.pidfd.as_fd(), signal) {
            // A pidfd is never reused: it can only be our child that is gone.
            Err(error) if error.raw_os_error() == Some(libc::ESRCH) => Ok(()),
            sent => sent,
        }
    }
}

static REAPED: AtomicU64 = AtomicU64::new(0);

/// How many children this process has seen the end of, through [`Process`]. A child starts with
/// its parent's number.
///
/// Who keeps a list of living processes looks through it again when this has changed: after a
/// `join`, this process must not take the joined one for alive.
#[must_use]
pub fn reaped() -> u64 {
    REAPED.load(Relaxed)
}

impl AsFd for Process {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.pidfd.as_fd()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // An error says that the child is not ours to wait for, and so not ours to kill.
        if let Ok(None) = self.try_join() {
            if thread::panicking() {
                let _ = self.kill();
            }
            let _ = self.wait();
        }
    }
}
