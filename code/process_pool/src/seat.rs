use std::collections::VecDeque;
use std::io;
use std::mem;
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Instant;

use process::{Process, spawn};
use serde::de::DeserializeOwned;

use crate::bell::{Bell, Ring};
use crate::error::Cause;
use crate::load::Load;
use crate::pace::Pace;
use crate::results::Results;
use crate::tray::Tray;

/// The two trays of a seat: one to work on, one that waits, so that the worker never does.
pub(crate) type Desk = [Tray; 2];

/// What a worker runs: the task function, inside the loop that serves a desk.
pub(crate) type Serve<'f> = dyn Fn(&Desk, &Bell) + Sync + 'f;

/// What a tray's areas keep of the memory that they have used when a call is over.
const KEPT: usize = 1 << 20;

/// The place of one worker. The desk stays; workers come and go.
#[derive(Debug)]
pub(crate) struct Seat {
    desk: Desk,
    worker: Option<Worker>,
    /// The loads that are with the worker, oldest first.
    out: VecDeque<Load>,
    /// Which tray is the worker's next.
    next: usize,
    /// Whether the worker, or the last one, has begun a task.
    useful: bool,
    /// The highest position that was used in an area since the trays were shrunk.
    used: usize,
}

#[derive(Debug)]
struct Worker {
    process: Process,
    bell: Bell,
}

/// Workers come and go.
impl Seat {
    /// An empty seat.
    pub(crate) fn new() -> io::Result<Seat> {
        Ok(Seat {
            desk: [Tray::new()?, Tray::new()?],
            worker: None,
            out: VecDeque::new(),
            next: 0,
            useful: false,
            used: 0,
        })
    }

    pub(crate) fn is_vacant(&self) -> bool {
        self.worker.is_none()
    }

    /// Forks a worker for an empty seat. It gives up first what `leave` gives up.
    pub(crate) fn hire(
        &mut self,
        serve: &Serve<'_>,
        leave: impl FnOnce() + Send,
    ) -> io::Result<()> {
        let (bell, theirs) = Bell::pair()?;
        self.desk.iter().for_each(Tray::prepare);
        let (desk, mut bell) = (&self.desk, Some(bell));
        let ours = &mut bell;
        let process = spawn(move || {
            *ours = None; // Or the worker would keep its own bell from falling silent.
            leave();
            serve(desk, &theirs);
        })?;
        self.worker = bell.map(|bell| Worker { process, bell });
        self.next = 0;
        self.useful = false;
        Ok(())
    }

    // ANCHOR: bury
    /// Empties the seat of a worker that died. What it had finished goes to `results`, and so does
    /// the task that it was running, with the cause; what it had not begun comes back.
    pub(crate) fn bury(
        &mut self,
        results: &mut impl Results<Out: DeserializeOwned>,
    ) -> Vec<(usize, Vec<u8>)> {
        let worker = self.worker.take().expect("one that died");
        let cause = Cause::of_death(worker.process.join());
        let mut waiting = Vec::new();
        for mut load in mem::take(&mut self.out) {
            let tray = &self.desk[load.tray()];
            load.collect(tray, tray.finished(), results);
            if let Some(task) = load.running(tray) {
                results.put(task, Err(cause.clone()), 0);
            }
            waiting.extend(load.not_begun(tray));
            self.put_away(&load);
            self.desk[load.tray()].offer(0);
        }
        waiting
    }
    // ANCHOR_END: bury

    /// Whether the worker that died here last had ever begun a task.
    pub(crate) fn was_useful(&self) -> bool {
        self.useful
    }

    /// The worker's process id.
    pub(crate) fn id(&self) -> Option<u32> {
        Some(self.worker.as_ref()?.process.id())
    }

    /// What to poll: the worker's bell, and its pidfd, which tells of its death.
    pub(crate) fn fds(&self) -> Option<[BorrowedFd<'_>; 2]> {
        let worker = self.worker.as_ref()?;
        Some([worker.bell.as_fd(), worker.process.as_fd()])
    }

    /// Tells the worker to end when it has finished what it has begun.
    pub(crate) fn say_goodbye(&self) {
        if let Some(worker) = &self.worker {
            worker.bell.ring(Ring::End);
        }
    }

    /// Waits for a worker that was told to end.
    pub(crate) fn join(&mut self) -> io::Result<()> {
        let worker = self.worker.take();
        worker.map_or(Ok(()), |worker| worker.process.join().map(drop))
    }

    /// Ends the worker: one that is idle by a word, one that is busy by force.
    pub(crate) fn dismiss(&self) {
        match &self.worker {
            Some(worker) if !self.out.is_empty() => drop(worker.process.kill()),
            _ => self.say_goodbye(),
        }
    }

    /// Waits for a worker that was dismissed, until `deadline`; then it is killed.
    pub(crate) fn see_off(&mut self, deadline: Instant) {
        let left = deadline.saturating_duration_since(Instant::now());
        if let Some(mut worker) = self.worker.take()
            && let Ok(None) = worker.process.join_timeout(left)
        {
            let _ = worker.process.kill(); // Dropping it waits for the end.
        }
    }
}

/// Trays go back and forth.
impl Seat {
    /// How many trays the worker can still be given.
    pub(crate) fn free_trays(&self) -> usize {
        let trays = self.worker.as_ref().map_or(0, |_| self.desk.len());
        trays - self.out.len()
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.worker.is_some() && self.out.is_empty()
    }

    pub(crate) fn is_busy(&self) -> bool {
        !self.out.is_empty()
    }

    /// Notes for the tray that is the worker's next, with room for so many tasks.
    pub(crate) fn blank(&self, tasks: usize) -> Load {
        Load::new(self.next, tasks)
    }

    pub(crate) fn tray(&self, load: &Load) -> &Tray {
        &self.desk[load.tray()]
    }

    /// Gives a tray that was filled to the worker.
    pub(crate) fn give(&mut self, load: Load) {
        self.desk[load.tray()].offer(load.len());
        self.next = (self.next + 1) % self.desk.len();
        self.out.push_back(load);
        if let Some(worker) = &self.worker {
            worker.bell.ring(Ring::Work);
        }
    }

    /// Does what the worker's bell asks for. One ring at a time: reading a result is code of the
    /// caller's, and may panic. False: there was no ring. The bell of a worker that is dying says so
    /// too, a moment before its pidfd does.
    pub(crate) fn answer(
        &mut self,
        results: &mut impl Results<Out: DeserializeOwned>,
        pace: &mut Pace,
    ) -> bool {
        let ring = self.worker.as_ref().and_then(|worker| worker.bell.heard());
        match ring {
            Some(Ring::Done) => self.take_in(results, pace),
            Some(Ring::Full) => self.make_room(results),
            _ => {}
        }
        ring.is_some()
    }

    /// The oldest load is finished.
    fn take_in(&mut self, results: &mut impl Results<Out: DeserializeOwned>, pace: &mut Pace) {
        if let Some(mut load) = self.out.pop_front() {
            let tray = &self.desk[load.tray()];
            pace.learn(tray.finished(), tray.busy());
            load.collect(tray, tray.finished(), results);
            self.put_away(&load);
        }
    }

    /// The results of the oldest load fill its tray.
    fn make_room(&mut self, results: &mut impl Results<Out: DeserializeOwned>) {
        if let Some(load) = self.out.front_mut() {
            let tray = &self.desk[load.tray()];
            load.collect(tray, tray.finished(), results);
            load.make_room(tray);
        }
    }

    /// Collects results that the worker has not rung for. The last one of a tray comes with its
    /// ring, a moment later: so a call that has all results has heard all rings.
    pub(crate) fn look(&mut self, results: &mut impl Results<Out: DeserializeOwned>) {
        for load in &mut self.out {
            let tray = &self.desk[load.tray()];
            let last = tray.waiting().end.saturating_sub(1);
            load.collect(tray, tray.finished().min(last), results);
        }
    }

    /// Whether [`look`](Self::look) might find something.
    pub(crate) fn may_hide_results(&self) -> bool {
        self.out.iter().any(Load::may_hide_results)
    }

    /// How many tasks the worker has not begun.
    pub(crate) fn waiting(&self) -> usize {
        let waiting = |load| Load::waiting(load, self.tray(load));
        self.out.iter().map(waiting).sum()
    }

    /// Takes back the later half of the tasks that the worker has not begun on one of its trays.
    pub(crate) fn take_back(&mut self) -> Vec<(usize, Vec<u8>)> {
        let waiting = |load: &Load| load.waiting(&self.desk[load.tray()]);
        let longest = self.out.iter_mut().max_by_key(|load| waiting(load));
        let Some(load) = longest.filter(|load| waiting(load) > 0) else {
            return Vec::new();
        };
        let count = waiting(load).div_ceil(2);
        load.take_back(&self.desk[load.tray()], count)
    }

    /// Takes back all the tasks that the worker has not begun.
    pub(crate) fn recall(&mut self) -> Vec<(usize, Vec<u8>)> {
        let waiting = self.out.iter_mut().map(|load| (&self.desk[load.tray()], load));
        let waiting = waiting.filter(|(tray, load)| load.waiting(tray) > 0);
        waiting.flat_map(|(tray, load)| load.take_back(tray, usize::MAX)).collect()
    }

    fn put_away(&mut self, load: &Load) {
        let tray = &self.desk[load.tray()];
        self.useful |= tray.is_touched();
        self.used = self.used.max(load.used());
    }

    /// A call is over. What is still out is not wanted, and memory that held large values goes
    /// back to the system.
    pub(crate) fn clear_up(&mut self) {
        for load in &mut self.out {
            load.abandon(&self.desk[load.tray()]);
        }
        if self.used > KEPT && self.out.is_empty() {
            self.desk.iter().for_each(|tray| tray.shrink(KEPT));
            self.used = 0;
        }
    }
}
