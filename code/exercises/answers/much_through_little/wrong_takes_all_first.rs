//! Takes all lines into a `Vec` before it sends the first.
//!
//! The check says: 10000 lines had been taken while the child was at the first

use std::io;

use exercises::checks::much_through_little;
use process::spawn;
use queue_usage::bounded;

pub fn send_all(
    lines: &mut dyn Iterator<Item = u64>,
    consume: &(dyn Fn(u64) + Sync),
) -> io::Result<()> {
    let lines: Vec<u64> = lines.collect();
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
