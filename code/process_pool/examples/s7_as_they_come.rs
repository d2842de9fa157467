//! `imap` gives results in the order of the inputs, `imap_unordered` as they come. Here task 0 does
//! not end before the caller has seen nine others.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use process_pool::Pool;
use shared_memory::{Shared, futex};

// ANCHOR: main
fn main() -> io::Result<()> {
    let seen = Shared::new(AtomicU32::new(0))?;
    let mut pool = Pool::new(2, |number: u32| {
        if number == 0 {
            wait_until(&seen, 9);
        }
        number * number
    })?;

    let mut order = Vec::new();
    for (index, square) in pool.imap_unordered(0..10) {
        assert_eq!(square, Ok((index * index) as u32));
        order.push(index);
        seen.fetch_add(1, Relaxed);
        futex::wake(&seen, 1);
    }
    println!("as they come, the last is task {}", order[9]);

    let squares: Result<Vec<u32>, _> = pool.imap(0..10).collect();
    println!("in order: {:?}", squares.expect("no task fails"));
    Ok(())
}
// ANCHOR_END: main

fn wait_until(word: &AtomicU32, least: u32) {
    let mut now = word.load(Relaxed);
    while now < least {
        let _ = futex::wait(word, now, None); // The word itself says whether it is time.
        now = word.load(Relaxed);
    }
}
