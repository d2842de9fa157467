mod sys;

use std::io;
use std::ops::Range;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};
use std::time::Duration;

use shared_memory::{Shared, futex};

use crate::claim::Claim;
use crate::error::Cause;
use crate::floor::{self, wait_for_caller};
use crate::frame::{self, Kind};
use crate::sys::{Area, now};

/// Tasks on their way to a worker, and their results on the way back, in shared memory.
///
/// The caller fills it and rings; from then on it is the worker's, until that rings. Meanwhile the
/// caller may read what is finished, and may take back what is not begun.
#[derive(Debug)]
pub(crate) struct Tray {
    progress: Shared<Progress>,
    pub(crate) inputs: Area,
    pub(crate) outputs: Area,
}

// ANCHOR: progress
/// How far the worker has come. With `begun` and `end` as `claim` has them, task number `k` is
///
/// | | |
/// |---|---|
/// | not begun | `begun <= k < end` |
/// | taken back | `end <= k` |
/// | running | `finished <= k < begun` and `k < end`, one at the most |
/// | finished | `k < finished`, and its result lies in `outputs` |
///
/// The result is written first and `finished` stored last: a worker that is killed at any
/// instruction has either given the result or not.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Which tasks were begun by the worker, and which taken back by the caller.
    claim: Claim,
    finished: AtomicU32,
    /// How often the caller has made room among the outputs. A worker without room sleeps until it
    /// changes (`futex(2)`).
    emptied: AtomicU32,
    /// The caller does not want the results any more.
    abandoned: AtomicBool,
    /// Nanoseconds that the worker has spent on the tray.
    busy: AtomicU64,
    /// Under a time limit: when the task that is running was begun, in nanoseconds of the monotonic
    /// clock. 0 while none is, and while one waits for room for its result.
    since: AtomicU64,
    /// The worker has come to the end of its setup. If that has panicked, the message is the first
    /// output.
    ready: AtomicBool,
}
// ANCHOR_END: progress

impl Tray {
    pub(crate) fn new() -> io::Result<Tray> {
        Ok(Tray {
            progress: Shared::new(Progress::default())?,
            inputs: Area::new()?,
            outputs: Area::new()?,
        })
    }
}

fn places(tasks: Range<u32>) -> Range<usize> {
    tasks.start as usize..tasks.end as usize
}

/// The caller's side.
impl Tray {
    /// To be called before a worker is forked for it.
    pub(crate) fn prepare(&self, has_setup: bool) {
        self.progress.claim.barrier.choose();
        self.progress.ready.store(!has_setup, Relaxed);
        frame::clear(&self.outputs);
    }

    /// Why a worker that died in this way had not come to the end of its setup, if it had not.
    pub(crate) fn failed_setup(&self, death: &Cause) -> Option<Cause> {
        if self.progress.ready.load(Acquire) {
            return None;
        }
        let said = frame::read(&self.outputs, 0);
        Some(if said.kind == Kind::Panic { said.cause() } else { death.clone() })
    }

    /// Makes the `count` tasks that were written into `inputs` the worker's.
    pub(crate) fn offer(&self, count: usize) {
        let progress = &*self.progress;
        progress.finished.store(0, Relaxed);
        progress.emptied.store(0, Relaxed);
        progress.abandoned.store(false, Relaxed);
        progress.since.store(0, Relaxed);
        let count = u32::try_from(count).expect("a tray has a few thousand tasks");
        progress.claim.offer(count);
    }

    /// The tasks that the worker has not begun.
    pub(crate) fn waiting(&self) -> Range<usize> {
        places(self.progress.claim.waiting())
    }

    pub(crate) fn finished(&self) -> usize {
        self.progress.finished.load(Acquire) as usize
    }

    // ANCHOR: running_since
    /// When the task that is running was begun, if one is and the worker tells.
    ///
    /// It may have finished by now, and another one may run. Not on the trays of a worker that is
    /// condemned: it has begun its last one.
    pub(crate) fn running_since(&self) -> Option<Duration> {
        let since = self.progress.since.load(Acquire);
        (since != 0).then(|| Duration::from_nanos(since))
    }
    // ANCHOR_END: running_since

    /// Whether the worker had begun a task and not finished it. It is dead, or condemned.
    pub(crate) fn was_running(&self) -> bool {
        self.finished() < self.waiting().start
    }

    /// Whether the worker has ever looked for a task on it.
    pub(crate) fn is_touched(&self) -> bool {
        self.progress.claim.is_touched()
    }

    /// How long the worker took for a tray that it has rung for.
    pub(crate) fn busy(&self) -> Duration {
        Duration::from_nanos(self.progress.busy.load(Relaxed))
    }

    /// Takes back the last `count` of the tasks that are not begun, or as many as there still are.
    pub(crate) fn take_back(&self, count: usize) -> Range<usize> {
        places(self.progress.claim.take_back(u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// Takes back all the tasks that are not begun, from a worker that is about to be killed.
    pub(crate) fn condemn(&self) -> Range<usize> {
        places(self.progress.claim.condemn())
    }

    /// The inputs of these tasks, in their frames.
    pub(crate) fn read_inputs(&self, tasks: Range<usize>) -> Vec<Vec<u8>> {
        let mut at = 0;
        let mut next = || {
            let start = at;
            at = frame::read(&self.inputs, start).end;
            self.inputs.get(start, at - start).expect("a frame that was read")
        };
        for _ in 0..tasks.start {
            next();
        }
        tasks.map(|_| next().to_vec()).collect()
    }

    /// Tells a worker that waits in [`wait_for_room`](Self::wait_for_room) to go on.
    pub(crate) fn make_room(&self) {
        self.progress.emptied.fetch_add(1, Release);
        futex::wake(&self.progress.emptied, 1);
    }

    /// The results are not wanted: no further task is begun, and the worker does not wait for room.
    pub(crate) fn abandon(&self) {
        self.progress.claim.withdraw();
        self.progress.abandoned.store(true, Release);
        self.make_room();
    }

    /// Gives memory back after large values: all but the first `kept` bytes of each area.
    pub(crate) fn shrink(&self, kept: usize) {
        self.inputs.give_back(kept);
        self.outputs.give_back(kept);
    }
}

/// The worker's side.
impl Tray {
    /// To be called once by each worker, first.
    pub(crate) fn register(&self) {
        floor::remember_caller();
        self.progress.claim.barrier.register();
    }

    /// The worker has made its state.
    pub(crate) fn setup_is_made(&self) {
        self.progress.ready.store(true, Release);
    }

    /// The time of the task that was begun last counts from now on.
    #[inline]
    pub(crate) fn start_clock(&self) {
        let nanos = u64::try_from(now().as_nanos()).unwrap_or(u64::MAX);
        self.progress.since.store(nanos, Release);
    }

    /// Its time does not count any more.
    #[inline]
    pub(crate) fn stop_clock(&self) {
        self.progress.since.store(0, Relaxed); // What is stored next orders it.
    }

    /// Begins the next task. `None`: there is none.
    #[inline]
    pub(crate) fn begin(&self) -> Option<()> {
        self.progress.claim.begin()
    }

    /// Publishes the result of the task that was begun last: it must be written by now.
    #[inline]
    pub(crate) fn finish(&self) {
        let finished = &self.progress.finished;
        finished.store(finished.load(Relaxed) + 1, Release); // No other process stores it.
    }

    pub(crate) fn note_busy(&self, busy: Duration) {
        let nanos = u64::try_from(busy.as_nanos()).unwrap_or(u64::MAX);
        self.progress.busy.store(nanos, Relaxed); // The ring that follows orders it.
    }

    /// Calls `ring`, then waits until the caller has collected all that is finished, or is gone.
    pub(crate) fn wait_for_room(&self, ring: impl FnOnce()) {
        let Progress { emptied, abandoned, .. } = &*self.progress;
        let before = emptied.load(Acquire);
        ring();
        while emptied.load(Acquire) == before && !abandoned.load(Acquire) {
            if !wait_for_caller(emptied, before) {
                self.progress.claim.withdraw(); // No caller is left to run the others for.
                return;
            }
        }
    }
}
