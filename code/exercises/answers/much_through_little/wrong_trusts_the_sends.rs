//! Looks at the errors of `send` alone: the last lines are sent without one, and lost with the child.
//!
//! The check says: Ok, although the child died at the last line
//!
//! It expects: the child's status is looked at too

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
        sender.send(line).map_err(io::Error::other)?;
    }
    drop(sender);
    child.join()?;
    Ok(())
}

fn main() {
    exercises::check("much_through_little", much_through_little::check, send_all);
}
