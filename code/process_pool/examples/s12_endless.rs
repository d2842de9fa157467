//! A task that does not end: what the caller sees without a limit, with one, and with attempts.

use std::thread;
use std::time::Duration;

use process_pool::{PoolOptions, run_within};

const LIMIT: Duration = Duration::from_millis(100);

// ANCHOR: cubes
fn cube(number: u64) -> u64 {
    if number == 3 {
        wait_forever();
    }
    number * number * number
}

fn wait_forever() {
    loop {
        thread::park(); // No thread will wake it.
    }
}

fn cubes(options: PoolOptions) {
    let mut pool = options.workers(2).build(cube).expect("a pool");
    for result in pool.imap(0..6) {
        match result {
            Ok(cube) => println!("{cube}"),
            Err(error) => println!("{error}"),
        }
    }
}
// ANCHOR_END: cubes

// ANCHOR: main
fn main() {
    println!("no limit");
    let patience = Duration::from_secs(1);
    if let Err(cause) = run_within(patience, || cubes(PoolOptions::new())) {
        println!("the whole call: {cause}");
    }
    println!("a limit");
    cubes(PoolOptions::new().time_limit(LIMIT));
    println!("a limit and three attempts");
    cubes(PoolOptions::new().time_limit(LIMIT).attempts(3));
}
// ANCHOR_END: main
