//! A torn snapshot, forced: the reader comes when one of three numbers has been changed.

use std::io;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering::SeqCst};

use process::spawn;
use shared_memory::{Shared, futex};

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers = Shared::new([0, 100, 200].map(AtomicI32::new))?;
    let turn = Shared::new(AtomicU32::new(0))?;

    let writer = spawn(|| {
        numbers[0].fetch_add(1, SeqCst);
        begin_turn(&turn, 1);
        wait_for_turn(&turn, 2);
        numbers[1].fetch_add(1, SeqCst);
        numbers[2].fetch_add(1, SeqCst);
    })?;

    wait_for_turn(&turn, 1);
    println!("in the middle: {:?}", snapshot(&numbers));
    begin_turn(&turn, 2);
    writer.join()?;
    println!("at the end:    {:?}", snapshot(&numbers));
    Ok(())
}

fn snapshot(numbers: &[AtomicI32; 3]) -> [i32; 3] {
    numbers.each_ref().map(|number| number.load(SeqCst))
}
// ANCHOR_END: main

// ANCHOR: turns
fn begin_turn(turn: &AtomicU32, number: u32) {
    turn.store(number, SeqCst);
    futex::wake(turn, 1);
}

fn wait_for_turn(turn: &AtomicU32, number: u32) {
    while turn.load(SeqCst) < number {
        let _ = futex::wait(turn, number - 1, None);
    }
}
// ANCHOR_END: turns
