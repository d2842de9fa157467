//! What the task captures is in every worker from the start: the fork has copied it. So nothing of
//! it is ever sent, and what a worker changes in it is changed in that worker alone.

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use process_pool::Pool;

const WORDS: usize = 1_000_000;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let table: Vec<String> = (0..WORDS).map(|n| format!("word {n}")).collect();
    let looked_up = AtomicUsize::new(0);

    let mut pool = Pool::new(2, |n: usize| {
        looked_up.fetch_add(1, SeqCst);
        table[n].clone()
    })?;
    let words = pool.map([0, 1234, WORDS - 1])?;
    pool.close()?;

    println!("{words:?}");
    println!("look-ups that the parent knows of: {}", looked_up.load(SeqCst));
    Ok(())
}
// ANCHOR_END: main
