//! Where the results of a call go, and what the caller gets of them.

use std::collections::VecDeque;

use crate::error::{Cause, TaskError};

/// Takes the results of a call as they come, and gives them out.
pub(crate) trait Results {
    /// What a task gives.
    type Out;

    /// What the caller gets.
    type Item;

    /// The result of the task with this place among the inputs, and how long it is in bytes.
    fn put(&mut self, index: usize, result: Result<Self::Out, Cause>, bytes: usize);

    /// The next thing for the caller, if it is there.
    fn take(&mut self) -> Option<Self::Item>;

    /// Whether [`take`](Self::take) would give something.
    fn is_ready(&self) -> bool;

    /// Where too much waits already: the index of the only result that is wanted.
    fn only(&self) -> Option<usize> {
        None
    }
}

/// Results that are counted.
pub(crate) struct Counted<R> {
    pub(crate) results: R,
    /// How many have come.
    pub(crate) came: usize,
    /// How many the caller has taken.
    pub(crate) taken: usize,
}

impl<R> Counted<R> {
    pub(crate) fn new(results: R) -> Self {
        Counted { results, came: 0, taken: 0 }
    }
}

impl<R: Results> Results for Counted<R> {
    type Out = R::Out;
    type Item = R::Item;

    #[inline]
    fn put(&mut self, index: usize, result: Result<R::Out, Cause>, bytes: usize) {
        self.came += 1;
        self.results.put(index, result, bytes);
    }

    #[inline]
    fn take(&mut self) -> Option<R::Item> {
        let item = self.results.take()?;
        self.taken += 1;
        Some(item)
    }

    fn is_ready(&self) -> bool {
        self.results.is_ready()
    }

    fn only(&self) -> Option<usize> {
        self.results.only()
    }
}

/// Results as they come. The caller gets all that wait before others are fetched from the trays.
pub(crate) struct Unordered<Out>(VecDeque<(usize, Result<Out, TaskError>)>);

impl<Out> Unordered<Out> {
    pub(crate) fn new() -> Self {
        Unordered(VecDeque::new())
    }
}

impl<Out> Results for Unordered<Out> {
    type Out = Out;
    type Item = (usize, Result<Out, TaskError>);

    fn put(&mut self, index: usize, result: Result<Out, Cause>, _: usize) {
        let result = result.map_err(|cause| TaskError { index, cause });
        self.0.push_back((index, result));
    }

    fn take(&mut self) -> Option<Self::Item> {
        self.0.pop_front()
    }

    fn is_ready(&self) -> bool {
        !self.0.is_empty()
    }
}

/// Results in the order of the inputs: one that comes early waits.
pub(crate) struct InOrder<Out> {
    /// The index of the next result that the caller gets.
    next: usize,
    /// The results from `next` on, as far as they are there, with their lengths.
    waiting: VecDeque<Option<(Result<Out, TaskError>, usize)>>,
    /// How many bytes wait, and how many may.
    bytes: usize,
    most: usize,
}

impl<Out> Results for InOrder<Out> {
    type Out = Out;
    type Item = Result<Out, TaskError>;

    fn put(&mut self, index: usize, result: Result<Out, Cause>, bytes: usize) {
        let place = index - self.next;
        if self.waiting.len() <= place {
            self.waiting.resize_with(place + 1, || None);
        }
        let result = result.map_err(|cause| TaskError { index, cause });
        self.waiting[place] = Some((result, bytes));
        self.bytes += bytes;
    }

    fn take(&mut self) -> Option<Self::Item> {
        if !self.is_ready() {
            return None;
        }
        let (result, bytes) = self.waiting.pop_front()??;
        self.next += 1;
        self.bytes -= bytes;
        Some(result)
    }

    fn is_ready(&self) -> bool {
        self.waiting.front().is_some_and(Option::is_some)
    }

    fn only(&self) -> Option<usize> {
        (self.bytes > self.most).then_some(self.next)
    }
}

impl<Out> InOrder<Out> {
    /// Of which more than `most` bytes need not wait.
    pub(crate) fn new(most: usize) -> Self {
        InOrder { next: 0, waiting: VecDeque::new(), bytes: 0, most }
    }
}
