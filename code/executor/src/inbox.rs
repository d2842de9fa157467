//! What the threads of this process want of the clerk.

use std::collections::BTreeMap;
use std::io::{self, PipeWriter, Write};
use std::mem;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use process_pool::Cause;

use crate::promise::Promise;

/// A task that was submitted and not sent to the keeper.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) input: Vec<u8>,
    pub(crate) promise: Arc<Promise>,
}

/// How far the executor is from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Open,
    /// What was submitted is done, nothing else is taken.
    Closing,
    /// What is not done will not be.
    Stopping,
    /// There is no clerk any more.
    Over,
}

/// Shared by the executors, their tickets and the clerk.
#[derive(Debug)]
pub(crate) struct Inbox {
    wants: Mutex<Wants>,
    /// Tasks that the keeper has and that no worker has begun, as it said last.
    at_keeper: AtomicUsize,
}

#[derive(Debug)]
struct Wants {
    /// By number, which counts up: the order in which they are sent.
    jobs: BTreeMap<u64, Job>,
    next: u64,
    /// Tasks that were sent, and whose tickets were dropped since.
    withdrawn: Vec<u64>,
    phase: Phase,
    /// Why a task that is submitted now fails, where it does.
    refusal: Option<io::ErrorKind>,
    bell: Option<PipeWriter>,
    /// Whether the clerk has been called, and has not looked yet.
    rung: bool,
    /// Whether the clerk has room for another task, and none to send.
    idle: bool,
}

impl Inbox {
    pub(crate) fn new() -> Inbox {
        let wants = Wants {
            jobs: BTreeMap::new(),
            next: 0,
            withdrawn: Vec::new(),
            phase: Phase::Open,
            refusal: None,
            bell: None,
            rung: false,
            idle: true,
        };
        Inbox { wants: Mutex::new(wants), at_keeper: AtomicUsize::new(0) }
    }

    fn lock(&self) -> MutexGuard<'_, Wants> {
        self.wants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For the threads that submit.
impl Inbox {
    /// The number of the task, by which it can be withdrawn. An error: it will not be run.
    pub(crate) fn submit(&self, job: Job) -> Result<u64, Cause> {
        let mut wants = self.lock();
        if let Some(kind) = wants.refusal {
            return Err(Cause::NoWorker(kind));
        }
        let task = wants.next;
        wants.next += 1;
        wants.jobs.insert(task, job);
        if wants.idle {
            wants.ring();
        }
        Ok(task)
    }

    /// The result of a task is not wanted any more.
    pub(crate) fn withdraw(&self, task: u64) {
        let unsent; // Dropped without the lock.
        let mut wants = self.lock();
        unsent = wants.jobs.remove(&task);
        match (&unsent, wants.phase) {
            (_, Phase::Over) | (Some(_), Phase::Open) => return,
            (Some(_), _) => {} // The clerk may be waiting for this one.
            (None, _) => wants.withdrawn.push(task),
        }
        wants.ring();
    }

    /// From now on, tasks are refused with this.
    pub(crate) fn end(&self, phase: Phase, refusal: io::ErrorKind) {
        let mut wants = self.lock();
        if wants.phase != Phase::Over {
            wants.phase = phase;
        }
        wants.refusal.get_or_insert(refusal);
        wants.ring();
    }

    pub(crate) fn waiting(&self) -> usize {
        self.lock().jobs.len() + self.at_keeper.load(Relaxed)
    }
}

impl Wants {
    /// There is at most one byte in the pipe, so this does not wait.
    fn ring(&mut self) {
        if let Some(bell) = self.bell.as_mut().filter(|_| !self.rung) {
            self.rung = bell.write_all(&[0]).is_ok();
        }
    }
}

/// What the clerk is to do next.
#[derive(Debug)]
pub(crate) struct Work {
    pub(crate) jobs: Vec<(u64, Job)>,
    pub(crate) withdrawn: Vec<u64>,
    pub(crate) phase: Phase,
    /// The bell has been rung: its byte is in the pipe.
    pub(crate) rung: bool,
}

/// For the clerk.
impl Inbox {
    pub(crate) fn hang_bell(&self, bell: PipeWriter) {
        self.lock().bell = Some(bell);
    }

    /// Takes what is wanted: of the jobs, one after the other, those that `has_room` for.
    pub(crate) fn take(&self, mut has_room: impl FnMut(&Job) -> bool) -> Work {
        let mut wants = self.lock();
        let mut jobs = Vec::new();
        while let Some(first) = wants.jobs.first_entry().filter(|entry| has_room(entry.get()))
        {
            jobs.push(first.remove_entry());
        }
        wants.idle = wants.jobs.is_empty();
        let rung = mem::take(&mut wants.rung);
        Work { jobs, withdrawn: mem::take(&mut wants.withdrawn), phase: wants.phase, rung }
    }

    pub(crate) fn note_waiting(&self, at_keeper: usize) {
        self.at_keeper.store(at_keeper, Relaxed);
    }

    /// There is no keeper any more. Gives back what was not sent to it.
    pub(crate) fn finish(&self, refusal: io::ErrorKind) -> Vec<Job> {
        let mut wants = self.lock();
        wants.phase = Phase::Over;
        wants.refusal.get_or_insert(refusal);
        wants.bell = None;
        self.note_waiting(0);
        mem::take(&mut wants.jobs).into_values().collect()
    }
}
