//! The messages one after the other. None of these can hand over an error, and none may swallow
//! one: at a message whose bytes do not make a `T` they panic.

use serde::de::DeserializeOwned;

use crate::error::{RecvError, TryRecvError};
use crate::receiver::Receiver;

impl<T: DeserializeOwned> Receiver<T> {
    /// The messages as they come, until the queue is empty and no living process owns a sender.
    ///
    /// # Panics
    ///
    /// `next` panics at a message whose bytes do not make a `T`: an iterator has no place for
    /// the error, and must not pass over it. The receiver stays as it is. To go on with the
    /// messages behind it, call [`recv`](Self::recv), and look at the error. All this holds for
    /// `for message in receiver` too, and that receiver is dropped by the panic.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self)
    }

    /// The messages that wait; ends where nothing does.
    ///
    /// # Panics
    ///
    /// As [`iter`](Self::iter).
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter(self)
    }

    fn next_message(&self) -> Option<T> {
        self.next_result().map(|message| message.unwrap_or_else(|why| panic!("{why}")))
    }

    /// The next message, or why its bytes are none; `None`: the end.
    pub(crate) fn next_result(&self) -> Option<Result<T, String>> {
        match self.recv() {
            Ok(message) => Some(Ok(message)),
            Err(RecvError::Codec(why)) => Some(Err(why)),
            Err(RecvError::Disconnected) => None,
        }
    }
}

/// Messages as they come: see [`Receiver::iter`].
#[derive(Debug)]
pub struct Iter<'a, T>(pub(crate) &'a Receiver<T>);

impl<T: DeserializeOwned> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next_message()
    }
}

/// Messages that wait: see [`Receiver::try_iter`].
#[derive(Debug)]
pub struct TryIter<'a, T>(pub(crate) &'a Receiver<T>);

impl<T: DeserializeOwned> Iterator for TryIter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match self.0.try_recv() {
            Ok(message) => Some(message),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => None,
            Err(TryRecvError::Codec(why)) => panic!("{why}"),
        }
    }
}

/// Messages as they come, from a receiver that the iterator owns.
#[derive(Debug)]
pub struct IntoIter<T>(Receiver<T>);

impl<T: DeserializeOwned> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next_message()
    }
}

impl<T: DeserializeOwned> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self)
    }
}

impl<'a, T: DeserializeOwned> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}
