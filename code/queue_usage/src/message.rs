//! A value as bytes and back, by serde and postcard.

use std::any::type_name;
use std::mem::take;

use serde::{Serialize, de::DeserializeOwned};

use crate::bare::Bare;
use crate::queue::Queue;
use crate::ring::{Chunk, Size};
use crate::writer::{Writer, Written};

/// A buffer that grew beyond so many bytes for one message is not kept for the next.
const KEPT: usize = 4 << 20;

/// `value` as bytes: in a buffer that is used again, or in the queue's ring already.
///
/// # Panics
///
/// If the value's `Serialize` fails.
pub(crate) fn encode<'q, T: Serialize>(
    value: &T,
    queue: &'q Queue,
    mut buffer: Vec<u8>,
) -> Written<'q> {
    buffer.clear();
    Writer::new(queue, buffer).write(value).unwrap_or_else(|error| {
        let name = type_name::<T>();
        panic!("this {name} cannot be sent, for it does not serialize: {error}")
    })
}

/// The value that was sent as the bytes at the start of the buffer. A bare one takes the buffer
/// along.
///
/// # Panics
///
/// If the value's `Deserialize` fails on what its `Serialize` wrote.
pub(crate) fn decode<T: DeserializeOwned>(size: Size, buffer: &mut Vec<Chunk>) -> T {
    let value = if size.bare {
        let mut bytes = take(buffer).into_flattened();
        bytes.truncate(size.len);
        T::deserialize(Bare(&mut bytes))
    } else {
        postcard::from_bytes(&buffer.as_flattened()[..size.len])
    };
    value.unwrap_or_else(|error| {
        let name = type_name::<T>();
        panic!("a {name} was sent, and its bytes do not deserialize: {error}")
    })
}

/// The buffer for the next message.
pub(crate) fn keep<B>(buffer: Vec<B>) -> Vec<B> {
    if buffer.capacity() * size_of::<B>() <= KEPT { buffer } else { Vec::new() }
}
