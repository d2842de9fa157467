//! Where the results of a call go, and what the caller gets of them.

use std::collections::{BTreeMap, VecDeque};
use std::mem;

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
        self.waiting.front().and_then(Option::as_ref)?;
        let (result, bytes) = self.waiting.pop_front()??;
        self.next += 1;
        self.bytes -= bytes;
        Some(result)
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

/// All the outputs, or the error with the lowest index.
///
/// Most outputs come in the order of their inputs, but not all: each worker's tray is a run of
/// its own. So they are gathered in runs, and a run that follows the first one is moved to its end.
pub(crate) struct All<Out> {
    /// The run that grows.
    run: Run<Out>,
    /// The others, by the indices at which they start.
    others: BTreeMap<usize, Run<Out>>,
    /// The memory of a run that was moved, for the next one.
    spare: Vec<Out>,
    failed: Option<TaskError>,
}

/// The outputs of tasks that follow one another.
struct Run<Out> {
    start: usize,
    outputs: Vec<Out>,
}

impl<Out> Results for All<Out> {
    type Out = Out;
    type Item = ();

    #[inline]
    fn put(&mut self, index: usize, result: Result<Out, Cause>, _: usize) {
        match result {
            Ok(_) if self.failed.is_some() => {} // It would never be given out.
            Ok(output) => {
                if index != self.run.end() {
                    self.turn_to(index);
                }
                self.run.outputs.push(output);
            }
            Err(cause) => self.fail(TaskError { index, cause }),
        }
    }

    /// Nothing before the end.
    #[inline]
    fn take(&mut self) -> Option<()> {
        None
    }
}

impl<Out> All<Out> {
    /// With room for `expected` outputs, or for none if that is more than the system gives.
    pub(crate) fn new(expected: usize) -> Self {
        let mut run = Run::new(0);
        let _ = run.outputs.try_reserve_exact(expected);
        All { run, others: BTreeMap::new(), spare: Vec::new(), failed: None }
    }

    /// Goes on with the run that the output with this index belongs to.
    fn turn_to(&mut self, index: usize) {
        let before = self.others.range(..=index).next_back();
        let start = before.filter(|(_, run)| run.end() == index).map(|(&start, _)| start);
        let next = start.and_then(|start| self.others.remove(&start));
        let fresh = || Run { start: index, outputs: mem::take(&mut self.spare) };
        let next = next.unwrap_or_else(fresh);
        self.put_away(next);
    }

    /// Puts the run away that has grown, for another one.
    fn put_away(&mut self, next: Run<Out>) {
        let mut run = mem::replace(&mut self.run, next);
        while run.start == 0
            && let Some(mut follows) = self.others.remove(&run.end())
        {
            run.outputs.append(&mut follows.outputs);
            self.spare = follows.outputs;
        }
        self.others.insert(run.start, run);
    }

    #[cold]
    fn fail(&mut self, error: TaskError) {
        let lower = |failed: &TaskError| failed.index < error.index;
        if !self.failed.as_ref().is_some_and(lower) {
            self.failed = Some(error);
        }
        (self.run, self.spare) = (Run::new(0), Vec::new());
        self.others.clear();
    }

    /// To be called once, when the call is over.
    pub(crate) fn finish(&mut self) -> Result<Vec<Out>, TaskError> {
        self.put_away(Run::new(0));
        let runs = mem::take(&mut self.others).into_values().map(|run| run.outputs);
        let outputs = runs.reduce(|mut first, mut next| {
            first.append(&mut next);
            first
        });
        self.failed.take().map_or(Ok(outputs.unwrap_or_default()), Err)
    }
}

impl<Out> Run<Out> {
    fn new(start: usize) -> Self {
        Run { start, outputs: Vec::new() }
    }

    #[inline]
    fn end(&self) -> usize {
        self.start + self.outputs.len()
    }
}
