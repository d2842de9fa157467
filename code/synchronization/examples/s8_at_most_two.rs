//! The parent takes a permit for each child that it starts: so there are two children at most.

use std::io;
use std::process::exit;

use process::spawn;
use synchronization::Semaphore;

// ANCHOR: main
fn main() -> io::Result<()> {
    let at_a_time = Semaphore::new(2)?;
    let mut children = Vec::new();
    for task in 1..=6 {
        let permit = at_a_time.acquire(); // Waits while two children run.
        children.push(spawn(move || {
            let _permit = permit; // The child's now.
            if task == 3 {
                exit(1); // Nothing is dropped.
            }
        })?);
    }
    for child in children {
        println!("a child ended with {}", child.join()?);
    }
    println!("{} permits are free", at_a_time.available_permits());
    Ok(())
}
// ANCHOR_END: main
