//! Three processes that rest 100 milliseconds each, which stands for work, started in three ways.

use std::io;
use std::thread::sleep;
use std::time::{Duration, Instant};

use process::{Process, spawn};

fn work() {
    sleep(Duration::from_millis(100));
}

// ANCHOR: ways
fn chained() -> io::Result<()> {
    (0..3).map(|_| spawn(work)).try_for_each(|child| child?.join().map(drop))
}

fn not_kept() -> io::Result<()> {
    for _ in 0..3 {
        let _ = spawn(work)?;
    }
    Ok(())
}

fn collected() -> io::Result<()> {
    let children: Vec<Process> = (0..3).map(|_| spawn(work)).collect::<io::Result<_>>()?;
    children.into_iter().try_for_each(|child| child.join().map(drop))
}
// ANCHOR_END: ways

fn main() -> io::Result<()> {
    report("started and joined in one chain", chained)?;
    report("not kept", not_kept)?;
    report("collected, then joined", collected)
}

fn report(how: &str, start_three: fn() -> io::Result<()>) -> io::Result<()> {
    let start = Instant::now();
    start_three()?;
    println!("{how:32} {:>4} ms", start.elapsed().as_millis());
    Ok(())
}
