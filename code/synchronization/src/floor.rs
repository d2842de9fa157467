//! What the algorithms stand on: the machine's own atomics, and the bell. A loom model puts its
//! own in their place.

pub(crate) use shared_memory::bell::Bell;
pub(crate) use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
