//! Moves a clone into the child, so that the caller still owns a receiver when the child is dead.
//!
//! The check says: had not come back in time, and was ended, while it sent lines to a child that dies

use std::io;

use exercises::checks::much_through_little;
use process::spawn;
use queue_usage::bounded;

pub fn send_all(
    lines: &mut dyn Iterator<Item = u64>,
    consume: &(dyn Fn(u64) + Sync),
) -> io::Result<()> {
    let (sender, inbox) = bounded(8)?;
    let child_inbox = inbox.clone();
    let child = spawn(move || child_inbox.iter().for_each(consume))?;
    for line in lines {
        sender.send(line).map_err(io::Error::other)?;
    }
    drop(sender);
    child.join()?;
    Ok(())
}

fn main() {
    exercises::check("much_through_little", much_through_little::check, send_all);
}
