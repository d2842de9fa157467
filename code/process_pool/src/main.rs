//! The cubes of 0 to 9 over a pool of processes: the counterpart of `process_pool.py`.

use std::error::Error;

use process_pool::Pool;

// ANCHOR: task
fn cube(number: u64) -> u64 {
    number * number * number
}
// ANCHOR_END: task

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let mut pool = Pool::new(2, cube)?;
    let numbers: Vec<u64> = (0..10).collect();
    let cubes = pool.map(numbers.clone())?;
    pool.close()?;

    println!("numbers: {numbers:?}");
    println!("cubes:   {cubes:?}");
    Ok(())
}
// ANCHOR_END: main
