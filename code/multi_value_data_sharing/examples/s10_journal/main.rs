//! An undo journal written by hand, with plain stores: killed at every instruction, with and
//! without fences for the compiler.

mod journal;
mod steps;

use std::io;

fn main() {
    if let Err(refused) = compare() {
        println!("{refused}");
    }
}

fn compare() -> io::Result<()> {
    for (name, kills) in
        [("without fences", steps::without_fences()?), ("with fences", steps::with_fences()?)]
    {
        println!("{name:14} {:4} kills, {:3} wrong after the repair", kills.all, kills.wrong);
    }
    Ok(())
}
