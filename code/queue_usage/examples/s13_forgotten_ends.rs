//! A pipeline whose parent keeps its own ends of the queues.

use std::io;
use std::process::abort;
use std::time::Duration;

use process::{Process, spawn};
use queue_usage::{Receiver, Sender, bounded};

const LONG_ENOUGH: Duration = Duration::from_millis(500);

// ANCHOR: stages
/// Sends ten numbers, or fewer if no receiver is left.
fn feed(numbers: Sender<u64>) -> io::Result<Process> {
    spawn(move || _ = (1..=10).try_for_each(|number| numbers.send(number)))
}

fn square(numbers: Receiver<u64>, squares: Sender<u64>) -> io::Result<Process> {
    spawn(move || numbers.iter().for_each(|n| squares.send(n * n).expect("main receives")))
}

fn die(numbers: Receiver<u64>) -> io::Result<Process> {
    spawn(move || numbers.recv().map_or_else(|_| (), |_| abort()))
}
// ANCHOR_END: stages

// ANCHOR: sender
fn keeping_a_sender() -> io::Result<()> {
    let (numbers, to_square) = bounded(4)?;
    let (squares, results) = bounded(4)?;
    let _feeder = feed(numbers)?;
    let _workers =
        [square(to_square.clone(), squares.clone())?, square(to_square, squares.clone())?];

    let mut sum = 0;
    while let Ok(square) = results.recv_timeout(LONG_ENOUGH) {
        sum += square;
    }
    println!("with `squares` kept: {sum}, and then {:?}", results.recv_timeout(LONG_ENOUGH));
    drop(squares);
    println!("with `squares` dropped: {:?}", results.recv_timeout(LONG_ENOUGH));
    Ok(())
}
// ANCHOR_END: sender

// ANCHOR: receiver
fn keeping_a_receiver() -> io::Result<()> {
    let (numbers, to_square) = bounded(4)?;
    let mut feeder = feed(numbers)?;
    for worker in [die(to_square.clone())?, die(to_square.clone())?] {
        println!("a worker ended with {}", worker.join()?);
    }
    let ended = feeder.join_timeout(LONG_ENOUGH)?;
    println!("with `to_square` kept, the feeder has ended: {}", ended.is_some());
    drop(to_square);
    println!("with `to_square` dropped: {}", feeder.join()?);
    Ok(())
}
// ANCHOR_END: receiver

fn main() -> io::Result<()> {
    keeping_a_sender()?;
    keeping_a_receiver()
}
