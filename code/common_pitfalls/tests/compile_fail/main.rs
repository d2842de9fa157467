//! What must not compile: `cargo build -p common_pitfalls --test compile_fail` shows what your compiler says.
//! The first line of each file has the error that it must get, and words of its message.
#![allow(dead_code, reason = "no main of these is ever run")]

mod closure_through_queue;
mod file_through_queue;
mod rc_into_fork;
mod vec_in_shared_memory;

fn main() {}
