use std::io;
use std::sync::PoisonError;

use common_pitfalls::replace;
use exercises::checks::total_on_disk::{self, Total, Turn};

// ANCHOR: answer
pub fn add(total: &Total, turn: &Turn, amount: u64) -> io::Result<()> {
    let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
    let sum = total.read()? + amount;
    replace(total.path(), |file| total.write(file, sum))
}
// ANCHOR_END: answer

fn main() {
    exercises::check("total_on_disk", total_on_disk::check, add);
}
