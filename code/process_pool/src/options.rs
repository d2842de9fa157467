use std::io;
use std::thread;

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
        PoolOptions { workers, buffersize: None, buffer_bytes: BUFFER_BYTES }
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

    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput): nothing could be done with so little.
    pub(crate) fn check(&self) -> io::Result<()> {
        let text = match self {
            PoolOptions { workers: 0, .. } => "a pool of 0 workers would never run a task",
            PoolOptions { buffersize: Some(0), .. } => {
                "a pool with a buffersize of 0 would never take an input"
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
