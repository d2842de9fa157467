//! A pool beside a thread of the caller's: it cannot be made there, and one that was made before
//! cannot replace its dead. Here every task aborts.

use std::error::Error;
use std::process::abort;
use std::sync::mpsc;
use std::thread;

use process_pool::Pool;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let mut pool = Pool::new(2, |_: u32| -> u32 { abort() })?;

    let (end, ended) = mpsc::channel::<()>();
    let thread = thread::spawn(move || ended.recv());
    for result in pool.imap(0..4) {
        println!("{}", result.unwrap_err());
    }
    if let Err(refused) = Pool::new(2, |n: u32| n) {
        println!("a second pool: {}", refused.kind());
    }
    drop(end);
    let _ = thread.join();

    println!("the thread is gone");
    for result in pool.imap(0..4) {
        println!("{}", result.unwrap_err());
    }
    Ok(())
}
// ANCHOR_END: main
