//! What one message costs from process to process, beside its neighbors: medians of repetitions
//! that take turns. Build it with --release.

use std::error::Error;
use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

use process::spawn;
use serde_bytes::ByteBuf;
use test_harness::{Failure, Python};

const ROUNDS: usize = 5;
const CAPACITY: usize = 1024;
/// For messages of 1 MiB: what waits should fit into the cache.
const FEW: usize = 4;
const MIB: usize = 1 << 20;
const COST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/s12_queue_cost/cost.py");
/// Whatever Python there is, for all rounds of both tables together.
const PYTHONS_LIMIT: Duration = Duration::from_secs(30);

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut python = Python::new(COST, PYTHONS_LIMIT);
    let mut small = [const { Vec::new() }; 3];
    let mut large = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        small[0].push(queue(CAPACITY, 50_000, |number| number as u64)?);
        small[1].push(crossbeam(50_000)?);
        small[2].extend(pythons(&mut python, ["3000", "number", "1024"]));
        large[0].push(queue(FEW, 60, |_| ByteBuf::from(vec![7; MIB]))?);
        large[1].extend(pythons(&mut python, ["20", "data", "4"]));
    }
    let theirs = format!("Queue of {}", python.name());
    let why = python.failure().map(Failure::to_string).unwrap_or_default();
    let names = ["this queue", "crossbeam, two threads", &theirs];
    report("a u64, in nanoseconds", 1e9, names, small, &why);
    report("1 MiB, in microseconds", 1e6, ["this queue", &theirs], large, &why);
    Ok(())
}

/// `why` there are no times in a row, if it has none.
fn report<const N: usize>(
    title: &str,
    unit: f64,
    names: [&str; N],
    times: [Vec<Duration>; N],
    why: &str,
) {
    println!("{title}:");
    let medians = times.map(|mut times| {
        times.sort();
        times.get(times.len() / 2).map(|median| median.as_secs_f64() * unit)
    });
    for (name, median) in names.into_iter().zip(medians) {
        match (median, medians[0]) {
            (Some(median), Some(first)) => {
                let times = median / first;
                println!("  {name:<24}{median:>10.0}   {times:>6.2} times this queue's");
            }
            _ => println!("  {name:<24} not measured: {why}"),
        }
    }
}

/// Time for each of `count` messages, once the first has arrived.
fn queue<T>(
    capacity: usize,
    count: usize,
    message: impl Fn(usize) -> T + Send,
) -> Result<Duration>
where
    T: serde::Serialize + serde::de::DeserializeOwned + Send,
{
    let (sender, receiver) = queue_usage::bounded(capacity)?;
    let child = spawn(move || {
        for number in 0..=count {
            sender.send(message(number)).expect("the parent receives");
        }
    })?;
    receiver.recv()?;
    let start = Instant::now();
    for _ in 0..count {
        black_box(receiver.recv()?);
    }
    let time = start.elapsed();
    child.join()?;
    Ok(time / count as u32)
}

fn crossbeam(count: usize) -> Result<Duration> {
    let (sender, receiver) = crossbeam_channel::bounded(CAPACITY);
    let thread = thread::spawn(move || {
        for number in 0..=count as u64 {
            sender.send(number).expect("the parent receives");
        }
    });
    receiver.recv()?;
    let start = Instant::now();
    for _ in 0..count {
        black_box(receiver.recv()?);
    }
    let time = start.elapsed();
    thread.join().map_err(|_| "the thread panicked")?;
    Ok(time / count as u32)
}

/// What Python's program measures in one round, if there is a Python that does.
fn pythons(python: &mut Python, arguments: [&str; 3]) -> Option<Duration> {
    let [nanoseconds] = python.numbers(&arguments)?;
    Some(Duration::from_nanos(nanoseconds as u64))
}
