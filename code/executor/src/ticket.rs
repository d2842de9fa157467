use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use process_pool::Cause;
use serde::de::DeserializeOwned;

use crate::codec;
use crate::inbox::Inbox;
use crate::promise::{Outcome, Promise};

/// The right to the result of one task, from [`Executor::submit`](crate::Executor::submit).
///
/// [`wait`](Self::wait) for it on a thread, or `.await` it: a ticket is a future of the standard
/// library's, and any runtime can poll it. **Dropping it cancels the task**: one that waits is not
/// begun, and one that runs is killed together with its worker, which is replaced; only a task that
/// was [detached](Self::detach) goes on. So a `timeout` around the future, or the arm of a `select!`
/// that was not taken, ends the task too.
///
/// The output is made anew from its bytes by the thread that takes it.
#[must_use = "dropping a ticket cancels its task; `detach` lets it run"]
pub struct Ticket<Out> {
    promise: Arc<Promise>,
    /// Where to withdraw it, and under which number. `None`: there is nothing to withdraw.
    task: Option<(Arc<Inbox>, u64)>,
    gives: PhantomData<fn() -> Out>,
}

impl<Out> Ticket<Out> {
    pub(crate) fn new(promise: Arc<Promise>, task: Option<(Arc<Inbox>, u64)>) -> Ticket<Out> {
        Ticket { promise, task, gives: PhantomData }
    }

    /// Lets the task run although its result is not wanted. It is ended only together with the
    /// executor, when the last clone is dropped; [`close`](crate::Executor::close) waits for it.
    pub fn detach(mut self) {
        self.task = None;
    }
}

impl<Out: DeserializeOwned> Ticket<Out> {
    /// Waits for the result. It blocks its thread: in an async task, `.await` the ticket instead.
    ///
    /// # Errors
    ///
    /// What became of the task instead of a result.
    ///
    /// # Panics
    ///
    /// If the ticket has given its result already.
    pub fn wait(self) -> Result<Out, Cause> {
        let outcome =
            self.promise.wait(None).expect("without a deadline it waits for the result");
        unpack(outcome)
    }

    /// Waits for the result, at most for `limit`. `None`: not yet; the task goes on, and the
    /// ticket can be asked again. After `Some`, the ticket is spent.
    ///
    /// # Panics
    ///
    /// If the ticket has given its result already.
    pub fn wait_timeout(&mut self, limit: Duration) -> Option<Result<Out, Cause>> {
        // A time too far away to be written down is no limit at all.
        let deadline = Instant::now().checked_add(limit);
        self.promise.wait(deadline).map(unpack)
    }
}

impl<Out: DeserializeOwned> Future for Ticket<Out> {
    type Output = Result<Out, Cause>;

    /// # Panics
    ///
    /// If the ticket has given its result already.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.promise.poll(context.waker()).map(unpack)
    }
}

fn unpack<Out: DeserializeOwned>(outcome: Outcome) -> Result<Out, Cause> {
    outcome.and_then(|output| codec::unpack_output(&output))
}

impl<Out> Drop for Ticket<Out> {
    fn drop(&mut self) {
        if let Some((inbox, task)) = self.task.take()
            && self.promise.renounce()
        {
            inbox.withdraw(task);
        }
    }
}

impl<Out> fmt::Debug for Ticket<Out> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let task = self.task.as_ref().map(|(_, task)| task);
        f.debug_struct("Ticket").field("task", &task).finish_non_exhaustive()
    }
}
