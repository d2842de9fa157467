//! Throws the errors of `send` away and takes all other lines, although the child is dead.
//!
//! The check says: lines were taken, although the child died at line 5
//!
//! It expects: the send fails

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
        let _ = sender.send(line);
    }
    drop(sender);
    match child.join()?.success() {
        true => Ok(()),
        false => Err(io::Error::other("the child died")),
    }
}

fn main() {
    exercises::check("much_through_little", much_through_little::check, send_all);
}
