//! What must not compile: `cargo build -p single_value_data_sharing --test compile_fail` shows what your compiler says.
//! The first line of each file has the error that it must get, and words of its message.
#![allow(dead_code, reason = "no main of these is ever run")]

mod guard_into_fork;
mod guard_seen_by_fork;
mod lock_guard_into_fork;
mod not_every_byte_is_a_bool;
mod not_plain_old_data;
mod std_mutex_is_not_shareable;

fn main() {}
