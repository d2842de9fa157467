use std::io;
use std::thread;
use std::time::Duration;

use crate::pace::Ahead;

/// Results of a lazy call that wait may take so many bytes where nothing else is said.
const BUFFER_BYTES: usize = 64 << 20;

/// What a [`Pool`](crate::Pool) is told before it forks its workers.
///
/// ```standalone_crate
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use process_pool::PoolOptions;
///
/// let options = PoolOptions::new().workers(2).buffersize(100);
/// let mut pool = options.build(|n: u64| n * n * n)?;
/// assert_eq!(pool.map(0..5)?, [0, 1, 8, 27, 64]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "options do nothing until a pool is built with them"]
pub struct PoolOptions {
    pub(crate) workers: usize,
    pub(crate) buffersize: Option<usize>,
    pub(crate) buffer_bytes: usize,
    pub(crate) time_limit: Option<Duration>,
    pub(crate) attempts: u32,
    pub(crate) tasks_per_worker: usize,
}

impl Default for PoolOptions {
    fn default() -> Self {
        Self::new()
    }
}

impl PoolOptions {
    /// As many workers as this process has cores
    /// ([`available_parallelism`](thread::available_parallelism)), and the limits that each
    /// method names.
    pub fn new() -> Self {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        PoolOptions {
            workers,
            buffersize: None,
            buffer_bytes: BUFFER_BYTES,
            time_limit: None,
            attempts: 1,
            tasks_per_worker: usize::MAX,
        }
    }

    /// The number of worker processes.
    pub fn workers(self, workers: usize) -> Self {
        PoolOptions { workers, ..self }
    }

    /// A lazy call takes at most so many inputs ahead of the results that it has given.
    ///
    /// Otherwise it takes what keeps the workers busy for a few milliseconds: at first four inputs
    /// for each worker, with the shortest of tasks 65,536.
    pub fn buffersize(self, inputs: usize) -> Self {
        PoolOptions { buffersize: Some(inputs), ..self }
    }

    /// The results of a lazy call that its caller has not taken yet are at most so many bytes;
    /// 64 MiB where nothing is said.
    ///
    /// A result counts with the bytes that it is serialized to, in shared memory or already read.
    /// When the bound is reached, the workers finish what they have begun, and begin no more until
    /// the caller has taken results: so it may be exceeded by one result for each worker. The
    /// result that the caller waits for is made in any case.
    pub fn buffer_bytes(self, bytes: usize) -> Self {
        PoolOptions { buffer_bytes: bytes, ..self }
    }

    /// A task may run for so long, by the clock on the wall, from its own beginning until its
    /// output is written. Then it is killed with its worker, and is an error of its own:
    /// [`Cause::TimedOut`](crate::Cause::TimedOut). No other task is affected.
    ///
    /// The caller's thread sees to it, as the pool has no other: the limit holds while it is in a
    /// call (of `map`, of an iterator's `next`, of `close`), and there also for what a dropped
    /// iterator has left running. While it does something else, a task may run for longer. What
    /// has finished before the caller looks is a result, and one that waits to be collected does
    /// not age. What [`build_with`](Self::build_with) sets up is not under the limit.
    ///
    /// A worker that has changed its user may be out of the caller's reach (`kill(2)`, EPERM).
    ///
    /// With a limit, each task costs one reading of the clock; without one, nothing.
    pub fn time_limit(self, limit: Duration) -> Self {
        PoolOptions { time_limit: Some(limit), ..self }
    }

    /// A task whose worker died of it, or that was timed out, is begun again, up to `attempts` times
    /// in all; 1 where nothing is said.
    ///
    /// It is for tasks that may run twice: the attempt that failed may have had half of its effect.
    /// A panic is not repeated. [`TaskError::attempts`](crate::TaskError::attempts) says how often
    /// a task was begun that failed in the end, and its cause is that of the last attempt.
    pub fn attempts(self, attempts: u32) -> Self {
        PoolOptions { attempts, ..self }
    }

    /// A worker runs so many tasks, in one call or in several. Then it ends, and another one is
    /// forked for its place: what a task leaks is given back to the system. No task is lost by it.
    pub fn tasks_per_worker(self, tasks: usize) -> Self {
        PoolOptions { tasks_per_worker: tasks, ..self }
    }

    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput): nothing could be done with so little.
    pub(crate) fn check(&self) -> io::Result<()> {
        let text = match self {
            PoolOptions { workers: 0, .. } => "a pool of 0 workers would never run a task",
            PoolOptions { buffersize: Some(0), .. } => {
                "a pool with a buffersize of 0 would never take an input"
            }
            PoolOptions { time_limit: Some(Duration::ZERO), .. } => {
                "a pool with a time limit of nothing would never finish a task"
            }
            PoolOptions { attempts: 0, .. } => "a pool with 0 attempts would never run a task",
            PoolOptions { tasks_per_worker: 0, .. } => {
                "a pool with 0 tasks per worker would never run a task"
            }
            _ => return Ok(()),
        };
        Err(io::Error::new(io::ErrorKind::InvalidInput, text))
    }

    /// How far a lazy call runs ahead.
    pub(crate) fn ahead(&self) -> Ahead {
        self.buffersize.map_or(Ahead::Trays, Ahead::Inputs)
    }

    /// A quarter of the bytes may lie on the trays, of which each worker has two: so many on each.
    pub(crate) fn bytes_on_tray(&self) -> usize {
        self.buffer_bytes / 4 / self.workers / 2
    }

    /// Why the workers could not be forked, and what they need.
    pub(crate) fn explain(&self, error: io::Error) -> io::Error {
        use io::ErrorKind::{ResourceBusy, WouldBlock};
        if matches!(error.kind(), ResourceBusy | WouldBlock) {
            return error; // A second thread, or too many processes: it says what to do.
        }
        let workers = self.workers;
        let descriptors = workers.saturating_mul(2).saturating_add(3);
        let text = format!(
            "a pool of {workers} workers needs {descriptors} free descriptors (`ulimit -n`) and \
             {workers} GiB of address space (`ulimit -v`), not of memory: {error}"
        );
        io::Error::new(error.kind(), text)
    }

    /// Half of them may wait for a result that comes before them. The last quarter is what comes
    /// from the trays before that is noticed.
    pub(crate) fn bytes_waiting(&self) -> usize {
        self.buffer_bytes / 2
    }
}
