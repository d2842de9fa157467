mod hand_out;
pub(crate) mod session;

use std::io;
use std::iter::{self, Empty};
use std::os::fd::BorrowedFd;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::crew::{Crew, News};
use crate::error::{Cause, TaskError};
use crate::feed::Feed;
use crate::load::Task;
use crate::orders::Orders;
use crate::pace::{Ahead, Pace};
use crate::results::{Counted, Results};
use crate::seat::Seat;

/// When no worker rings, results are looked for after this long, then after twice as long, up to a
/// tenth of a second: none stays hidden for longer than its tray has been out already.
const FIRST_LOOK: Duration = Duration::from_millis(2);
const LONGEST_LOOK: Duration = Duration::from_millis(100);

/// So many workers in a row may die before they begin a task. Then something is wrong that a fork
/// does not cure.
const STILLBORN: u32 = 300;

/// One that dies in its setup counts as so many: that is rarely chance, and a setup may take long.
const SETUP: u32 = 15;

/// One call of `map` or `imap`: the tasks that it has to hand out, and the results that came.
pub(crate) struct Call<'c, 'f, I, R> {
    crew: &'c mut Crew<'f>,
    orders: Orders<I>,
    pace: Pace,
    results: Counted<R>,
    /// How far to run ahead of the caller.
    ahead: Ahead,
    look: Duration,
    /// How long a lazy call waits for results before it asks for the next input. Asking for the
    /// last one has taken long, and may again, with no other thread to take results meanwhile.
    chance: Duration,
    /// How many workers in a row died before they began a task, and none rang meanwhile.
    stillborn: u32,
    /// Set while foreign code may run. Found set, that code has panicked, and the call is over.
    broken: bool,
}

impl<'c, 'f, I, R> Call<'c, 'f, I, R>
where
    I: Iterator<Item: Serialize>,
    R: Results<Out: DeserializeOwned>,
{
    pub(crate) fn new(crew: &'c mut Crew<'f>, inputs: I, results: R, ahead: Ahead) -> Self {
        crew.open_call();
        Self::opened(crew, Orders::new(inputs, None), results, ahead)
    }

    fn opened(crew: &'c mut Crew<'f>, orders: Orders<I>, results: R, ahead: Ahead) -> Self {
        Call {
            crew,
            orders,
            pace: Pace::new(),
            results: Counted::new(results),
            ahead,
            look: FIRST_LOOK,
            chance: Duration::ZERO,
            stillborn: 0,
            broken: false,
        }
    }

    /// What takes the results.
    pub(crate) fn results(&mut self) -> &mut R {
        &mut self.results.results
    }

    /// Hands out what there is to hand out. Then, with nothing new to give, waits for a worker.
    fn step(&mut self) {
        self.crew.check_home();
        let came = self.results.came;
        if self.results_get_a_chance() {
            self.wait(Some(self.chance));
        }
        if self.results.is_ready() {
            return;
        }
        let more = self.hand_out();
        if self.results.came == came && !self.is_over() {
            self.wait(more.then_some(Duration::ZERO));
        }
    }

    /// Whether to look for results before another input is asked for.
    fn results_get_a_chance(&self) -> bool {
        self.ahead.is_lazy() && !self.chance.is_zero() && self.crew.is_at_work()
    }

    /// Whether all results have come.
    fn is_over(&self) -> bool {
        self.orders.total() == Some(self.results.came)
    }

    /// Waits until a worker rings or dies, at most for `limit`, and sees to it.
    ///
    /// # Panics
    ///
    /// Where the kernel does not poll so many descriptors.
    fn wait(&mut self, limit: Option<Duration>) {
        let waited = self.wait_beside(&[], limit);
        waited.unwrap_or_else(|error| panic!("{error}"));
    }

    /// The same, or until one of `also` is readable. True: one is.
    fn wait_beside(
        &mut self,
        also: &[BorrowedFd<'_>],
        limit: Option<Duration>,
    ) -> io::Result<bool> {
        let hidden = self.crew.seats.iter().any(Seat::may_hide_results);
        let look = hidden.then_some(self.look);
        let timeout = limit.into_iter().chain(look).chain(self.crew.time_left()).min();
        let may_take = self.crew.has_no_worker() || self.crew.freest_seat().is_some();
        let feed = self.orders.fd(self.limit()).filter(|_| may_take);
        let others = feed.into_iter().chain(also.iter().copied());
        let (news, beside) = self.crew.poll(others, timeout)?;
        self.look = if news.is_empty() { LONGEST_LOOK.min(2 * self.look) } else { FIRST_LOOK };
        for (seat, news) in news {
            self.see_to(seat, news);
        }
        for seat in &mut self.crew.seats {
            seat.look(&mut self.results);
        }
        let innocent = self.crew.enforce();
        self.orders.again(innocent);
        Ok(beside)
    }

    fn see_to(&mut self, seat: usize, news: News) {
        match news {
            News::Rang => {
                if self.crew.seats[seat].answer(&mut self.results, &mut self.pace) {
                    self.stillborn = 0;
                }
            }
            News::Died => {
                let estate = self.crew.seats[seat].bury(&mut self.results);
                self.orders.again(estate.waiting);
                if let Some(task) = estate.running {
                    self.try_again(task, estate.cause);
                }
                self.replace(seat, estate.setup);
            }
        }
    }

    /// A task's worker died. The task is begun again, or this is its result.
    fn try_again(&mut self, task: Task, cause: Option<Cause>) {
        let index = task.0;
        match cause {
            None => self.results.forgo(index),
            Some(cause) if self.results.attempts(index) + 1 < self.crew.options.attempts => {
                self.results.fail(index, cause);
                self.orders.again(vec![task]);
            }
            Some(cause) => {
                self.results.put(index, Err(TaskError { index, cause, attempts: 1 }), 0);
            }
        }
    }

    /// Forks a worker for a seat whose worker died, perhaps in its setup.
    fn replace(&mut self, seat: usize, setup: Option<Cause>) {
        let useful = self.crew.seats[seat].was_useful();
        let weight = if setup.is_some() { SETUP } else { 1 };
        self.stillborn = if useful { 0 } else { self.stillborn + weight };
        if self.stillborn < STILLBORN {
            self.crew.hire(seat);
        } else {
            let gone = Cause::NoWorker(io::ErrorKind::BrokenPipe);
            self.crew.refusal = setup.unwrap_or(gone);
        }
    }
}

impl<'c, 'f, In: Serialize, R> Call<'c, 'f, Empty<In>, R>
where
    R: Results<Out: DeserializeOwned>,
{
    /// A call whose inputs another process asks for.
    pub(crate) fn fed<I>(
        crew: &'c mut Crew<'f>,
        inputs: I,
        results: R,
        ahead: Ahead,
    ) -> io::Result<Self>
    where
        I: IntoIterator<Item = In> + Send,
    {
        crew.open_call();
        let seats = &mut crew.seats;
        let feed = Feed::start(inputs, || seats.clear())?;
        Ok(Self::opened(crew, Orders::new(iter::empty(), Some(feed)), results, ahead))
    }
}

impl<I, R> Iterator for Call<'_, '_, I, R>
where
    I: Iterator<Item: Serialize>,
    R: Results<Out: DeserializeOwned>,
{
    type Item = R::Item;

    /// The next thing for the caller. `None`: all has come, and was given.
    fn next(&mut self) -> Option<R::Item> {
        loop {
            if let Some(item) = self.results.take() {
                return Some(item);
            }
            if self.broken || self.is_over() {
                return None;
            }
            self.broken = true;
            self.step();
            self.broken = false;
        }
    }
}

impl<I, R> Drop for Call<'_, '_, I, R> {
    /// The call is over, perhaps early: then what is still out is not wanted.
    fn drop(&mut self) {
        self.crew.close_call();
    }
}
