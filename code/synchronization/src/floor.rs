//! What the algorithms stand on: the machine's own atomics, and the kernel's futex. A loom model
//! puts loom's in their place.

pub(crate) use shared_memory::futex;
pub(crate) use std::sync::atomic::{AtomicU32, AtomicU64, Ordering, fence};
