//! Sends until no process receives, and asks the status alone whether all was consumed.
//!
//! The check says: Ok from a child that ends with code 0 at line

use std::io;

use exercises::checks::much_through_little;
use process::spawn;
use queue_usage::bounded;

pub fn send_all(
    lines: &mut dyn Iterator<Item = u64>,
    consume: &(dyn Fn(u64) + Sync),
) -> io::Result<()> {
    let (sender, inbox) = bounded(8)?;
    let child = spawn(move || inbox.iter().for_each(consume))?;
    for line in lines {
        if sender.send(line).is_err() {
            break;
        }
    }
    drop(sender);
    match child.join()?.success() {
        true => Ok(()),
        false => Err(io::Error::other("the child died with lines in hand")),
    }
}

fn main() {
    exercises::check("much_through_little", much_through_little::check, send_all);
}
