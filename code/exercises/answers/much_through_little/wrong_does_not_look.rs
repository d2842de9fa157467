//! Stops at the first line that cannot be sent, and says nothing of it.
//!
//! The check says: Ok from a child that dies at line 5

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
    child.join()?;
    Ok(())
}

fn main() {
    exercises::check("much_through_little", much_through_little::check, send_all);
}
