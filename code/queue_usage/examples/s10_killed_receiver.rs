//! A receiver is killed with a message in hand: what is lost, and what is not.

use std::io;
use std::thread;

use process::spawn;
use queue_usage::bounded;

// ANCHOR: main
fn main() -> io::Result<()> {
    let (sender, receiver) = bounded(8)?;
    for number in 1..=5 {
        sender.send(number).expect("we hold a receiver");
    }
    let (tell, told) = bounded(1)?;
    let second = receiver.clone();
    let consumer = spawn(move || {
        let number = second.recv().expect("five wait");
        tell.send(number).expect("main listens");
        thread::park(); // And here it would work on it.
    })?;
    println!("the consumer works on {:?}", told.recv().ok());
    consumer.kill()?;
    println!("the consumer ended with {}", consumer.join()?);
    drop(sender);
    println!("still in the queue: {:?}", receiver.iter().collect::<Vec<_>>());
    Ok(())
}
// ANCHOR_END: main
