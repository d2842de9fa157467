//! Takes the number out of the words that the status prints.
//!
//! The check says: Refused(9) after 2 starts

use std::io;

use exercises::checks::keep_it_running::{self, End};
use process::spawn;

pub fn keep_running(service: &(dyn Fn() + Sync), most_starts: u32) -> io::Result<End> {
    for _ in 0..most_starts {
        let text = spawn(service)?.join()?.to_string();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        match digits.parse().unwrap_or(0) {
            0 => return Ok(End::Done),
            2 | 15 => return Ok(End::Told),
            101 => {}
            code => return Ok(End::Refused(code)),
        }
    }
    Ok(End::GaveUp)
}

fn main() {
    exercises::check("keep_it_running", keep_it_running::check, keep_running);
}
