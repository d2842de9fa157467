use std::collections::VecDeque;

use serde::Serialize;

use crate::frame::{self, Refused};

/// The tasks of a call that are still to be handed out.
pub(crate) struct Orders<I> {
    /// `None` once it has ended.
    inputs: Option<I>,
    /// How many inputs it has given.
    taken: usize,
    /// Inputs that come around a second time, in their frames already, in order: their worker
    /// died before it began them, or they were taken back, or their tray was full.
    again: VecDeque<(usize, Vec<u8>)>,
}

/// One task, with its place among the inputs.
pub(crate) enum Order<In> {
    Fresh(usize, In),
    Again(usize, Vec<u8>),
}

impl<I: Iterator> Orders<I> {
    pub(crate) fn new(inputs: I) -> Self {
        Orders { inputs: Some(inputs), taken: 0, again: VecDeque::new() }
    }

    /// How many tasks the call has, once that is known.
    pub(crate) fn total(&self) -> Option<usize> {
        self.inputs.is_none().then_some(self.taken)
    }

    /// The next task; a fresh one only while fewer than `limit` were taken.
    #[inline]
    pub(crate) fn next(&mut self, limit: usize) -> Option<Order<I::Item>> {
        if let Some((index, bytes)) = self.again.pop_front() {
            return Some(Order::Again(index, bytes));
        }
        if self.taken >= limit {
            return None;
        }
        let Some(input) = self.inputs.as_mut()?.next() else {
            self.inputs = None; // Some iterators begin again when they are asked again.
            return None;
        };
        self.taken += 1;
        Some(Order::Fresh(self.taken - 1, input))
    }

    /// Tasks that are to be handed out again.
    pub(crate) fn again(&mut self, tasks: Vec<(usize, Vec<u8>)>) {
        for (index, input) in tasks {
            let place = self.again.partition_point(|(other, _)| *other < index);
            self.again.insert(place, (index, input));
        }
    }

    /// A task that has not found room.
    pub(crate) fn put_aside(&mut self, order: Order<I::Item>) -> Result<(), Refused>
    where
        I::Item: Serialize,
    {
        let (index, input) = match order {
            Order::Again(index, input) => (index, input),
            Order::Fresh(index, input) => (index, frame::pack(&input)?),
        };
        self.again(vec![(index, input)]);
        Ok(())
    }
}

impl<In> Order<In> {
    /// The task's place among the inputs.
    pub(crate) fn index(&self) -> usize {
        match self {
            Order::Fresh(index, _) | Order::Again(index, _) => *index,
        }
    }
}
