use std::collections::VecDeque;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::error::{Cause, TaskError};

/// The results of a call as they come.
pub(crate) struct Unordered<'p, 'f, In, Out, I>(pub(crate) Call<'p, 'f, In, Out, I>);

impl<In, Out, I> Iterator for Unordered<'_, '_, In, Out, I>
where
    In: Serialize + DeserializeOwned,
    Out: Serialize + DeserializeOwned,
    I: Iterator<Item = In>,
{
    type Item = (usize, Result<Out, TaskError>);

    fn next(&mut self) -> Option<Self::Item> {
        let (index, result) = self.0.next()?;
        Some((index, result.map_err(|cause| TaskError { index, cause })))
    }
}

// ANCHOR: in_order
/// The results of a call in the order of the inputs: one that comes early waits.
pub(crate) struct InOrder<'p, 'f, In, Out, I> {
    call: Call<'p, 'f, In, Out, I>,
    /// The index of the next result.
    next: usize,
    /// The results from `next` on, as far as they are there.
    waiting: VecDeque<Option<Result<Out, Cause>>>,
}

impl<In, Out, I> Iterator for InOrder<'_, '_, In, Out, I>
where
    In: Serialize + DeserializeOwned,
    Out: Serialize + DeserializeOwned,
    I: Iterator<Item = In>,
{
    type Item = Result<Out, TaskError>;

    fn next(&mut self) -> Option<Self::Item> {
        let index = self.next;
        let result = loop {
            if let Some(Some(_)) = self.waiting.front() {
                self.call.held -= 1;
                break self.waiting.pop_front()??;
            }
            let (came, result) = self.call.next()?;
            if came == index {
                self.waiting.pop_front();
                break result;
            }
            self.call.held += 1;
            self.keep(came - index, result);
        };
        self.next += 1;
        Some(result.map_err(|cause| TaskError { index, cause }))
    }
}
// ANCHOR_END: in_order

impl<'p, 'f, In, Out, I> InOrder<'p, 'f, In, Out, I> {
    pub(crate) fn new(call: Call<'p, 'f, In, Out, I>) -> Self {
        InOrder {
            call,
            next: 0,
            waiting: VecDeque::new(),
        }
    }

    fn keep(&mut self, place: usize, result: Result<Out, Cause>) {
        if self.waiting.len() <= place {
            self.waiting.resize_with(place + 1, || None);
        }
        self.waiting[place] = Some(result);
    }
}
