//! The two clocks that the rest of this crate reads.

mod sys;

pub(crate) use sys::{coarse_clock, monotonic};
