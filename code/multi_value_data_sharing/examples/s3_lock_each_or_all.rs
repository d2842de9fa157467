//! A lock around each element, or around the loop: what a reader then sees.

use std::io;
use std::thread::yield_now;

use multi_value_data_sharing::Array;
use process::spawn;

const ENOUGH: u64 = 100;

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
    println!("torn snapshots, of those that were taken under the lock:");
    let (torn, looks) = look_at(add_one_by_one, |torn, _| torn == ENOUGH)?;
    println!("  with a lock around each element {torn:>4} of {looks:>8}");
    let (torn, looks) = look_at(add_to_all, |_, so_many| so_many == looks)?;
    println!("  with a lock around the loop     {torn:>4} of {looks:>8}");
    Ok(())
}

// ANCHOR: torn
/// Looks until it is enough: how many snapshots were torn, and how many there were.
fn look_at(
    add: fn(&Array<i32>),
    is_enough: impl Fn(u64, u64) -> bool,
) -> io::Result<(u64, u64)> {
    let numbers = Array::new(&[0, 100, 200])?;
    let writer = spawn(|| {
        loop {
            add(&numbers);
        }
    })?;
    let (mut torn, mut looks) = (0, 0);
    while !is_enough(torn, looks) {
        let guard = numbers.lock().unwrap();
        let whole = guard.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == 100);
        torn += u64::from(!whole);
        looks += 1;
        drop(guard);
        yield_now(); // Let the writer have the lock as well.
    }
    writer.kill()?;
    Ok((torn, looks))
}
// ANCHOR_END: torn
