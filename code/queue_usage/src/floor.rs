//! What the ring stands on: the machine's own atomics. A loom model puts loom's in their place.

pub(crate) use std::sync::atomic::{AtomicU64, Ordering};
