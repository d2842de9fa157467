use std::io;
use std::iter::Sum;
use std::ops::Add;

use bytemuck::{Pod, Zeroable};
use serde::{Deserialize, Serialize};
use single_value_data_sharing::Value;

/// What was done: two numbers that belong together.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable, Serialize, Deserialize,
)]
#[repr(C)]
pub struct Work {
    /// Pixels that have their color.
    pub pixels: u64,
    /// Steps that it took to find the colors.
    pub steps: u64,
}

impl Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Work { pixels: self.pixels + other.pixels, steps: self.steps + other.steps }
    }
}

impl Sum for Work {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Work::default(), Work::add)
    }
}

// ANCHOR: gauge
/// All the work of all workers so far, for any process that looks: that of workers too which
/// were killed before their tile was whole.
#[derive(Debug)]
pub struct Gauge(Value<Work>);

impl Gauge {
    pub(crate) fn new() -> io::Result<Self> {
        Value::new(Work::default()).map(Gauge)
    }

    pub(crate) fn add(&self, work: Work) {
        self.change(|total| *total = *total + work);
    }

    /// What it shows now.
    #[must_use]
    pub fn read(&self) -> Work {
        self.change(|total| *total)
    }

    /// A worker may be killed with the lock in its hand. Then half an addition is missing, at
    /// worst: good enough for a gauge, so it goes on.
    fn change<R>(&self, change: impl FnOnce(&mut Work) -> R) -> R {
        let mut total = self.0.lock().unwrap_or_else(|poisoned| {
            self.0.clear_poison();
            poisoned.into_inner()
        });
        change(&mut total)
    }
}
// ANCHOR_END: gauge
