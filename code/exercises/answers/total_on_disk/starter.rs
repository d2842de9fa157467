//! A total on the disk.
//!
//! Several processes add to a total in a file. Others read the file whenever they like, without a lock. Add an amount, so that a reader always finds
//! a whole file, with the old total or the new one, and no addition is lost. A process can be killed in the middle of it, and the next one goes on.
//! The function below promises none of this. Fix it.
//!
//! You get: `total`, with `path()`, `read()` and `write(&mut file, number)`, which writes into a file that you open; `turn`, a lock
//! that all processes see, and whose `lock()` is that of a `Value`; the amount.
//!
//! Check it with
//!
//!     cargo test -p exercises --test total_on_disk

use std::fs::File;
use std::io;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, _turn: &Turn, amount: u64) -> io::Result<()> {
    let sum = total.read()? + amount;
    total.write(&mut File::create(total.path())?, sum)
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
