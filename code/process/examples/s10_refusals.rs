//! When `spawn` says no, and what it says.

use std::io;
use std::sync::mpsc;
use std::thread;

use process::{NoFork, spawn};

// ANCHOR: main
fn main() -> io::Result<()> {
    let (stop, stopped) = mpsc::channel::<()>();
    let thread = thread::spawn(move || stopped.recv());
    println!("beside a thread:\n    {}", spawn(|| ()).unwrap_err());
    drop(stop);
    let _ = thread.join().expect("the thread does not panic");

    let guard = NoFork::new();
    println!("beside a guard:\n    {}", spawn(|| ()).unwrap_err());
    drop(guard);

    println!("alone:\n    {}", spawn(|| ())?.join()?);
    Ok(())
}
// ANCHOR_END: main
