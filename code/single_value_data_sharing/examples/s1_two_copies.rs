//! A number that is not shared: each process counts on a copy of its own.

use std::io;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut number = 0;
    spawn(|| {
        number += 200;
        println!("the child counts to {number}");
    })?
    .join()?;
    println!("the parent still has {number}");
    Ok(())
}
// ANCHOR_END: main
