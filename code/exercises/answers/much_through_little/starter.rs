//! Much through little.
//!
//! This function takes ten thousand lines in the caller's process and consumes them in a child that is slower. It takes all of them
//! before the child has consumed one. Let at most eight lines wait: then the caller is held back until there is room. If the child dies,
//! at whatever line, take no more of them and return an error.
//!
//! You get: the lines, and what the child does with each.
//!
//! Check it with
//!
//!     cargo test -p exercises --test much_through_little

use std::io;

use exercises::checks::much_through_little;
use process::spawn;
use queue_usage::bounded;

pub fn send_all(
    lines: &mut dyn Iterator<Item = u64>,
    consume: &(dyn Fn(u64) + Sync),
) -> io::Result<()> {
    let (sender, inbox) = bounded(10_000)?;
    let child = spawn(move || inbox.iter().for_each(consume))?;
    for line in lines {
        let _ = sender.send(line);
    }
    drop(sender);
    child.join()?;
    Ok(())
}

fn main() {
    exercises::check("much_through_little", much_through_little::check, send_all);
}
