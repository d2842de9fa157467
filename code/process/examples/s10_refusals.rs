//! When `spawn` says no, and what it says.

use std::io;
use std::sync::mpsc;
use std::thread;

use process::spawn;

// ANCHOR: main
fn main() -> io::Result<()> {
    let (stop, stopped) = mpsc::channel::<()>();
    let clerk = thread::Builder::new().name("clerk".into());
    let clerk = clerk.spawn(move || stopped.recv())?;

    let refused = spawn(|| ()).expect_err("a second thread runs");
    println!("{:?}: {refused}", refused.kind());

    drop(stop);
    let _ = clerk.join().expect("the clerk does not panic");
    println!("alone: {}", spawn(|| ())?.join()?);
    Ok(())
}
// ANCHOR_END: main
