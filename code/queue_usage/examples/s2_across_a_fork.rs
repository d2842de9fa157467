//! The same channel across a fork: nothing ever arrives.

use std::io;
use std::time::Duration;

use crossbeam_channel::bounded;
use process::spawn;

const LONG_ENOUGH: Duration = Duration::from_millis(500);

// ANCHOR: main
fn main() -> io::Result<()> {
    let (sender, receiver) = bounded(8);
    let child = spawn(|| {
        let sent = sender.send(42);
        println!("child: send says {sent:?}, {} in the channel", sender.len());
    })?;
    child.join()?;
    println!("parent: {} in the channel", receiver.len());
    match receiver.recv_timeout(LONG_ENOUGH) {
        Ok(number) => println!("parent: received {number}"),
        Err(error) => println!("parent: {error}"),
    }
    Ok(())
}
// ANCHOR_END: main
