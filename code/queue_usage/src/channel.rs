use std::thread;

use crossbeam_channel::{Receiver as Channel, bounded};
use serde::de::DeserializeOwned;

use crate::Receiver;

impl<T: DeserializeOwned + Send + 'static> Receiver<T> {
    /// The same messages on a channel between threads, for crossbeam's `select!`.
    ///
    /// A thread of this process takes them from the queue one by one, and hands each over before
    /// it takes the next: it has at most one in hand. The channel disconnects when the queue does.
    ///
    /// While the thread lives, [`process::spawn`] refuses in this process: fork first. The thread
    /// ends when the queue disconnects; or, once the channel was dropped, at the next message,
    /// which is lost. A message that does not deserialize panics there, and so ends the channel.
    ///
    /// # Panics
    ///
    /// If the system refuses a thread, or this process does not own the receiver.
    #[must_use = "the messages are taken from the queue and lost if the channel is dropped"]
    pub fn into_channel(self) -> Channel<T> {
        let _ = self.capacity(); // Panics here, if at all, and not in the thread.
        let (hand_over, channel) = bounded(0);
        thread::spawn(move || self.into_iter().try_for_each(|value| hand_over.send(value)));
        channel
    }
}
