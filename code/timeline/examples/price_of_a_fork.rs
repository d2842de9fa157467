//! What a fork costs a process that holds much memory, beside the start of a program, and beside a
//! keeper that was forked when there was little and replaces a worker. Medians of five rounds.

use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io;
use std::process::{Command, abort};
use std::time::Instant;

use executor::Executor;
use process::spawn;
use timeline::{Curves, Mark};

const MIB: usize = 1 << 20;
const SIZES: [usize; 6] = [1, 4, 16, 64, 256, 1024];
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let executor = Executor::new(1, crash_or_not)?; // Early: this process is small.

    let sizes: Vec<usize> = SIZES.into_iter().filter(|mib| has_room_for(*mib)).collect();
    let [mut forks, mut programs, mut keepers] = [const { Vec::new() }; 3];
    for mib in &sizes {
        let held = vec![1_u8; mib * MIB];
        forks.push(median(|| spawn(|| ())?.join())?);
        programs.push(median(|| Command::new("true").status())?);
        black_box(held);
    }
    for mib in &sizes {
        let held = vec![1_u8; mib * MIB];
        keepers.push(median(|| replace_a_worker(&executor))?); // From its first task on, no fork here.
        black_box(held);
    }
    executor.close()?;

    let names: Vec<_> = sizes.iter().map(|mib| (*mib as f64, mib.to_string())).collect();
    let places: Vec<_> = names.iter().map(|(mib, name)| (*mib, name.as_str())).collect();
    let curves = Curves::new("MiB held", "milliseconds", &places)
        .curve("spawn", Mark::Dot, &forks)
        .curve("Command", Mark::Square, &programs)
        .curve("keeper", Mark::BrokenDot, &keepers);
    print!("{}", curves.draw());
    Ok(())
}

fn crash_or_not(crash: bool) {
    if crash {
        abort();
    }
}

fn replace_a_worker(executor: &Executor<bool, ()>) -> io::Result<()> {
    executor.submit(true).wait().unwrap_err();
    executor.submit(false).wait().map_err(io::Error::other)
}

fn median<T>(mut work: impl FnMut() -> io::Result<T>) -> io::Result<f64> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        work()?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok(times[ROUNDS / 2].as_secs_f64() * 1e3)
}

/// Whether that would leave most of the free memory free.
fn has_room_for(mib: usize) -> bool {
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = memory.lines().find_map(|line| line.strip_prefix("MemAvailable:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
    kib.is_some_and(|kib| mib < kib / 1024 / 4)
}
