//! A lock around each element, or around the loop: what a reader then sees.

use std::io;

use multi_value_data_sharing::Array;
use process::spawn;

const LOOKS: usize = 20_000;

// ANCHOR: each
fn add_one_by_one(numbers: &Array<i32>) {
    for index in 0..numbers.len() {
        let mut guard = numbers.lock().unwrap();
        guard[index] = guard[index].wrapping_add(1);
    }
}
// ANCHOR_END: each

// ANCHOR: all
fn add_to_all(numbers: &Array<i32>) {
    for number in numbers.lock().unwrap().iter_mut() {
        *number = number.wrapping_add(1);
    }
}
// ANCHOR_END: all

fn main() -> io::Result<()> {
    println!("of {LOOKS} snapshots under the lock were torn:");
    println!("  with a lock around each element {:>6}", torn(add_one_by_one)?);
    println!("  with a lock around the loop     {:>6}", torn(add_to_all)?);
    Ok(())
}

// ANCHOR: torn
fn torn(add: impl Fn(&Array<i32>) + Sync) -> io::Result<usize> {
    let numbers = Array::new(&[0, 100, 200])?;
    let writer = spawn(|| {
        loop {
            add(&numbers);
        }
    })?;
    while numbers.lock().unwrap()[2] == 200 {
        std::thread::yield_now(); // Until the writer is at work.
    }
    let mut torn = 0;
    for _ in 0..LOOKS {
        let guard = numbers.lock().unwrap();
        let whole = guard.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == 100);
        torn += usize::from(!whole);
    }
    writer.kill()?;
    Ok(torn)
}
// ANCHOR_END: torn
