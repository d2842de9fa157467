//! The same with `spawn`, which empties the buffer before it forks.

use std::io;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    print!("printed once: ");
    spawn(|| print!("child, "))?.join()?;
    println!("parent");
    Ok(())
}
// ANCHOR_END: main
