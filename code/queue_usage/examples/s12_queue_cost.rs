//! What one message costs from process to process, beside its neighbors: medians of repetitions
//! that take turns. Build it with --release.

use std::error::Error;
use std::hint::black_box;
use std::io;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use process::spawn;
use serde_bytes::ByteBuf;

const ROUNDS: usize = 11;
const CAPACITY: usize = 1024;
/// For messages of 1 MiB: what waits should fit into the cache.
const FEW: usize = 4;
const MIB: usize = 1 << 20;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut small = [const { Vec::new() }; 3];
    let mut large = [const { Vec::new() }; 2];
    for _ in 0..ROUNDS {
        small[0].push(queue(CAPACITY, 500_000, |number| number as u64)?);
        small[1].push(crossbeam(500_000)?);
        small[2].extend(python(CAPACITY, 20_000, "number")?);
        large[0].push(queue(FEW, 500, |_| ByteBuf::from(vec![7; MIB]))?);
        large[1].extend(python(FEW, 200, "data")?);
    }
    let names = ["this queue", "crossbeam, two threads", "Python's Queue"];
    report("a u64, in nanoseconds", 1e9, names, small);
    let names = ["this queue", "Python's Queue"];
    report("1 MiB, in microseconds", 1e6, names, large);
    Ok(())
}

fn report<const N: usize>(
    title: &str,
    unit: f64,
    names: [&str; N],
    times: [Vec<Duration>; N],
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
            _ => println!("  {name:<24} not on this machine"),
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

const PYTHON: &str = "
import sys, time
from multiprocessing import Process, Queue

def work(queue, count, what):
    data = bytes(1 << 20)
    for number in range(count + 1):
        queue.put(data if what == 'data' else number)

count = int(sys.argv[1])
queue = Queue(int(sys.argv[3]))
child = Process(target=work, args=(queue, count, sys.argv[2]))
child.start()
queue.get()
start = time.perf_counter_ns()
for _ in range(count):
    queue.get()
print((time.perf_counter_ns() - start) // count)
child.join()
";

/// `None`: there is no python3 here.
fn python(capacity: usize, count: usize, what: &str) -> Result<Option<Duration>> {
    let mut command = Command::new("python3");
    let output = match command
        .args(["-c", PYTHON, &count.to_string(), what, &capacity.to_string()])
        .output()
    {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        output => output?,
    };
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr)).into());
    }
    let nanoseconds = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(Some(Duration::from_nanos(nanoseconds)))
}
