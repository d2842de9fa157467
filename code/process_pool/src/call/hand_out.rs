//! What is given to which worker, and how far ahead of the caller.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Call;
use crate::error::{Cause, TaskError};
use crate::frame;
use crate::load::{LeftOver, Load};
use crate::results::Results;
use crate::seat::Seat;
use crate::sys;

/// Before the second input of a lazy call is asked for, its first result gets this long to come.
const FIRST_CHANCE: Duration = Duration::from_millis(2);

/// Inputs that took this long may have been waited for. (The coarse clock has steps of up to 10 ms.)
const SLOW: Duration = Duration::from_millis(12);

/// Behind such ones, results get this part of the time that they took.
const CHANCE: u32 = 16;

impl<I, R> Call<'_, '_, I, R>
where
    I: Iterator<Item: Serialize>,
    R: Results<Out: DeserializeOwned>,
{
    /// Fills the free trays. True: there may be more to hand out, but it has taken so long that
    /// results should be looked for first.
    pub(super) fn hand_out(&mut self) -> bool {
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
            self.chance = if first {
                FIRST_CHANCE
            } else if took >= SLOW {
                took / CHANCE
            } else {
                Duration::ZERO
            };
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
        let mut load = self.crew.seats[seat].blank(self.most(seat));
        let again = self.put_framed(seat, &mut load);
        let left = again.or_else(|| self.put_fresh(seat, &mut load, start));
        let any = load.len() > 0 || left.is_some();
        if load.len() > 0 {
            self.crew.seats[seat].give(load);
        }
        match left {
            Some((index, Ok(frame))) => self.orders.again(vec![(index, frame)]),
            Some((index, Err(refused))) => {
                self.refuse(index, Cause::Codec(format!("its input {refused}")));
            }
            None => {}
        }
        any
    }

    /// So many tasks are put onto a tray for this worker.
    fn most(&self, seat: usize) -> usize {
        self.pace.tasks().min(self.crew.seats[seat].left())
    }

    /// This task is not begun.
    pub(super) fn refuse(&mut self, index: usize, cause: Cause) {
        self.results.put(index, Err(TaskError { index, cause, attempts: 0 }), 0);
    }

    /// Puts tasks that come again, or from a feed, onto a tray; says which one was left over.
    fn put_framed(&mut self, seat: usize, load: &mut Load) -> Option<LeftOver> {
        let (most, limit) = (self.most(seat), self.limit());
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
        let (most, limit) = (self.most(seat), self.limit());
        let tray = self.crew.seats[seat].tray(load);
        while load.takes(most) {
            let (index, input) = self.orders.next_fresh(limit)?;
            if let Err(refused) = load.add(tray, index, &input) {
                return Some((index, load.left_over(refused, || frame::pack(&input))));
            }
            // The caller may wait for a lazy call's results; asking the time costs 5 ns.
            let ask = self.ahead.is_lazy() || load.len().is_multiple_of(16);
            if ask && sys::coarse_now() != start {
                break;
            }
        }
        None
    }

    /// The tasks before this one may be handed out by now.
    pub(super) fn limit(&self) -> usize {
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

    /// No worker is left to hand out to. False: and so far nothing to hand out.
    fn refuse_one(&mut self) -> bool {
        let framed = self.orders.next_framed(usize::MAX).map(|(index, _)| index);
        let next = || self.orders.next_fresh(usize::MAX).map(|(index, _)| index);
        let index = framed.or_else(next);
        if let Some(index) = index {
            self.refuse(index, self.crew.refusal.clone());
        }
        index.is_some()
    }
}
