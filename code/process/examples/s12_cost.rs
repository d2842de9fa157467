//! What it costs to start something and wait for it, by how much memory the starter uses.

use std::hint::black_box;
use std::io;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use process::spawn;

const ROUNDS: usize = 21;
/// How much memory the program fills before it starts anything, beside the little it has.
const MIB: [usize; 4] = [0, 16, 64, 256];

fn main() -> io::Result<()> {
    let mut table = Vec::new();
    for mib in MIB {
        let ballast = black_box(vec![1_u8; mib << 20]);
        table.push(measure()?);
        drop(ballast);
    }
    print_row("memory filled before, in MiB", MIB.map(|mib| mib as f64));
    let names = ["a thread", "a process, by spawn", "a program, by std's Command"];
    for (row, name) in names.iter().enumerate() {
        print_row(name, std::array::from_fn(|column| table[column][row]));
    }
    Ok(())
}

fn print_row(name: &str, numbers: [f64; MIB.len()]) {
    let numbers: String = numbers.iter().map(|number| format!("{number:>8.0}")).collect();
    println!("{name:28}{numbers}");
}

/// Medians in microseconds, of rounds that take turns: what disturbs one disturbs all.
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
