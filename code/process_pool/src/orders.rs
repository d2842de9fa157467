use std::collections::VecDeque;

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

impl<I: Iterator> Orders<I> {
    pub(crate) fn new(inputs: I) -> Self {
        Orders { inputs: Some(inputs), taken: 0, again: VecDeque::new() }
    }

    /// How many tasks the call has, once that is known.
    pub(crate) fn total(&self) -> Option<usize> {
        self.inputs.is_none().then_some(self.taken)
    }

    /// The next of the tasks that come again, with its input's frame.
    pub(crate) fn next_again(&mut self) -> Option<(usize, Vec<u8>)> {
        self.again.pop_front()
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

    /// Tasks that are to be handed out again.
    pub(crate) fn again(&mut self, tasks: Vec<(usize, Vec<u8>)>) {
        for (index, input) in tasks {
            let place = self.again.partition_point(|(other, _)| *other < index);
            self.again.insert(place, (index, input));
        }
    }
}
