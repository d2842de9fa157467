//! A value as bytes and back, by serde and postcard.

use std::any::type_name;
use std::mem::take;

use postcard::Error;
use serde::{Serialize, de::DeserializeOwned};

use crate::bare::{Bare, LEFT_OVER, none_left};
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
/// # Errors
///
/// The value's `Deserialize` fails on what its `Serialize` wrote, or leaves some of it.
pub(crate) fn decode<T: DeserializeOwned>(
    size: Size,
    buffer: &mut Vec<Chunk>,
) -> Result<T, String> {
    let value = if size.bare {
        let mut bytes = take(buffer).into_flattened();
        bytes.truncate(size.len);
        T::deserialize(Bare(&mut bytes))
    } else {
        postcard::take_from_bytes(&buffer.as_flattened()[..size.len])
            .and_then(|(value, left)| none_left(left).and(Ok(value)))
    };
    value.map_err(|error| unreadable(type_name::<T>(), &error))
}

#[cold]
fn unreadable(name: &str, error: &Error) -> String {
    let why = match error {
        Error::WontImplement => {
            "its Deserialize asks of what kind the next value is, and the \
             bytes do not say (serde's untagged, tag and flatten ask, and so does \
             serde_json::Value)"
                .into()
        }
        &LEFT_OVER => {
            "it left some of them unread, so it is not the value that was sent".into()
        }
        error => error.to_string(),
    };
    format!("a {name} was sent, and its bytes do not deserialize: {why}")
}

/// The buffer for the next message.
pub(crate) fn keep<B>(buffer: Vec<B>) -> Vec<B> {
    if buffer.capacity() * size_of::<B>() <= KEPT { buffer } else { Vec::new() }
}
