//! What a pool costs, beside its neighbors: medians of rounds that take turns, so that whatever
//! else the machine does meets them all. To be run with `--release`.

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use process::{Process, spawn};
use process_pool::Pool;
use rayon::prelude::*;
use test_harness::Python;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const MANY: u64 = 1_000_000;
const ECHOES: u64 = 2_000;
const LONG: u64 = 1_000;

/// What Python's program measures: the first call of a pool, and the next.
const COST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pool/cost.py");
/// Whatever Python there is, for all rounds of a table together.
const PYTHONS_LIMIT: Duration = Duration::from_secs(120);

/// Times one round, in nanoseconds for each task; `None` where the peer is not there.
type Contestant<'a> = (&'a str, Box<dyn FnMut() -> Result<Option<f64>> + 'a>);

fn main() -> Result<()> {
    let rounds = env::args().nth(1).map_or(Ok(9), |rounds| rounds.parse())?;
    println!("{MANY} cubes through two workers, nanoseconds for each:");
    many(rounds)?;
    println!("the same as the first call of a process:");
    first(rounds)?;
    println!("one task there and back, nanoseconds:");
    one(4 * rounds)?;
    println!("{LONG} tasks of about 100 microseconds, nanoseconds for each:");
    long_ones(rounds)
}

fn many(rounds: usize) -> Result<()> {
    let mut rayon = Rayon::start()?;
    let mut pool = Pool::new(2, cube)?;
    let mut python = Python::new(COST, PYTHONS_LIMIT);
    let own = || per(MANY, || Ok(pool.map(0..MANY)?)).map(Some);
    let contestants: Vec<Contestant> = vec![
        ("process_pool", Box::new(own)),
        ("rayon, two threads", Box::new(|| rayon.round().map(Some))),
        (PYTHONS, Box::new(|| Ok(pythons(&mut python).map(|[_, next]| next)))),
    ];
    compare(rounds, contestants)?;
    who_that_was(&python);
    Ok(())
}

/// What a program sees that maps once: nothing is warm, neither caches nor the allocator.
fn first(rounds: usize) -> Result<()> {
    let mut python = Python::new(COST, PYTHONS_LIMIT);
    let own = || {
        let mut pool = Pool::new(2, cube)?;
        per(MANY, || Ok(pool.map(0..MANY)?))
    };
    let contestants: Vec<Contestant> = vec![
        ("process_pool", Box::new(|| in_a_child(own).map(Some))),
        ("rayon, two threads", Box::new(|| Rayon::start()?.round().map(Some))),
        (PYTHONS, Box::new(|| Ok(pythons(&mut python).map(|[first, _]| first)))),
    ];
    compare(rounds, contestants)?;
    who_that_was(&python);
    Ok(())
}

const PYTHONS: &str = "Python's Pool(2).map";

/// What Python's program measures in one round, if there is a Python that does.
fn pythons(python: &mut Python) -> Option<[f64; 2]> {
    python.numbers(&[&MANY.to_string()])
}

fn who_that_was(python: &Python) {
    match python.failure() {
        Some(failure) => println!("  ({}: {failure})", python.name()),
        None => println!("  ({})", python.name()),
    }
}

/// What `work` measures in a child of its own.
fn in_a_child(work: impl FnOnce() -> Result<f64> + Send) -> Result<f64> {
    let (mut ours, mut theirs) = UnixStream::pair()?;
    let child = spawn(move || {
        let time = work().expect("a pool works");
        theirs.write_all(&time.to_ne_bytes()).expect("the parent listens");
    })?;
    let mut time = [0; 8];
    ours.read_exact(&mut time)?;
    child.join()?;
    Ok(f64::from_ne_bytes(time))
}

fn one(rounds: usize) -> Result<()> {
    let mut pool = Pool::new(1, cube)?;
    let mut echo = Echo::start()?;
    let own = || {
        per(ECHOES, || (0..ECHOES).map(|n| Ok(pool.map([n])?)).collect::<Result<Vec<_>>>())
            .map(Some)
    };
    let contestants: Vec<Contestant> = vec![
        ("process_pool", Box::new(own)),
        ("a byte through a socket pair", Box::new(|| echo.round().map(Some))),
    ];
    compare(rounds, contestants)
}

fn long_ones(rounds: usize) -> Result<()> {
    let mut pool = Pool::new(2, long)?;
    let own = || per(LONG, || Ok(pool.map(0..LONG)?)).map(Some);
    let alone = || per(LONG, || Ok((0..LONG).map(long).max())).map(Some);
    let contestants: Vec<Contestant> = vec![
        ("process_pool", Box::new(own)),
        ("two forks, half each", Box::new(|| per(LONG, two_forks).map(Some))),
        ("one process", Box::new(alone)),
    ];
    compare(rounds, contestants)
}

fn cube(n: u64) -> u64 {
    n.wrapping_mul(n).wrapping_mul(n)
}

/// One body for all: inlined, it is another loop for each of them, of another speed.
#[inline(never)]
fn long(n: u64) -> u64 {
    (0..250_000).fold(n, |sum, k| sum ^ black_box(k))
}

fn two_forks() -> Result<()> {
    let half = |from| move || _ = black_box((from..LONG).step_by(2).map(long).max());
    let both = [spawn(half(0))?, spawn(half(1))?];
    for child in both {
        child.join()?;
    }
    Ok(())
}

fn per<T>(count: u64, work: impl FnOnce() -> Result<T>) -> Result<f64> {
    let start = Instant::now();
    let made = work()?;
    let time = start.elapsed();
    drop(black_box(made));
    Ok(time.as_nanos() as f64 / count as f64)
}

/// Lets them take turns, and prints the median of each, and of its ratio to the first.
fn compare(rounds: usize, mut contestants: Vec<Contestant>) -> Result<()> {
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..=rounds {
        for (times, (_, round)) in times.iter_mut().zip(&mut contestants) {
            times.extend(round()?);
        }
    }
    for times in &mut times {
        *times = times.split_off(times.len().min(1)); // The first round warms up.
    }
    for (own, (name, _)) in times.iter().zip(&contestants) {
        if own.is_empty() {
            println!("  {name:<30} not measured");
            continue;
        }
        let ratios = own.iter().zip(&times[0]).map(|(own, first)| own / first);
        let (time, ratio) = (median(own.clone()), median(ratios.collect()));
        println!("  {name:<30} {time:>12.1}   x {ratio:.2}");
    }
    Ok(())
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Rayon starts threads, after which nothing can be forked: it gets a process of its own.
struct Rayon {
    line: UnixStream,
    _process: Process,
}

impl Rayon {
    fn start() -> Result<Rayon> {
        let (line, theirs) = UnixStream::pair()?;
        let _process = spawn(move || drop(Rayon::serve(theirs)))?;
        Ok(Rayon { line, _process })
    }

    fn serve(mut line: UnixStream) -> Result<()> {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(2).build()?;
        while line.read(&mut [0])? == 1 {
            let cubes = || -> Vec<u64> { (0..MANY).into_par_iter().map(cube).collect() };
            let time = per(MANY, || Ok(threads.install(cubes)))?;
            line.write_all(&time.to_ne_bytes())?;
        }
        Ok(())
    }

    fn round(&mut self) -> Result<f64> {
        self.line.write_all(&[1])?;
        let mut time = [0; 8];
        self.line.read_exact(&mut time)?;
        Ok(f64::from_ne_bytes(time))
    }
}

impl Drop for Rayon {
    fn drop(&mut self) {
        let _ = self._process.kill(); // Other children hold its line open.
    }
}

/// A child that sends each byte back.
struct Echo {
    line: UnixStream,
    process: Process,
}

impl Echo {
    fn start() -> Result<Echo> {
        let (line, mut theirs) = UnixStream::pair()?;
        let process = spawn(move || {
            let mut byte = [0];
            while theirs.read(&mut byte).is_ok_and(|count| count == 1) {
                let _ = theirs.write(&byte);
            }
        })?;
        Ok(Echo { line, process })
    }

    fn round(&mut self) -> Result<f64> {
        per(ECHOES, || {
            for _ in 0..ECHOES {
                self.line.write_all(&[1])?;
                self.line.read_exact(&mut [0])?;
            }
            Ok(())
        })
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}
