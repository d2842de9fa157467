//! What it costs to start something and wait for it: the median of 100 rounds, interleaved.

use std::hint::black_box;
use std::io;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use process::spawn;

const ROUNDS: usize = 100;
const BALLAST: usize = 256 << 20; // Bytes.

fn main() -> io::Result<()> {
    let [thread, process, command] = measure()?;
    println!("start and wait for, in microseconds:");
    println!("  a thread                      {thread:>6.0}");
    println!("  a process, by spawn           {process:>6.0}");
    println!("  a program, by std's Command   {command:>6.0}");

    let ballast = black_box(vec![1_u8; BALLAST]);
    let [_, process, _] = measure()?;
    println!("with {} MiB of memory in use:", ballast.len() >> 20);
    println!("  a process, by spawn           {process:>6.0}");
    Ok(())
}

fn measure() -> io::Result<[f64; 3]> {
    let mut times = [vec![], vec![], vec![]];
    for _ in 0..ROUNDS {
        times[0].push(timed(|| {
            thread::spawn(|| ()).join().map_err(|_| io::Error::other("panic"))
        })?);
        times[1].push(timed(|| spawn(|| ())?.join())?);
        times[2].push(timed(|| Command::new("true").status())?);
    }
    Ok(times.map(median_in_microseconds))
}

fn timed<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<Duration> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed())
}

fn median_in_microseconds(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1e6
}
