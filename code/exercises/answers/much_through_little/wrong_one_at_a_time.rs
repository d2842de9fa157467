//! Lets no line wait: each is consumed before the next is taken.
//!
//! The check says: 1 lines had been taken while the child was at the first

use std::io;

use exercises::checks::much_through_little;
use process::spawn;
use queue_usage::bounded;

pub fn send_all(
    lines: &mut dyn Iterator<Item = u64>,
    consume: &(dyn Fn(u64) + Sync),
) -> io::Result<()> {
    let (sender, inbox) = bounded(8)?;
    let (receipt, receipts) = bounded(8)?;
    let child = spawn(move || {
        for line in inbox {
            consume(line);
            receipt.send(()).expect("the parent counts");
        }
    })?;
    for line in lines {
        sender.send(line).map_err(io::Error::other)?;
        receipts.recv().map_err(io::Error::other)?;
    }
    drop(sender);
    child.join()?;
    Ok(())
}

fn main() {
    exercises::check("much_through_little", much_through_little::check, send_all);
}
