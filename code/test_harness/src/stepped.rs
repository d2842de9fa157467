//! A child that goes on by one instruction at a time, so that it can be killed after each.

mod sys;

pub use sys::{be_stepped, let_go, step, stop};
