//! What the child changes, it changes in its copy.

use std::io;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut numbers = vec![1, 2, 3];
    let child = spawn(|| {
        numbers.push(4);
        println!("child:  {numbers:?}");
    })?;
    child.join()?;
    println!("parent: {numbers:?}");
    Ok(())
}
// ANCHOR_END: main
