//! Two tasks that never end: one computes, the other waits. Each takes another limit.

use std::hint::black_box;
use std::io;
use std::thread;
use std::time::Duration;

use when_to_use::Limits;

// ANCHOR: main
fn main() -> io::Result<()> {
    let limits = Limits { cpu_seconds: Some(1), ..Limits::default() };
    let spinning = limits.spawn(spin)?;
    let mut waiting = limits.spawn(wait)?;

    println!("the one that computes: {}", spinning.join()?);

    if waiting.join_timeout(Duration::from_millis(10))?.is_none() {
        println!("the one that waits has used no CPU, and is still there");
        waiting.kill()?;
    }
    println!("the one that waits: {}", waiting.join()?);
    Ok(())
}
// ANCHOR_END: main

fn spin() {
    loop {
        black_box(0);
    }
}

fn wait() {
    loop {
        thread::park();
    }
}
