//! What `is_empty` is worth: it is right, and a moment later it is old.

use std::io;

use process::spawn;
use queue_usage::bounded;

// ANCHOR: main
fn main() -> io::Result<()> {
    let (sender, receiver) = bounded(1000)?;
    let mut wrong = 0;
    for number in 0..1000 {
        sender.send(number).expect("we hold a receiver");
        wrong += usize::from(receiver.is_empty());
        receiver.recv().expect("we sent one");
    }
    println!("empty right after a send: {wrong} of 1000 times");

    let (go, start) = bounded(1)?;
    let child = spawn(move || {
        start.recv().expect("main says when");
        sender.send(1000).expect("main receives");
    })?;
    println!("empty while the child has yet to send: {}", receiver.is_empty());
    go.send(()).expect("the child waits");
    println!("and what came after that: {:?}", receiver.iter().collect::<Vec<_>>());
    child.join()?;
    Ok(())
}
// ANCHOR_END: main
