//! A guard into shared memory holds a `NoFork`: while it lives, `spawn` refuses.

use std::io;

use process::{NoFork, spawn};

// ANCHOR: main
fn main() -> io::Result<()> {
    let guard = NoFork::new();
    println!("beside a guard: {}", spawn(|| ()).expect_err("a guard lives"));
    drop(guard);

    println!("after it: {}", spawn(|| ())?.join()?);
    Ok(())
}
// ANCHOR_END: main
