//! A consumer process that waits for the end of a pipe that it holds open itself.

use std::io::{self, Read, Write};
use std::time::Duration;

use process::spawn;

const LONG_ENOUGH: Duration = Duration::from_millis(500);

// ANCHOR: main
fn main() -> io::Result<()> {
    let (mut inbox, mut outbox) = io::pipe()?;
    let mut consumer = spawn(move || {
        let mut text = String::new();
        inbox.read_to_string(&mut text).expect("text arrives");
        println!("consumer: the end of {text:?}");
    })?;
    outbox.write_all(b"all that I have to say")?;
    drop(outbox); // The only writing end. Is it?

    match consumer.join_timeout(LONG_ENOUGH)? {
        Some(status) => println!("the consumer ended with {status}"),
        None => {
            println!("the consumer still waits for the end");
            consumer.kill()?;
        }
    }
    Ok(())
}
// ANCHOR_END: main
