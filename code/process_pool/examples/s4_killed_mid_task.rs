//! The finished pool under the same blow: the worker that runs task 3 dies in its middle.

use std::error::Error;
use std::process::abort;

use process_pool::Pool;

// ANCHOR: main
fn cube(number: u64) -> u64 {
    if number == 3 {
        abort();
    }
    number * number * number
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut pool = Pool::new(3, cube)?;
    for result in pool.imap(0..10) {
        match result {
            Ok(cube) => println!("{cube}"),
            Err(error) => println!("{error}"),
        }
    }
    println!("workers: {}", pool.worker_ids().len());
    Ok(())
}
// ANCHOR_END: main
