use std::collections::VecDeque;
use std::os::fd::{AsFd, BorrowedFd};

use crate::feed::{Fed, Feed};
use crate::load::Task;

/// The tasks of a call that are still to be handed out.
pub(crate) struct Orders<I> {
    /// `None` once it has ended.
    inputs: Option<I>,
    /// Another process that gives inputs, until it has ended.
    feed: Option<Feed>,
    /// How many inputs they have given.
    taken: usize,
    /// Inputs that come around a second time, in their frames already, in order: their worker
    /// died before it began them, or they were taken back, or their tray was full.
    again: VecDeque<Task>,
}

impl<I: Iterator> Orders<I> {
    pub(crate) fn new(inputs: I, feed: Option<Feed>) -> Self {
        Orders { inputs: Some(inputs), feed, taken: 0, again: VecDeque::new() }
    }

    /// Whether no input was ever taken.
    pub(crate) fn is_fresh(&self) -> bool {
        self.taken == 0
    }

    /// How many tasks the call has, once that is known.
    pub(crate) fn total(&self) -> Option<usize> {
        let ended = self.inputs.is_none() && self.feed.is_none();
        ended.then_some(self.taken)
    }

    /// The next task whose input is in its frame already, if its index is below `limit`.
    pub(crate) fn next_framed(&mut self, limit: usize) -> Option<Task> {
        match self.again.front() {
            Some((index, _)) if *index < limit => self.again.pop_front(),
            Some(_) => None,
            None => self.next_fed(limit),
        }
    }

    fn next_fed(&mut self, limit: usize) -> Option<Task> {
        match self.feed.as_mut()?.next(limit) {
            Fed::Input(frame) => {
                self.taken += 1;
                Some((self.taken - 1, frame))
            }
            Fed::Nothing => None,
            Fed::End => {
                self.feed = None;
                None
            }
        }
    }

    /// What to poll for another input, if one could be handed out.
    pub(crate) fn fd(&self, limit: usize) -> Option<BorrowedFd<'_>> {
        let feed = self.feed.as_ref().filter(|feed| feed.wants(limit));
        feed.map(Feed::as_fd)
    }

    /// The next fresh task, while fewer than `limit` were taken.
    #[inline]
    pub(crate) fn next_fresh(&mut self, limit: usize) -> Option<(usize, I::Item)> {
        if self.taken >= limit {
            return None;
        }
        let Some(input) = self.inputs.as_mut()?.next() else {
            self.inputs = None; // Some iterators begin again when they are asked again.
            return None;
        };
        self.taken += 1;
        Some((self.taken - 1, input))
    }

    /// One more task, which a caller has handed in: its index.
    pub(crate) fn push(&mut self, input: Vec<u8>) -> usize {
        let index = self.next_index();
        self.again.push_back((index, input)); // No index is higher.
        index
    }

    /// The index of a task that is not handed out after all.
    pub(crate) fn next_index(&mut self) -> usize {
        self.taken += 1;
        self.taken - 1
    }

    /// How many tasks were handed in, or taken from the inputs.
    pub(crate) fn taken(&self) -> usize {
        self.taken
    }

    /// How many of them are here.
    pub(crate) fn waiting(&self) -> usize {
        self.again.len()
    }

    /// Whether the task was here, and now is nowhere.
    pub(crate) fn remove(&mut self, index: usize) -> bool {
        let place = self.again.binary_search_by_key(&index, |(index, _)| *index);
        place.is_ok_and(|place| self.again.remove(place).is_some())
    }

    /// Tasks that are to be handed out again.
    pub(crate) fn again(&mut self, tasks: Vec<Task>) {
        for (index, input) in tasks {
            let place = self.again.partition_point(|(other, _)| *other < index);
            self.again.insert(place, (index, input));
        }
    }
}
