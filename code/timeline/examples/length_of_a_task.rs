//! How long must a task be before it pays to give it away? Tasks of five lengths, given away in four
//! ways, and how many times as fast they are done as one after the other.

use std::hint::black_box;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::{self, available_parallelism};
use std::time::{Duration, Instant};

use process::{Process, spawn};
use process_pool::Pool;
use timeline::{Curves, Mark};
use when_to_use::measure::{Way, medians};

const ROUNDS: usize = 3;
/// In microseconds.
const LENGTHS: [(&str, u64); 5] =
    [("1 µs", 1), ("10 µs", 10), ("100 µs", 100), ("1 ms", 1_000), ("10 ms", 10_000)];

fn main() -> io::Result<()> {
    let turns = turns_per_microsecond();
    let mut curves = [const { Vec::new() }; 4];
    for (_, length) in LENGTHS {
        let task = || compute(turns * length as f64);
        let times = times_as_fast(length, task)?;
        curves.iter_mut().zip(times).for_each(|(curve, times)| curve.push(times));
    }

    let lengths = LENGTHS.map(|(name, length)| (length as f64, name));
    let [thread, process, threads, processes] = &curves;
    let picture = Curves::new("length of a task", "times as fast", &lengths)
        .curve("thread each", Mark::BrokenDot, thread)
        .curve("process each", Mark::BrokenSquare, process)
        .curve("thread pool", Mark::Dot, threads)
        .curve("process pool", Mark::Square, processes)
        .level(1.0);
    print!("{}", picture.draw());
    Ok(())
}

fn times_as_fast(length: u64, task: impl Fn() + Copy + Sync + Send) -> io::Result<[f64; 4]> {
    let workers = available_parallelism()?.get();
    let fewest = workers.max(4);
    let few = (5_000 / length as usize).clamp(fewest, 100);
    let many = (5_000 / length as usize).max(fewest);
    let mut pool = Pool::new(workers, |_: usize| task())?;
    let ways = vec![
        Way::new("one after the other", || one_after_the_other(many, task)),
        Way::new("a thread each", || thread_each(few, workers, task)),
        Way::new("a process each", || process_each(few, workers, task)),
        Way::new("a pool of threads", || pool_of_threads(many, workers, task)),
        Way::new("a pool of processes", || pool.map(0..many).map_err(io::Error::other)),
    ];
    let times = medians(ROUNDS, ways)?.into_iter().map(|timing| timing.median.as_secs_f64());
    let tasks = [many, few, few, many, many];
    let rate: Vec<f64> = times.zip(tasks).map(|(time, tasks)| tasks as f64 / time).collect();
    pool.close()?;
    Ok([1, 2, 3, 4].map(|way| rate[way] / rate[0]))
}

fn one_after_the_other(tasks: usize, task: impl Fn()) -> io::Result<()> {
    (0..tasks).for_each(|_| task());
    Ok(())
}

/// As many at a time as there are workers.
fn thread_each(tasks: usize, workers: usize, task: impl Fn() + Copy + Send) -> io::Result<()> {
    for first in (0..tasks).step_by(workers) {
        thread::scope(|scope| {
            for _ in first..tasks.min(first + workers) {
                scope.spawn(task);
            }
        });
    }
    Ok(())
}

fn process_each(
    tasks: usize,
    workers: usize,
    task: impl Fn() + Copy + Send,
) -> io::Result<()> {
    for first in (0..tasks).step_by(workers) {
        let start = |_| spawn(task);
        let running: Vec<Process> =
            (first..tasks.min(first + workers)).map(start).collect::<io::Result<_>>()?;
        running.into_iter().try_for_each(|child| child.join().map(drop))?;
    }
    Ok(())
}

// ANCHOR: threads
/// The threads help themselves: the next task is a number that each of them can take.
fn pool_of_threads(tasks: usize, workers: usize, task: impl Fn() + Sync) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let work = || {
        while next.fetch_add(1, Relaxed) < tasks {
            task();
        }
    };
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(work);
        }
    });
    Ok(())
}
// ANCHOR_END: threads

/// Work, and not a wait for the clock: who has to share a core takes longer.
fn compute(turns: f64) {
    (0..turns as u64).for_each(|turn| _ = black_box(turn));
}

fn turns_per_microsecond() -> f64 {
    const TURNS: f64 = 1e6;
    let fastest = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        compute(TURNS);
        start.elapsed()
    });
    TURNS / (fastest.min().unwrap_or(Duration::ZERO).as_secs_f64() * 1e6)
}
