use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::process;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::{Call, News};
use crate::error::TaskError;
use crate::results::{All, InOrder, Unordered};
use crate::seat::{Seat, Serve};
use crate::sys;
use crate::worker::serve;

/// When a pool is dropped, idle workers get this long to end before they are killed.
const GRACE: Duration = Duration::from_secs(2);

/// A number of worker processes that run one function on many inputs.
///
/// The workers are forked by [`new`](Pool::new), and the function with all that it captured is in
/// them from then on, so nothing of it is ever serialized, and what it changes in its captures is
/// changed in that one worker. Inputs and outputs cross by serde, a few numbers as they are and all
/// else as postcard writes it; each may be up to 256 MiB long when serialized. Neither format says
/// what a value is, so `Deserialize` has to read what `Serialize` wrote, and `Serialize` may be
/// called more than once for one value.
///
/// # When workers die
///
/// A task that panics is an error of that task ([`Cause::Panicked`](crate::Cause::Panicked)); its
/// message has been printed to stderr by then, as everywhere, and its worker goes on. When a worker
/// dies, the task that it was running is an error of that task, no other task is affected, and a
/// new worker has taken the place before the call returns its last result. Where that fork is
/// refused (this process runs a second thread by now, say), the others do its work and the next
/// call tries again; a call that has no worker left gives
/// [`Cause::NoWorker`](crate::Cause::NoWorker) for the tasks that remain.
///
/// # Where it lives
///
/// Dropping a pool kills the workers that are busy (after a dropped iterator they may be) and waits
/// until all are gone; [`close`](Pool::close) lets them finish.
///
/// A pool stays with the thread that made it (it is not `Send`): the kernel ends the workers when
/// that thread ends. A child that inherits a pool and uses it gets workers of its own; an iterator
/// over results panics there.
///
/// It uses `membarrier(2)` where the kernel grants it, and does without where a sandbox refuses it.
/// Under a sandbox that is put on later, the workers of before keep all that was handed to them,
/// even while others are idle.
pub struct Pool<'f, In, Out> {
    pub(crate) seats: Vec<Seat>,
    size: usize,
    serve: Box<Serve<'f>>,
    /// Why there are seats without a worker, where there are.
    pub(crate) refusal: io::ErrorKind,
    /// The process whose children the workers are.
    home: u32,
    types: PhantomData<fn(In) -> Out>,
}

impl<'f, In, Out> Pool<'f, In, Out>
where
    In: Serialize + DeserializeOwned,
    Out: Serialize + DeserializeOwned,
{
    /// Forks `workers` processes that will run `task`.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput`](io::ErrorKind::InvalidInput): 0 workers.
    /// - Those of [`process::spawn`](::process::spawn), and of `mmap(2)`: each worker takes 1 GiB
    ///   of address space (not of memory).
    pub fn new(workers: usize, task: impl Fn(In) -> Out + Sync + 'f) -> io::Result<Self> {
        if workers == 0 {
            let text = "a pool of 0 workers would never run a task";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
        }
        let mut pool = Pool {
            seats: Vec::new(),
            size: workers,
            serve: Box::new(move |desk, bell| serve(desk, bell, &task)),
            refusal: io::ErrorKind::Other,
            home: process::id(),
            types: PhantomData,
        };
        pool.fill_seats()?;
        Ok(pool)
    }

    /// Runs the task on each input and returns the outputs in the order of the inputs.
    ///
    /// # Errors
    ///
    /// The failed task with the lowest index. All tasks have been run all the same.
    pub fn map(
        &mut self,
        inputs: impl IntoIterator<Item = In>,
    ) -> Result<Vec<Out>, TaskError> {
        let inputs = inputs.into_iter();
        let all = All::new(inputs.size_hint().0);
        let mut call = Call::new(self, inputs, all, false);
        call.by_ref().for_each(drop);
        call.results().finish()
    }

    /// The results in the order of the inputs, as soon as they are there.
    ///
    /// It is lazy, so an endless iterator is welcome: inputs are taken as results are, ahead of
    /// them by what keeps the workers busy for a few milliseconds (at first at most four inputs for
    /// each worker, with the shortest of tasks 65,536). Nothing is begun before the first result is
    /// asked for. Dropping it early leaves the tasks that are running to end on their own; what no
    /// worker has begun is not run.
    ///
    /// Where `inputs`, or somebody's `Serialize` or `Deserialize`, panics, so does `next`, and the
    /// call is over.
    pub fn imap<I>(&mut self, inputs: I) -> impl Iterator<Item = Result<Out, TaskError>>
    where
        I: IntoIterator<Item = In>,
    {
        Call::new(self, inputs.into_iter(), InOrder::new(), true)
    }

    /// The results in the order in which they come, each with the index of its input. Otherwise
    /// like [`imap`](Pool::imap).
    pub fn imap_unordered<I>(
        &mut self,
        inputs: I,
    ) -> impl Iterator<Item = (usize, Result<Out, TaskError>)>
    where
        I: IntoIterator<Item = In>,
    {
        Call::new(self, inputs.into_iter(), Unordered::new(), true)
    }

    /// Lets the workers end, and waits for them.
    ///
    /// # Errors
    ///
    /// Those of [`Process::join`](::process::Process::join).
    pub fn close(mut self) -> io::Result<()> {
        if !self.is_home() {
            return Ok(());
        }
        self.close_call(); // For an iterator that was forgotten.
        self.seats.iter().for_each(Seat::say_goodbye);
        let endings = self.seats.iter_mut().map(Seat::join);
        endings.fold(Ok(()), io::Result::and)
    }
}

impl<In, Out> Pool<'_, In, Out> {
    /// The process ids of the workers, in no particular order. A worker that died since the last
    /// call is still among them.
    pub fn worker_ids(&self) -> Vec<u32> {
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
}

/// What a call needs.
impl<In, Out> Pool<'_, In, Out> {
    /// A call begins.
    pub(crate) fn open(&mut self) {
        if !self.is_home() {
            // A copy in a child: the workers are somebody else's children, at somebody's desks.
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

impl<In, Out> Drop for Pool<'_, In, Out> {
    fn drop(&mut self) {
        if self.is_home() {
            self.seats.iter().for_each(Seat::dismiss);
            let deadline = Instant::now() + GRACE;
            self.seats.iter_mut().for_each(|seat| seat.see_off(deadline));
        }
    }
}

impl<In, Out> fmt::Debug for Pool<'_, In, Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("size", &self.size)
            .field("worker_ids", &self.worker_ids())
            .finish_non_exhaustive()
    }
}
