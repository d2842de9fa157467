//! A pool's function cannot have a sender: a fork copies it into each worker, and it stays the
//! parent's all the same.

use std::error::Error;
use std::sync::Mutex;

use process_pool::Pool;

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let (news, inbox) = queue_usage::bounded(8)?;
    let news = Mutex::new(news); // Or it would not compile.
    let mut pool = Pool::new(2, |tile: u32| news.lock().unwrap().send(tile).is_ok())?;
    for result in pool.imap([17]) {
        println!("{}", result.unwrap_err());
    }
    println!("received: {:?}", inbox.try_recv());
    Ok(())
}
// ANCHOR_END: main
