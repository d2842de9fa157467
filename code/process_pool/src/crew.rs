use std::io;
use std::os::fd::BorrowedFd;
use std::process;
use std::time::{Duration, Instant};

use crate::error::Cause;
use crate::load::Task;
use crate::options::PoolOptions;
use crate::seat::{Seat, Sentence, Serve};
use crate::sys;

/// When a pool is dropped, idle workers get this long to end before they are killed.
const GRACE: Duration = Duration::from_secs(2);

/// The workers of a pool: who sits where, and why a seat is empty.
pub(crate) struct Crew<'f> {
    pub(crate) seats: Vec<Seat>,
    pub(crate) options: PoolOptions,
    serve: Box<Serve<'f>>,
    /// Whether a worker makes a state first.
    has_setup: bool,
    /// Why there are seats without a worker, where there are.
    pub(crate) refusal: Cause,
    /// The process whose children the workers are.
    home: u32,
}

/// What the caller learns of a worker while it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    Rang,
    Died,
}

impl News {
    fn of(rang: bool, died: bool) -> Option<News> {
        match (rang, died) {
            (_, true) => Some(News::Died),
            (true, false) => Some(News::Rang),
            (false, false) => None,
        }
    }
}

/// Workers come and go.
impl<'f> Crew<'f> {
    /// Forks the workers.
    pub(crate) fn new(
        options: PoolOptions,
        serve: Box<Serve<'f>>,
        has_setup: bool,
    ) -> io::Result<Crew<'f>> {
        let (refusal, home) = (Cause::NoWorker(io::ErrorKind::Other), process::id());
        let mut crew = Crew { seats: Vec::new(), options, serve, has_setup, refusal, home };
        crew.fill_seats().map_err(|error| crew.options.explain(error))?;
        Ok(crew)
    }

    pub(crate) fn size(&self) -> usize {
        self.options.workers
    }

    pub(crate) fn worker_ids(&self) -> Vec<u32> {
        self.seats.iter().filter_map(Seat::id).collect()
    }

    fn is_home(&self) -> bool {
        self.home == process::id()
    }

    /// Hires workers for all seats that have none.
    fn fill_seats(&mut self) -> io::Result<()> {
        while self.seats.len() < self.size() {
            self.seats.push(Seat::new(self.options.tasks_per_worker)?);
        }
        for seat in 0..self.size() {
            if self.seats[seat].is_vacant() {
                self.hire_for(seat)?;
            }
        }
        Ok(())
    }

    /// Forks a worker for an empty seat. In the worker, all the other seats are given up: it has
    /// neither their trays, into which a wild write could go, nor their bells, which would not
    /// fall silent while it holds a copy.
    fn hire_for(&mut self, place: usize) -> io::Result<()> {
        let mut seat = self.seats.remove(place);
        let others = &mut self.seats;
        let hired = seat.hire(&*self.serve, self.has_setup, || others.clear());
        self.seats.insert(place, seat);
        hired
    }

    /// Lets the workers end, and waits for them.
    pub(crate) fn go_home(&mut self) -> io::Result<()> {
        if !self.is_home() {
            return Ok(());
        }
        self.close_call(); // For an iterator that was forgotten.
        self.seats.iter().for_each(Seat::say_goodbye);
        let mut endings = Ok(());
        while !self.has_no_worker() {
            for seat in self.wait_for_an_end()? {
                endings = endings.and(self.seats[seat].join());
            }
            self.enforce(); // What a forgotten iterator has left running.
        }
        endings
    }

    /// The seats whose workers have ended. Waits until there is one, or a task is late.
    fn wait_for_an_end(&self) -> io::Result<Vec<usize>> {
        let seats = self.seats.iter().enumerate();
        let (seats, ends): (Vec<_>, Vec<_>) =
            seats.filter_map(|(seat, worker)| Some((seat, worker.end()?))).unzip();
        let ended = sys::poll(&ends, self.time_left())?;
        Ok(seats
            .into_iter()
            .zip(ended)
            .filter(|(_, ended)| *ended)
            .map(|(seat, _)| seat)
            .collect())
    }
}

/// What a call needs.
impl Crew<'_> {
    /// A call begins.
    pub(crate) fn open_call(&mut self) {
        if !self.is_home() {
            // A copy in a child: the workers are another process's children, at its desks.
            self.seats.clear();
            self.home = process::id();
        }
        self.seats.iter_mut().for_each(Seat::clear_up); // An iterator may have been forgotten.
        self.fill_up();
    }

    /// Hires workers for all seats that have none, as far as that is not refused.
    pub(crate) fn fill_up(&mut self) {
        let filled = self.fill_seats();
        self.note(filled);
    }

    pub(crate) fn is_complete(&self) -> bool {
        !self.seats.iter().any(Seat::is_vacant)
    }

    /// A call is over.
    pub(crate) fn close_call(&mut self) {
        if self.is_home() {
            self.seats.iter_mut().for_each(Seat::clear_up);
        }
    }

    pub(crate) fn hire(&mut self, seat: usize) {
        let hired = self.hire_for(seat);
        self.note(hired);
    }

    fn note(&mut self, hired: io::Result<()>) {
        if let Err(error) = hired {
            self.refusal = Cause::NoWorker(error.kind());
        }
    }

    /// How long until a task may have run for too long, if there is a limit and one runs.
    pub(crate) fn time_left(&self) -> Option<Duration> {
        let limit = self.options.time_limit?;
        let now = sys::now();
        self.seats.iter().filter_map(|seat| seat.time_left(limit, now)).min()
    }

    /// Ends the tasks that have run for too long. The tasks that come back were behind them.
    pub(crate) fn enforce(&mut self) -> Vec<Task> {
        let Some(limit) = self.options.time_limit else { return Vec::new() };
        let now = sys::now();
        let late = |seat: &Seat| seat.time_left(limit, now) == Some(Duration::ZERO);
        let guilty = self.seats.iter_mut().filter(|seat| late(seat));
        guilty.flat_map(|seat| seat.condemn(Sentence::TimedOut(limit), late)).collect()
    }

    /// A call belongs to the process that began it.
    pub(crate) fn check_home(&self) {
        assert!(
            self.is_home(),
            "an iterator over a pool's results was inherited by a child and used there: \
             its workers are the parent's"
        );
    }

    /// Whether a worker has something that it was given.
    pub(crate) fn is_at_work(&self) -> bool {
        self.seats.iter().any(Seat::is_busy)
    }

    pub(crate) fn has_no_worker(&self) -> bool {
        self.seats.iter().all(Seat::is_vacant)
    }

    /// The seat whose worker has the least to do, if it can be given more.
    pub(crate) fn freest_seat(&self) -> Option<usize> {
        let free = |seat: &usize| self.seats[*seat].free_trays();
        let seats = 0..self.seats.len();
        seats.rev().max_by_key(free).filter(|seat| free(seat) > 0) // The first of the freest.
    }

    // ANCHOR: poll_workers
    /// Waits until workers ring or die, or one of `others` is readable, at most for `timeout`.
    /// Says which workers, and whether one of the others.
    pub(crate) fn poll<'a>(
        &'a self,
        others: impl Iterator<Item = BorrowedFd<'a>>,
        timeout: Option<Duration>,
    ) -> io::Result<(Vec<(usize, News)>, bool)> {
        let seats = self.seats.iter().enumerate();
        let (seats, fds): (Vec<_>, Vec<_>) =
            seats.filter_map(|(seat, worker)| Some((seat, worker.fds()?))).unzip();
        let fds: Vec<_> = fds.into_iter().flatten().chain(others).collect();
        let ready = sys::poll(&fds, timeout)?;
        let (workers, others) = ready.split_at(2 * seats.len());
        let ready = seats.into_iter().zip(workers.chunks_exact(2));
        let news =
            ready.filter_map(|(seat, ready)| Some((seat, News::of(ready[0], ready[1])?)));
        Ok((news.collect(), others.contains(&true)))
    }
    // ANCHOR_END: poll_workers
}

impl Drop for Crew<'_> {
    fn drop(&mut self) {
        if self.is_home() {
            self.seats.iter().for_each(Seat::dismiss);
            let deadline = Instant::now() + GRACE;
            self.seats.iter_mut().for_each(|seat| seat.see_off(deadline));
        }
    }
}
