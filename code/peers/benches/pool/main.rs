//! What a pool costs, beside its neighbors: medians of rounds that take turns, so that whatever
//! else the machine does meets them all. To be run with `--release`.

#[path = "../contest.rs"]
mod contest;

use std::hint::black_box;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use process::{Process, spawn};
use process_pool::Pool;
use rayon::prelude::*;
use test_harness::Python;

use contest::{Contestant, Result, compare, long, per, who_that_was};

const MANY: u64 = 1_000_000;
const ECHOES: u64 = 2_000;
const LONG: u64 = 1_000;

/// What Python's program measures: the first call of a pool, and the next.
const COST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/pool/cost.py");
/// Whatever Python there is, for all rounds of a table together.
const PYTHONS_LIMIT: Duration = Duration::from_secs(120);

fn main() -> Result<()> {
    let rounds = contest::rounds();
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

fn two_forks() -> Result<()> {
    let half = |from| move || _ = black_box((from..LONG).step_by(2).map(long).max());
    let both = [spawn(half(0))?, spawn(half(1))?];
    for child in both {
        child.join()?;
    }
    Ok(())
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
