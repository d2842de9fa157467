//! Torn snapshots, found: a writer adds, a reader looks as often as it can, without a lock.

use std::io;
use std::sync::atomic::{AtomicI32, Ordering::SeqCst};

use process::spawn;
use single_value_data_sharing::Shared;

const ENOUGH: u32 = 100;

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

    let (mut looks, mut torn) = (0_u64, 0);
    while torn < ENOUGH {
        let [first, second, third] = numbers.each_ref().map(|number| number.load(SeqCst));
        let whole = second.wrapping_sub(first) == 100 && third.wrapping_sub(second) == 100;
        looks += 1;
        torn += u32::from(!whole);
    }
    println!("{torn} torn snapshots after {looks} looks");
    writer.kill()
}
// ANCHOR_END: main

fn rest() {
    for _ in 0..50 {
        std::hint::spin_loop();
    }
}
