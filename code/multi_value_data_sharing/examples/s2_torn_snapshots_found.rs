//! Torn snapshots, found: a writer adds, a reader looks as often as it can, without a lock.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};

use process::spawn;
use shared_memory::Shared;

const LOOKS: usize = 200_000;

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers = Shared::new([0, 100, 200].map(AtomicI32::new))?;
    let writer = spawn(|| {
        loop {
            for number in numbers.iter() {
                number.fetch_add(1, SeqCst);
            }
        }
    })?;

    let mut torn = 0;
    for _ in 0..LOOKS {
        let [first, second, third] = numbers.each_ref().map(|number| number.load(SeqCst));
        let whole = second.wrapping_sub(first) == 100 && third.wrapping_sub(second) == 100;
        torn += usize::from(!whole);
    }
    println!("of {LOOKS} snapshots {torn} were torn");
    writer.kill()
}
// ANCHOR_END: main
