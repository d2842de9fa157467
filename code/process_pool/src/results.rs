//! Where the results of a call go, and what the caller gets of them.

use std::collections::{BTreeMap, VecDeque};

use crate::error::{Cause, TaskError};

/// Takes the results of a call as they come, and gives them out.
pub(crate) trait Results {
    /// What a task gives.
    type Out;

    /// What the caller gets.
    type Item;

    /// The result of the task with this place among the inputs, and how long it is in bytes.
    fn put(&mut self, index: usize, result: Result<Self::Out, TaskError>, bytes: usize);

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
    /// How many have come, or will not come and are not wanted.
    pub(crate) came: usize,
    /// How many of them the caller has taken.
    pub(crate) taken: usize,
    /// The tasks that are to be begun again: how often they were begun, and how it ended.
    failed: BTreeMap<usize, (u32, Cause)>,
}

impl<R> Counted<R> {
    pub(crate) fn new(results: R) -> Self {
        Counted { results, came: 0, taken: 0, failed: BTreeMap::new() }
    }

    /// How often a task was begun that has no result yet and does not run.
    pub(crate) fn attempts(&self, index: usize) -> u32 {
        self.failed.get(&index).map_or(0, |(attempts, _)| *attempts)
    }

    /// A task has failed once more, and is to be begun again.
    pub(crate) fn fail(&mut self, index: usize, cause: Cause) {
        self.failed.insert(index, (self.attempts(index) + 1, cause));
    }

    /// A task was cancelled that has no result.
    pub(crate) fn forgo(&mut self, index: usize) {
        self.failed.remove(&index);
        self.came += 1;
        self.taken += 1;
    }

    /// What the attempts of before add to a result.
    #[cold]
    fn settle<Out>(
        &mut self,
        index: usize,
        result: Result<Out, TaskError>,
    ) -> Result<Out, TaskError> {
        let Some((before, cause)) = self.failed.remove(&index) else { return result };
        result.map_err(|error| match error.attempts {
            0 => TaskError { cause, attempts: before, ..error },
            more => TaskError { attempts: before + more, ..error },
        })
    }
}

impl<R: Results> Results for Counted<R> {
    type Out = R::Out;
    type Item = R::Item;

    #[inline]
    fn put(&mut self, index: usize, result: Result<R::Out, TaskError>, bytes: usize) {
        self.came += 1;
        let again = !self.failed.is_empty();
        let result = if again { self.settle(index, result) } else { result };
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

    fn put(&mut self, index: usize, result: Result<Out, TaskError>, _: usize) {
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

    fn put(&mut self, index: usize, result: Result<Out, TaskError>, bytes: usize) {
        let place = index - self.next;
        if self.waiting.len() <= place {
            self.waiting.resize_with(place + 1, || None);
        }
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
