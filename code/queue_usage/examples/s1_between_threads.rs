//! The queue that a reader knows: crossbeam's channel, between two threads.

use std::error::Error;
use std::thread;

use crossbeam_channel::bounded;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let (sender, receiver) = bounded(8);
    let squaring = thread::spawn(move || {
        for number in 1..=3 {
            sender.send(number * number).expect("main receives");
        }
    });
    for square in receiver {
        println!("received {square}");
    }
    println!("the last sender is gone: the end");
    squaring.join().map_err(|_| "the thread panicked")?;
    Ok(())
}
// ANCHOR_END: main
