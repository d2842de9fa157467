use std::{iter, thread};

use crossbeam_channel::{Receiver as Channel, bounded};
use serde::de::DeserializeOwned;

use crate::receiver::Receiver;

impl<T: DeserializeOwned + Send + 'static> Receiver<T> {
    /// The same messages on a channel between threads, for crossbeam's `select!`.
    ///
    /// A thread of this process takes them from the queue one by one, and hands each over before
    /// it takes the next: it has at most one in hand. The channel disconnects when the queue does.
    ///
    /// While the thread lives, [`process::spawn`] refuses in this process: fork first. The thread
    /// ends when the queue disconnects; or, once the channel was dropped, at the next message,
    /// which is lost.
    ///
    /// A message whose bytes do not make a `T` has no place in this channel: the thread panics,
    /// and so ends the channel, with this receiver and the messages behind that one. Where that
    /// may happen, take [`into_result_channel`](Self::into_result_channel).
    ///
    /// # Panics
    ///
    /// If the system refuses a thread, or this process does not own the receiver.
    #[must_use = "the messages are taken from the queue and lost if the channel is dropped"]
    pub fn into_channel(self) -> Channel<T> {
        let _ = self.capacity(); // Panics here, if at all, and not in the thread.
        pump(self.into_iter())
    }

    /// The same, and a message whose bytes do not make a `T` comes through as an `Err`, with the
    /// text of [`RecvError::Codec`](crate::RecvError::Codec). The messages behind it follow.
    ///
    /// # Panics
    ///
    /// As [`into_channel`](Self::into_channel).
    #[must_use = "the messages are taken from the queue and lost if the channel is dropped"]
    pub fn into_result_channel(self) -> Channel<Result<T, String>> {
        let _ = self.capacity();
        pump(iter::from_fn(move || self.next_result()))
    }
}

fn pump<M: Send + 'static>(
    mut messages: impl Iterator<Item = M> + Send + 'static,
) -> Channel<M> {
    let (hand_over, channel) = bounded(0);
    thread::spawn(move || messages.try_for_each(|message| hand_over.send(message)));
    channel
}
