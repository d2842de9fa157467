use serde::de::DeserializeOwned;

use crate::Receiver;

/// Messages as they come: see [`Receiver::iter`].
#[derive(Debug)]
pub struct Iter<'a, T>(pub(crate) &'a Receiver<T>);

impl<T: DeserializeOwned> Iterator for Iter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

/// Messages that wait: see [`Receiver::try_iter`].
#[derive(Debug)]
pub struct TryIter<'a, T>(pub(crate) &'a Receiver<T>);

impl<T: DeserializeOwned> Iterator for TryIter<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.try_recv().ok()
    }
}

/// Messages as they come, from a receiver that the iterator owns.
#[derive(Debug)]
pub struct IntoIter<T>(Receiver<T>);

impl<T: DeserializeOwned> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
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
