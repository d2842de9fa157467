use std::collections::VecDeque;
use std::io;
use std::mem;
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use process::{Process, spawn};
use serde::de::DeserializeOwned;

use crate::bell::{Bell, Ring};
use crate::error::Cause;
use crate::load::{Load, Task};
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
    /// How many tasks each worker may do, and how many this one has done on trays that it has rung
    /// for.
    most: usize,
    done: usize,
    /// Why the worker was killed by its own pool, if it was.
    sentence: Option<Sentence>,
    /// The highest position that was used in an area since the trays were shrunk.
    used: usize,
}

#[derive(Debug)]
struct Worker {
    process: Process,
    bell: Bell,
}

/// Why a pool kills one of its workers: for the task that it is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sentence {
    /// It has run for longer than this.
    TimedOut(Duration),
    /// Its caller does not want it any more.
    Cancelled,
}

/// What a worker leaves that died.
#[derive(Debug)]
pub(crate) struct Estate {
    /// The tasks that it had not begun.
    pub(crate) waiting: Vec<Task>,
    /// The one that it was running, if its call is not over.
    pub(crate) running: Option<Task>,
    /// What has ended it. `None`: its task was cancelled.
    pub(crate) cause: Option<Cause>,
    /// Why it had not come to the end of its setup, if it had not.
    pub(crate) setup: Option<Cause>,
}

/// Workers come and go.
impl Seat {
    /// An empty seat, of workers that do `most` tasks each.
    pub(crate) fn new(most: usize) -> io::Result<Seat> {
        Ok(Seat {
            desk: [Tray::new()?, Tray::new()?],
            worker: None,
            out: VecDeque::new(),
            next: 0,
            useful: false,
            most,
            done: 0,
            sentence: None,
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
        has_setup: bool,
        leave: impl FnOnce() + Send,
    ) -> io::Result<()> {
        let (bell, theirs) = Bell::pair()?;
        self.desk.iter().for_each(|tray| tray.prepare(has_setup));
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
        self.done = 0;
        self.sentence = None;
        Ok(())
    }

    // ANCHOR: bury
    /// Empties the seat of a worker that died. What it had finished goes to `results`; what it was
    /// running and what it had not begun comes back, with the cause.
    pub(crate) fn bury(
        &mut self,
        results: &mut impl Results<Out: DeserializeOwned>,
    ) -> Estate {
        let (mut waiting, mut running) = (Vec::new(), None);
        let (cause, setup) = self.inquest();
        for mut load in mem::take(&mut self.out) {
            let tray = &self.desk[load.tray()];
            load.collect(tray, tray.finished(), results);
            running = running.or_else(|| load.struck(tray));
            waiting.extend(load.not_begun(tray));
            self.put_away(&load);
            self.desk[load.tray()].offer(0);
        }
        Estate { waiting, running, cause, setup }
    }
    // ANCHOR_END: bury

    /// What a worker died of, and in which way its setup had failed, if it had.
    fn inquest(&mut self) -> (Option<Cause>, Option<Cause>) {
        let worker = self.worker.take().expect("one that died");
        let death = Cause::of_death(worker.process.join());
        let setup = self.desk[0].failed_setup(&death);
        let cause = match self.sentence {
            None => Some(death),
            Some(Sentence::TimedOut(limit)) => Some(Cause::TimedOut { limit }),
            Some(Sentence::Cancelled) => None,
        };
        (cause, setup)
    }

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

    /// The worker's pidfd, which tells of its death.
    pub(crate) fn end(&self) -> Option<BorrowedFd<'_>> {
        Some(self.worker.as_ref()?.process.as_fd())
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
        let takes = self.worker.is_some() && self.sentence.is_none() && self.left() > 0;
        if takes { self.desk.len() - self.out.len() } else { 0 }
    }

    /// How many tasks the worker may still be given.
    pub(crate) fn left(&self) -> usize {
        let out: usize = self.out.iter().map(Load::len).sum();
        self.most.saturating_sub(self.done + out)
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
            self.done += tray.finished();
            self.put_away(&load);
            self.retire();
        }
    }

    // ANCHOR: retire
    /// A worker that has done all that it may ends; its seat is filled when it has.
    fn retire(&self) {
        if self.out.is_empty() && self.left() == 0 {
            self.say_goodbye();
        }
    }
    // ANCHOR_END: retire

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
    pub(crate) fn take_back(&mut self) -> Vec<Task> {
        let waiting = |load: &Load| load.waiting(&self.desk[load.tray()]);
        let longest = self.out.iter_mut().max_by_key(|load| waiting(load));
        let Some(load) = longest.filter(|load| waiting(load) > 0) else {
            return Vec::new();
        };
        let count = waiting(load).div_ceil(2);
        load.take_back(&self.desk[load.tray()], count)
    }

    /// Takes back all the tasks that the worker has not begun.
    pub(crate) fn recall(&mut self) -> Vec<Task> {
        self.take_all(|load, tray| load.take_back(tray, usize::MAX))
    }

    fn take_all(&mut self, take: impl Fn(&mut Load, &Tray) -> Vec<Task>) -> Vec<Task> {
        let waiting = self.out.iter_mut().map(|load| (&self.desk[load.tray()], load));
        let waiting = waiting.filter(|(tray, load)| load.waiting(tray) > 0);
        waiting.flat_map(|(tray, load)| take(load, tray)).collect()
    }

    fn put_away(&mut self, load: &Load) {
        let tray = &self.desk[load.tray()];
        self.useful |= tray.is_touched();
        self.used = self.used.max(load.used());
    }

    // ANCHOR: condemn
    /// Kills the worker for the task that it is running, if that is still `guilty` when the worker
    /// can begin no other; says what it had not begun.
    pub(crate) fn condemn(
        &mut self,
        sentence: Sentence,
        guilty: impl Fn(&Seat) -> bool,
    ) -> Vec<Task> {
        let innocent = self.take_all(Load::condemn);
        if guilty(self)
            && let Some(worker) = &self.worker
        {
            self.sentence = Some(sentence);
            let _ = worker.process.kill(); // Its death comes as news, as any other.
        }
        innocent
    }
    // ANCHOR_END: condemn

    /// How long the task that the worker is running may still run. `None`: the worker has none, or
    /// is killed already.
    pub(crate) fn time_left(&self, limit: Duration, now: Duration) -> Option<Duration> {
        if self.sentence.is_some() || !self.is_busy() {
            return None;
        }
        let since = self.out.iter().find_map(|load| self.tray(load).running_since());
        let end = since.unwrap_or(now).saturating_add(limit); // The next one begins soon.
        Some(end.saturating_sub(now))
    }

    /// Whether the task with this index was given to the worker, and has no result so far.
    pub(crate) fn holds(&self, index: usize) -> bool {
        self.out.iter().any(|load| load.holds(index))
    }

    /// Whether the worker, which can begin no task any more, is running this one.
    pub(crate) fn is_running(&self, index: usize) -> bool {
        self.out.iter().any(|load| load.running(self.tray(load)) == Some(index))
    }

    /// A call is over. What is still out is not wanted, and memory that held large values goes
    /// back to the system.
    pub(crate) fn clear_up(&mut self) {
        for load in &mut self.out {
            self.used = self.used.max(load.used());
            load.abandon(&self.desk[load.tray()]);
        }
        if self.used > KEPT {
            let free = |number: &usize| !self.works_on(*number);
            (0..self.desk.len()).filter(free).for_each(|free| self.desk[free].shrink(KEPT));
            if self.out.is_empty() {
                self.used = 0;
            }
        }
    }

    /// Whether the worker may read or write what lies on a tray. On one whose tasks were all taken
    /// back it only finds out, however late, that there is nothing to do.
    fn works_on(&self, tray: usize) -> bool {
        self.out.iter().any(|load| load.tray() == tray && load.len() > 0)
    }
}
