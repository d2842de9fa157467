//! Torn snapshots, found: a writer adds, a reader looks as often as it can, without a lock.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};

use process::spawn;
use shared_memory::Shared;

const LOOKS: usize = 1_000_000;

// ANCHOR: main
fn main() -> io::Result<()> {
    let numbers = Shared::new([0, 100, 200].map(AtomicI32::new))?;
    let writer = spawn(|| {
        loop {
            for number in numbers.iter() {
                number.fetch_add(1, SeqCst);
            }
            rest(); // The array is whole for most of the time.
        }
    })?;

    wait_until_it_writes(&numbers);
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

fn rest() {
    for _ in 0..500 {
        std::hint::spin_loop();
    }
}

fn wait_until_it_writes(numbers: &[AtomicI32; 3]) {
    while numbers[2].load(SeqCst) == 200 {
        std::thread::yield_now();
    }
}
