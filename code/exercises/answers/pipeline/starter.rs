//! A pipeline that comes to its end.
//!
//! One child reads items, two children parse them, and the caller takes what was parsed. Between two stages at most eight items wait. The
//! pipeline ends when there are no more items, and it ends when the taker has enough, and when the parsers have died. An item that a dead
//! parser had in hand is lost, and no other.
//!
//! You get: `read: &(dyn Fn(u64) -> Option<u64> + Sync)`, which gives the item with a number, from 0, or `None` after the last;
//! `parse: &(dyn Fn(u64) -> u64 + Sync)`; and `take: &mut dyn FnMut(u64) -> bool`, which says whether it wants more. Start from scratch.
//!
//! Check it with
//!
//!     cargo test -p exercises --test pipeline

use std::io;

use exercises::checks::pipeline::{self, Parse, Read, Take};

pub fn run(read: Read<'_>, parse: Parse<'_>, take: Take<'_>) -> io::Result<()> {
    todo!("one child that reads, two that parse, and the caller takes")
}

fn main() {
    exercises::check("pipeline", pipeline::check, run);
}
