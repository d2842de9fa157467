use std::io;
use std::os::fd::BorrowedFd;
use std::process;
use std::time::{Duration, Instant};

use crate::seat::{Seat, Serve};
use crate::sys;

/// When a pool is dropped, idle workers get this long to end before they are killed.
const GRACE: Duration = Duration::from_secs(2);

/// The workers of a pool: who sits where, and why a seat is empty.
pub(crate) struct Crew<'f> {
    pub(crate) seats: Vec<Seat>,
    size: usize,
    serve: Box<Serve<'f>>,
    /// Why there are seats without a worker, where there are.
    pub(crate) refusal: io::ErrorKind,
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
    /// Forks `size` workers.
    pub(crate) fn new(size: usize, serve: Box<Serve<'f>>) -> io::Result<Crew<'f>> {
        let (seats, refusal, home) = (Vec::new(), io::ErrorKind::Other, process::id());
        let mut crew = Crew { seats, size, serve, refusal, home };
        crew.fill_seats()?;
        Ok(crew)
    }

    pub(crate) fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn worker_ids(&self) -> Vec<u32> {
        self.seats.iter().filter_map(Seat::id).collect()
    }

    fn is_home(&self) -> bool {
        self.home == process::id()
    }

    /// Hires workers for all seats that have none.
    fn fill_seats(&mut self) -> io::Result<()> {
        while self.seats.len() < self.size {
            self.seats.push(Seat::new()?);
        }
        for seat in 0..self.size {
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
        let hired = seat.hire(&*self.serve, || others.clear());
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
        let endings = self.seats.iter_mut().map(Seat::join);
        endings.fold(Ok(()), io::Result::and)
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
        let filled = self.fill_seats();
        self.note(filled);
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
            self.refusal = error.kind();
        }
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
    /// Waits until workers ring or die, or `other` is readable, at most for `timeout`.
    pub(crate) fn poll(
        &self,
        other: Option<BorrowedFd<'_>>,
        timeout: Option<Duration>,
    ) -> Vec<(usize, News)> {
        let seats = self.seats.iter().enumerate();
        let (seats, fds): (Vec<_>, Vec<_>) =
            seats.filter_map(|(seat, worker)| Some((seat, worker.fds()?))).unzip();
        let fds: Vec<_> = fds.into_iter().flatten().chain(other).collect();
        let ready = sys::poll(&fds, timeout);
        let ready = seats.into_iter().zip(ready.chunks_exact(2));
        let news =
            ready.filter_map(|(seat, ready)| Some((seat, News::of(ready[0], ready[1])?)));
        news.collect()
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
