//! What the bell stands on: the machine's own atomics, and the kernel's futex. A loom model puts
//! loom's in their place.

pub(crate) use crate::futex;
pub(crate) use std::sync::atomic::{AtomicU32, Ordering, fence};
