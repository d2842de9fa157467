use std::ops::Range;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::codec::Refused;
use crate::error::TaskError;
use crate::frame;
use crate::results::Results;
use crate::tray::Tray;

/// A tray that got this many bytes of inputs is full enough.
const ENOUGH: usize = 1 << 20;

/// A task that could not be put onto a tray: its place among the inputs, with its frame for the
/// next tray, or why it fits none.
pub(crate) type LeftOver = (usize, Result<Vec<u8>, Refused>);

/// A task outside a tray: its place among the inputs, and its input in its frame.
pub(crate) type Task = (usize, Vec<u8>);

/// The caller's notes on a tray: what lies on it, and how much of it was collected.
#[derive(Debug)]
pub(crate) struct Load {
    /// Which of its seat's trays it is about.
    tray: usize,
    /// Each task's place among the inputs of its call.
    tasks: Vec<usize>,
    input_at: usize,
    collected: usize,
    output_at: usize,
    /// The highest position that outputs were found at.
    used: usize,
    /// The call that it was for is over.
    stale: bool,
}

/// Filling.
impl Load {
    pub(crate) fn new(tray: usize, tasks: usize) -> Self {
        Load {
            tray,
            tasks: Vec::with_capacity(tasks),
            input_at: 0,
            collected: 0,
            output_at: 0,
            used: 0,
            stale: false,
        }
    }

    pub(crate) fn tray(&self) -> usize {
        self.tray
    }

    pub(crate) fn len(&self) -> usize {
        self.tasks.len()
    }

    /// Whether another task may go onto the tray, which is to have `most` of them.
    #[inline]
    pub(crate) fn takes(&self, most: usize) -> bool {
        self.tasks.len() < most && self.input_at < ENOUGH
    }

    /// Serializes an input onto the tray.
    #[inline]
    pub(crate) fn add<In: Serialize>(
        &mut self,
        tray: &Tray,
        index: usize,
        input: &In,
    ) -> Result<(), Refused> {
        let end = frame::write(&tray.inputs, self.input_at, input)?;
        self.note(index, end);
        Ok(())
    }

    /// Puts an input onto the tray that is in its frame already.
    pub(crate) fn add_again(
        &mut self,
        tray: &Tray,
        index: usize,
        input: &[u8],
    ) -> Result<(), Refused> {
        let end = frame::put(&tray.inputs, self.input_at, input).ok_or(Refused::NoRoom)?;
        self.note(index, end);
        Ok(())
    }

    /// What becomes of a task that was refused: the next tray may have room for what `pack` makes
    /// of it, if this one is not empty.
    #[cold]
    pub(crate) fn left_over(
        &self,
        refused: Refused,
        pack: impl FnOnce() -> Result<Vec<u8>, Refused>,
    ) -> Result<Vec<u8>, Refused> {
        match refused {
            Refused::NoRoom if self.len() > 0 => pack(),
            refused => Err(refused),
        }
    }

    #[inline]
    fn note(&mut self, index: usize, end: usize) {
        self.tasks.push(index);
        self.input_at = end;
    }
}

/// Collecting.
impl Load {
    /// Moves the first `finished` results, as far as they were not collected yet, to `results`.
    pub(crate) fn collect(
        &mut self,
        tray: &Tray,
        finished: usize,
        results: &mut impl Results<Out: DeserializeOwned>,
    ) {
        if self.stale || finished <= self.collected {
            return;
        }
        let mut at = self.output_at;
        for &index in &self.tasks[self.collected..finished] {
            let (start, frame) = (at, frame::read(&tray.outputs, at));
            at = frame.end;
            let result = frame.result();
            let result = result.map_err(|cause| TaskError { index, cause, attempts: 1 });
            results.put(index, result, at - start);
        }
        self.collected = finished;
        self.output_at = at;
        self.used = self.used.max(at);
    }

    /// All that is finished was collected: the worker may start over with its outputs.
    pub(crate) fn make_room(&mut self, tray: &Tray) {
        self.output_at = 0;
        tray.make_room();
    }

    /// Whether a result may be there that its worker has not rung for.
    pub(crate) fn may_hide_results(&self) -> bool {
        !self.stale && self.tasks.len() - self.collected > 1
    }

    /// The highest position that was used in an area, as far as that is known: it is not looked up how
    /// long the results are that are not wanted.
    pub(crate) fn used(&self) -> usize {
        if self.stale { usize::MAX } else { self.used.max(self.input_at) }
    }
}

/// Taking back.
impl Load {
    /// Whether the task with this index is on it and has given no result so far.
    pub(crate) fn holds(&self, index: usize) -> bool {
        !self.stale && self.tasks[self.collected..].contains(&index)
    }

    /// The task that the worker was running when it was condemned, unless it has finished it since.
    pub(crate) fn running(&self, tray: &Tray) -> Option<usize> {
        let running = !self.stale && tray.was_running();
        running.then(|| self.tasks[tray.finished()])
    }

    /// The task that the worker was running when it died.
    pub(crate) fn struck(&self, tray: &Tray) -> Option<Task> {
        let running = !self.stale && tray.was_running();
        let place = running.then(|| tray.finished())?;
        self.tasks_at(tray, place..place + 1).pop()
    }

    /// How many tasks the worker has not begun.
    pub(crate) fn waiting(&self, tray: &Tray) -> usize {
        tray.waiting().len()
    }

    /// Takes back the last `count` of the tasks that are waiting, with their inputs.
    pub(crate) fn take_back(&mut self, tray: &Tray, count: usize) -> Vec<Task> {
        self.remove(tray, tray.take_back(count))
    }

    /// Takes back all the tasks that are waiting, from a worker that is about to be killed.
    pub(crate) fn condemn(&mut self, tray: &Tray) -> Vec<Task> {
        self.remove(tray, tray.condemn())
    }

    fn remove(&mut self, tray: &Tray, taken: Range<usize>) -> Vec<Task> {
        let tasks = self.tasks_at(tray, taken.clone());
        self.tasks.truncate(taken.start);
        tasks
    }

    /// The tasks that a dead worker had not begun, with their inputs.
    pub(crate) fn not_begun(&self, tray: &Tray) -> Vec<Task> {
        self.tasks_at(tray, tray.waiting())
    }

    fn tasks_at(&self, tray: &Tray, places: Range<usize>) -> Vec<Task> {
        let tasks = self.tasks[places.clone()].iter().copied();
        tasks.zip(tray.read_inputs(places)).collect()
    }

    /// Its call is over: the worker finishes what it is running, in vain.
    pub(crate) fn abandon(&mut self, tray: &Tray) {
        self.stale = true;
        tray.abandon();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_was_taken_back_is_no_longer_on_the_list() {
        let tray = Tray::new().unwrap();
        let mut load = Load::new(0, 3);
        for index in 5..8 {
            load.add(&tray, index, &index).unwrap();
        }
        tray.offer(load.len());
        let taken = load.take_back(&tray, 2);
        assert_eq!(taken.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [6, 7]);
        assert_eq!((load.len(), load.may_hide_results()), (1, false));
    }
}
