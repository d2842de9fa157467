use std::io;

use exercises::checks::much_through_little;
use process::spawn;
use queue_usage::bounded;

// ANCHOR: answer
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
    match child.join()?.success() {
        true => Ok(()),
        false => Err(io::Error::other("the child died with lines in hand")),
    }
}
// ANCHOR_END: answer

fn main() {
    exercises::check("much_through_little", much_through_little::check, send_all);
}
