//! A value as bytes and back, by serde and postcard.

use std::any::type_name;

use serde::{Serialize, de::DeserializeOwned};

/// A buffer that grew beyond this for one message is not kept for the next.
const KEPT: usize = 4 << 20;

/// `value` as bytes, in a buffer that is used again.
///
/// # Panics
///
/// If the value's `Serialize` fails.
pub(crate) fn encode<T: Serialize>(value: &T, mut buffer: Vec<u8>) -> Vec<u8> {
    buffer.clear();
    postcard::to_extend(value, buffer).unwrap_or_else(|error| {
        let name = type_name::<T>();
        panic!("this {name} cannot be sent, for it does not serialize: {error}")
    })
}

/// The value that was sent as these bytes.
///
/// # Panics
///
/// If the value's `Deserialize` fails on what its `Serialize` wrote.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> T {
    postcard::from_bytes(bytes).unwrap_or_else(|error| {
        let name = type_name::<T>();
        panic!("a {name} was sent, and its bytes do not deserialize: {error}")
    })
}

/// The buffer for the next message.
pub(crate) fn keep(buffer: Vec<u8>) -> Vec<u8> {
    if buffer.capacity() <= KEPT {
        buffer
    } else {
        Vec::new()
    }
}
