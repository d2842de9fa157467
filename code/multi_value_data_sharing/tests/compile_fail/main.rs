//! What must not compile: `cargo build -p multi_value_data_sharing --test compile_fail` shows what your compiler says.
//! The first line of each file has the error that it must get, and words of its message.
#![allow(dead_code, reason = "no main of these is ever run")]

mod array_guard_into_fork;
mod claim_into_fork;
mod claimed_twice;

fn main() {}
