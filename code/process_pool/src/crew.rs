use std::io;
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
        let mut vacant = self.seats.iter_mut().filter(|seat| seat.is_vacant());
        vacant.try_for_each(|seat| seat.hire(&*self.serve))
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
        let hired = self.seats[seat].hire(&*self.serve);
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
    /// Waits until workers ring or die, at most for `timeout`.
    pub(crate) fn poll(&self, timeout: Option<Duration>) -> Vec<(usize, News)> {
        let seats = self.seats.iter().enumerate();
        let (seats, fds): (Vec<_>, Vec<_>) =
            seats.filter_map(|(seat, worker)| Some((seat, worker.fds()?))).unzip();
        let ready = sys::poll(fds.as_flattened(), timeout);
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
