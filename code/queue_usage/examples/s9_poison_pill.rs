//! How consumers learn that there is no more: by a message that says so, or by the end.

use std::io;
use std::time::Duration;

use process::{Process, spawn};
use queue_usage::{Receiver, bounded};

const LONG_ENOUGH: Duration = Duration::from_secs(1);

// ANCHOR: consumers
fn until_the_pill(orders: Receiver<Option<u32>>) -> io::Result<Process> {
    spawn(move || while let Ok(Some(_order)) = orders.recv() {})
}

fn until_the_end(orders: Receiver<u32>) -> io::Result<Process> {
    spawn(move || for _order in orders {})
}
// ANCHOR_END: consumers

// ANCHOR: pill
fn with_one_pill() -> io::Result<()> {
    let (sender, orders) = bounded(8)?;
    let consumers = [until_the_pill(orders.clone())?, until_the_pill(orders)?];
    for number in 1..=5 {
        sender.send(Some(number)).expect("two consumers");
    }
    sender.send(None).expect("two consumers");
    println!("one pill: {} of 2 consumers ended", ended(consumers)?);
    Ok(())
}
// ANCHOR_END: pill

// ANCHOR: end
fn with_the_end() -> io::Result<()> {
    let (sender, orders) = bounded(8)?;
    let consumers = [until_the_end(orders.clone())?, until_the_end(orders)?];
    for number in 1..=5 {
        sender.send(number).expect("two consumers");
    }
    drop(sender);
    println!("the end: {} of 2 consumers ended", ended(consumers)?);
    Ok(())
}
// ANCHOR_END: end

/// How many end by themselves in good time. The others are killed.
fn ended(consumers: [Process; 2]) -> io::Result<usize> {
    let mut ended = 0;
    for mut consumer in consumers {
        match consumer.join_timeout(LONG_ENOUGH)? {
            Some(_) => ended += 1,
            None => consumer.kill()?,
        }
    }
    Ok(ended)
}

fn main() -> io::Result<()> {
    with_one_pill()?;
    with_the_end()
}
