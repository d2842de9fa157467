//! What a claim stands on: the machine's own atomics, the kernel's barrier and its futex. A loom
//! model puts loom's in their place.

pub(crate) use crate::barrier::Barrier;
pub(crate) use shared_memory::futex;
pub(crate) use std::sync::atomic::{AtomicU32, Ordering};
