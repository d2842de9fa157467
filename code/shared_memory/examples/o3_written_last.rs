//! A process writes records and counts them, and is killed anywhere. What does the count say?

use std::io;
use std::sync::atomic::{AtomicU64, Ordering::*};

use process::spawn;
use shared_memory::Shared;

const KILLS: u32 = 200;
const WORDS: usize = 8;
const ROOM: usize = 1_000;

/// A count, and records of eight words that are to be equal.
type Log = (AtomicU64, [[AtomicU64; WORDS]; ROOM]);

// ANCHOR: write
fn count_last((count, records): &Log, number: u64) {
    let place = (number - 1) as usize % ROOM;
    records[place].iter().for_each(|word| word.store(number, Relaxed));
    count.store(number, Release);
}

fn count_first((count, records): &Log, number: u64) {
    let place = (number - 1) as usize % ROOM;
    count.store(number, Release);
    records[place].iter().for_each(|word| word.store(number, Relaxed));
}
// ANCHOR_END: write

fn main() -> io::Result<()> {
    println!("of {KILLS} kills, how many left a record that is counted and not whole:");
    println!("  the count stored first {:4}", torn_after_kills(count_first)?);
    println!("  the count stored last  {:4}", torn_after_kills(count_last)?);
    Ok(())
}

fn torn_after_kills(write: fn(&Log, u64)) -> io::Result<u32> {
    let mut torn = 0;
    for kill in 0..KILLS {
        let log: Shared<Log> = Shared::new(new_log())?;
        let writer = spawn(|| {
            for number in 1.. {
                write(&log, number);
            }
        })?;
        while log.0.load(Acquire) < 10 {
            std::thread::yield_now();
        }
        (0..kill * 100).for_each(|_| std::hint::spin_loop());
        writer.kill()?;
        writer.join()?;
        let count = log.0.load(Acquire);
        let newest = &log.1[(count - 1) as usize % ROOM];
        torn += u32::from(!newest.iter().all(|word| word.load(Relaxed) == count));
    }
    Ok(torn)
}

fn new_log() -> Log {
    let word = || AtomicU64::new(0);
    (word(), std::array::from_fn(|_| std::array::from_fn(|_| word())))
}
