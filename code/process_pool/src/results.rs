//! Where the results of a call go, and what the caller gets of them.

use std::collections::VecDeque;

use crate::error::{Cause, TaskError};

/// Takes the results of a call as they come, and gives them out.
pub(crate) trait Results<Out> {
    /// What the caller gets.
    type Item;

    /// The result of the task with this place among the inputs.
    fn put(&mut self, index: usize, result: Result<Out, Cause>);

    /// The next thing for the caller, if it is there.
    fn take(&mut self) -> Option<Self::Item>;
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

impl<Out, R: Results<Out>> Results<Out> for Counted<R> {
    type Item = R::Item;

    #[inline]
    fn put(&mut self, index: usize, result: Result<Out, Cause>) {
        self.came += 1;
        self.results.put(index, result);
    }

    #[inline]
    fn take(&mut self) -> Option<R::Item> {
        let item = self.results.take()?;
        self.taken += 1;
        Some(item)
    }
}

/// Results as they come.
pub(crate) struct Unordered<Out>(VecDeque<(usize, Result<Out, TaskError>)>);

impl<Out> Unordered<Out> {
    pub(crate) fn new() -> Self {
        Unordered(VecDeque::new())
    }
}

impl<Out> Results<Out> for Unordered<Out> {
    type Item = (usize, Result<Out, TaskError>);

    fn put(&mut self, index: usize, result: Result<Out, Cause>) {
        let result = result.map_err(|cause| TaskError { index, cause });
        self.0.push_back((index, result));
    }

    fn take(&mut self) -> Option<Self::Item> {
        self.0.pop_front()
    }
}

/// Results in the order of the inputs: one that comes early waits.
pub(crate) struct InOrder<Out> {
    /// The index of the next result that the caller gets.
    next: usize,
    /// The results from `next` on, as far as they are there.
    waiting: VecDeque<Option<Result<Out, TaskError>>>,
}

impl<Out> Results<Out> for InOrder<Out> {
    type Item = Result<Out, TaskError>;

    fn put(&mut self, index: usize, result: Result<Out, Cause>) {
        let place = index - self.next;
        if self.waiting.len() <= place {
            self.waiting.resize_with(place + 1, || None);
        }
        self.waiting[place] = Some(result.map_err(|cause| TaskError { index, cause }));
    }

    fn take(&mut self) -> Option<Self::Item> {
        self.waiting.front().and_then(Option::as_ref)?;
        self.next += 1;
        self.waiting.pop_front()?
    }
}

impl<Out> InOrder<Out> {
    pub(crate) fn new() -> Self {
        InOrder { next: 0, waiting: VecDeque::new() }
    }
}

/// All the outputs, or the error with the lowest index.
pub(crate) struct All<Out> {
    outputs: Vec<Option<Out>>,
    failed: Option<TaskError>,
}

impl<Out> Results<Out> for &mut All<Out> {
    type Item = ();

    #[inline]
    fn put(&mut self, index: usize, result: Result<Out, Cause>) {
        let output = result.map_err(|cause| self.fail(TaskError { index, cause })).ok();
        if index == self.outputs.len() {
            self.outputs.push(output); // As most do.
            return;
        }
        if index > self.outputs.len() {
            self.outputs.resize_with(index + 1, || None);
        }
        self.outputs[index] = output;
    }

    /// Nothing before the end.
    fn take(&mut self) -> Option<()> {
        None
    }
}

impl<Out> All<Out> {
    pub(crate) fn new() -> Self {
        All { outputs: Vec::new(), failed: None }
    }

    fn fail(&mut self, error: TaskError) {
        let lower = |failed: &TaskError| failed.index < error.index;
        if !self.failed.as_ref().is_some_and(lower) {
            self.failed = Some(error);
        }
    }

    /// To be called when the call is over.
    pub(crate) fn finish(self) -> Result<Vec<Out>, TaskError> {
        let output = |output: Option<Out>| output.expect("each task has a result");
        match self.failed {
            Some(error) => Err(error),
            None => Ok(self.outputs.into_iter().map(output).collect()),
        }
    }
}
