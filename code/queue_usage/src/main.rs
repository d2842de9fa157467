//! Two processes put what they make of the same numbers into one queue, and the main process
//! reads it: the counterpart of `queue_usage.py`.

use std::io;

use process::spawn;
use queue_usage::{Sender, bounded};

const NUMBERS: [i64; 5] = [1, 2, 3, 4, 5];

// ANCHOR: work
fn square(results: &Sender<i64>) {
    for number in NUMBERS {
        results.send(number * number).expect("main receives");
    }
}

fn negate(results: &Sender<i64>) {
    for number in NUMBERS {
        results.send(-number).expect("main receives");
    }
}
// ANCHOR_END: work

// ANCHOR: main
fn main() -> io::Result<()> {
    let (results, inbox) = bounded(8)?;
    let more_results = results.clone();
    println!("one process squares and one negates {NUMBERS:?}");
    let squaring = spawn(move || square(&results))?;
    let negating = spawn(move || negate(&more_results))?;

    let mut squares = Vec::new();
    let mut negatives = Vec::new();
    for result in inbox {
        if result > 0 {
            squares.push(result);
        } else {
            negatives.push(result);
        }
    }
    println!("both are done, and the queue is empty");
    println!("squares: {squares:?}");
    println!("negatives: {negatives:?}");

    squaring.join()?;
    negating.join()?;
    Ok(())
}
// ANCHOR_END: main
