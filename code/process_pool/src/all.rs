use std::collections::BTreeMap;
use std::mem;

use crate::error::TaskError;
use crate::results::Results;

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
    fn put(&mut self, index: usize, result: Result<Out, TaskError>, _: usize) {
        match result {
            Ok(_) if self.failed.is_some() => {} // It would never be given out.
            Ok(output) => {
                if index != self.run.end() {
                    self.turn_to(index);
                }
                self.run.outputs.push(output);
            }
            Err(error) => self.fail(error),
        }
    }

    /// Nothing before the end.
    #[inline]
    fn take(&mut self) -> Option<()> {
        None
    }

    fn is_ready(&self) -> bool {
        false
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
