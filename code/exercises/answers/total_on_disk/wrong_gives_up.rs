//! Takes the poison for the end of the file.
//!
//! The check says: when 7 was added to 15, after another process had been killed in the middle

use common_pitfalls::replace;
use std::io;

use exercises::checks::total_on_disk::{self, Total, Turn};

pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    let _turn = turn.lock().map_err(|_| io::Error::other("the total cannot be trusted"))?;
    let sum = total.read()? + amount;
    replace(total.path(), |file| total.write(file, sum))
}

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
