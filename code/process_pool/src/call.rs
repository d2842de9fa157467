use std::io;
use std::iter::{self, Empty};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::crew::{Crew, News};
use crate::error::Cause;
use crate::feed::Feed;
use crate::frame;
use crate::load::{LeftOver, Load};
use crate::orders::Orders;
use crate::pace::{Ahead, Pace};
use crate::results::{Counted, Results};
use crate::seat::Seat;
use crate::sys;

/// When nobody rings, results are looked for after this long, then after twice as long, up to a
/// tenth of a second: none stays hidden for longer than its tray has been out already.
const FIRST_LOOK: Duration = Duration::from_millis(2);
const LONGEST_LOOK: Duration = Duration::from_millis(100);

/// Before the second input of a lazy call is asked for, its first result gets this long to come.
const FIRST_CHANCE: Duration = Duration::from_millis(2);

/// Later, results get this part of the time that the last input has taken.
const CHANCE: u32 = 16;

/// So many workers in a row may die before they begin a task. Then something is wrong that a fork
/// does not cure.
const STILLBORN: u32 = 300;

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
    /// last one has taken long, and for the next one it may again, with nobody else to take results.
    chance: Duration,
    /// How many workers in a row died before they began a task, and nobody rang meanwhile.
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
        if self.results.came > came {
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

    /// Fills the free trays. True: there may be more to hand out, but it has taken so long that
    /// results should be looked for first.
    fn hand_out(&mut self) -> bool {
        if self.crew.has_no_worker() {
            return self.refuse_one();
        }
        if self.results.only().is_some() {
            self.recall();
        }
        let (first, start) = (self.orders.is_fresh(), sys::coarse_now());
        while let Some(seat) = self.crew.freest_seat() {
            if !self.fill(seat, start) && !self.take_back_for(seat) {
                return false;
            }
            let took = sys::coarse_now() - start;
            self.chance = if first { FIRST_CHANCE } else { took / CHANCE };
            if !took.is_zero() || (first && self.ahead.is_lazy()) {
                return true;
            }
        }
        false
    }

    /// Too many results wait for one: what no worker has begun is put off.
    fn recall(&mut self) {
        let tasks = self.crew.seats.iter_mut().flat_map(Seat::recall).collect();
        self.orders.again(tasks);
    }

    /// Gives a tray to a worker. False: there was nothing to put onto it.
    fn fill(&mut self, seat: usize, start: Duration) -> bool {
        let mut load = self.crew.seats[seat].blank(self.pace.tasks());
        let again = self.put_framed(seat, &mut load);
        let left = again.or_else(|| self.put_fresh(seat, &mut load, start));
        let any = load.len() > 0 || left.is_some();
        if load.len() > 0 {
            self.crew.seats[seat].give(load);
        }
        match left {
            Some((index, Ok(frame))) => self.orders.again(vec![(index, frame)]),
            Some((index, Err(refused))) => {
                let cause = Cause::Codec(format!("its input {refused}"));
                self.results.put(index, Err(cause), 0);
            }
            None => {}
        }
        any
    }

    /// Puts tasks that come again, or from a feed, onto a tray; says which one was left over.
    fn put_framed(&mut self, seat: usize, load: &mut Load) -> Option<LeftOver> {
        let (most, limit) = (self.pace.tasks(), self.limit());
        let tray = self.crew.seats[seat].tray(load);
        while load.takes(most) {
            let (index, frame) = self.orders.next_framed(limit)?;
            if let Err(refused) = load.add_again(tray, index, &frame) {
                return Some((index, load.left_over(refused, || Ok(frame))));
            }
        }
        None
    }

    /// Puts fresh tasks onto a tray, until it is full or that has taken too long; says which one
    /// was left over.
    fn put_fresh(
        &mut self,
        seat: usize,
        load: &mut Load,
        start: Duration,
    ) -> Option<LeftOver> {
        let (most, limit) = (self.pace.tasks(), self.limit());
        let tray = self.crew.seats[seat].tray(load);
        while load.takes(most) {
            let (index, input) = self.orders.next_fresh(limit)?;
            if let Err(refused) = load.add(tray, index, &input) {
                return Some((index, load.left_over(refused, || frame::pack(&input))));
            }
            // Somebody may wait for a lazy call's results; asking the time costs 5 ns.
            let ask = self.ahead.is_lazy() || load.len().is_multiple_of(16);
            if ask && sys::coarse_now() != start {
                break;
            }
        }
        None
    }

    /// The tasks before this one may be handed out by now.
    fn limit(&self) -> usize {
        let ahead = self.ahead.inputs(self.crew.size(), &self.pace);
        let limit = self.results.taken.saturating_add(ahead);
        self.results.only().map_or(limit, |wanted| wanted + 1)
    }

    /// Nothing is left to hand out, and this worker is idle: takes back half of what waits at the
    /// busiest one. Short tasks may have made a long tray, and long ones have come at its end.
    fn take_back_for(&mut self, seat: usize) -> bool {
        if !self.crew.seats[seat].is_idle() {
            return false;
        }
        let busiest = self.crew.seats.iter_mut().max_by_key(|seat| seat.waiting());
        let taken = busiest.map_or(Vec::new(), Seat::take_back);
        let any = !taken.is_empty();
        self.orders.again(taken);
        any
    }

    /// There is nobody to hand out to. False: and nothing, so far.
    fn refuse_one(&mut self) -> bool {
        let framed = self.orders.next_framed(usize::MAX).map(|(index, _)| index);
        let next = || self.orders.next_fresh(usize::MAX).map(|(index, _)| index);
        let index = framed.or_else(next);
        if let Some(index) = index {
            let cause = Cause::NoWorker(self.crew.refusal);
            self.results.put(index, Err(cause), 0);
        }
        index.is_some()
    }

    /// Waits until a worker rings or dies, at most for `limit`, and sees to it.
    fn wait(&mut self, limit: Option<Duration>) {
        let hidden = self.crew.seats.iter().any(Seat::may_hide_results);
        let look = hidden.then_some(self.look);
        let timeout = limit.into_iter().chain(look).min();
        let may_take = self.crew.has_no_worker() || self.crew.freest_seat().is_some();
        let feed = self.orders.fd(self.limit()).filter(|_| may_take);
        let news = self.crew.poll(feed, timeout);
        self.look = if news.is_empty() { LONGEST_LOOK.min(2 * self.look) } else { FIRST_LOOK };
        for (seat, news) in news {
            self.see_to(seat, news);
        }
        for seat in &mut self.crew.seats {
            seat.look(&mut self.results);
        }
    }

    fn see_to(&mut self, seat: usize, news: News) {
        match news {
            News::Rang => {
                if self.crew.seats[seat].answer(&mut self.results, &mut self.pace) {
                    self.stillborn = 0;
                }
            }
            News::Died => {
                let waiting = self.crew.seats[seat].bury(&mut self.results);
                self.orders.again(waiting);
                self.replace(seat);
            }
        }
    }

    /// Forks a worker for a seat whose worker died.
    fn replace(&mut self, seat: usize) {
        let useful = self.crew.seats[seat].was_useful();
        self.stillborn = if useful { 0 } else { self.stillborn + 1 };
        if self.stillborn < STILLBORN {
            self.crew.hire(seat);
        } else {
            self.crew.refusal = io::ErrorKind::BrokenPipe;
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
    /// The call is over, perhaps early: then nobody wants what is still out.
    fn drop(&mut self) {
        self.crew.close_call();
    }
}
