//! What a task costs that any thread may hand in, beside its neighbors: medians of rounds that take
//! turns, so that whatever else the machine does meets them all. To be run with `--release`.

#[path = "../contest.rs"]
mod contest;

use std::thread;
use std::time::Duration;

use executor::Executor;
use process_pool::Pool;
use test_harness::Python;
use tokio::runtime::Runtime;

use contest::{Contestant, Result, compare, long, per, who_that_was};

const TOGETHER: u64 = 100_000;
const ALONE: u64 = 2_000;
const LONG: u64 = 2_000;
const THREADS: u64 = 8;

/// Python's program: so many tasks, and a tenth of them one by one.
const COST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/executor/cost.py");
const PYTHONS_TASKS: &str = "5000";
const PYTHONS_LIMIT: Duration = Duration::from_secs(120);

/// What is made while there is one thread, and used from then on.
struct Field<'p> {
    cubes: Executor<u64, u64>,
    longs: Executor<u64, u64>,
    pool: Pool<'p, u64, u64>,
    long_pool: Pool<'p, u64, u64>,
}

fn main() -> Result<()> {
    procspawn::init();
    let rounds = contest::rounds();
    let mut field = Field {
        cubes: Executor::new(2, cube)?,
        longs: Executor::new(2, long)?,
        pool: Pool::new(2, cube)?,
        long_pool: Pool::new(2, long)?,
    };
    let runtime = Runtime::new()?;
    println!("one task there and back, nanoseconds:");
    alone(rounds, &mut field, &runtime)?;
    println!("{LONG} tasks of about 100 microseconds, nanoseconds for each:");
    long_ones(rounds, &mut field)?;
    println!("{TOGETHER} cubes through two workers, nanoseconds for each:");
    together(rounds, &field)?;
    println!("{TOGETHER} submissions from {THREADS} threads, nanoseconds for each:");
    submissions(rounds, &field.cubes)
}

fn cube(n: u64) -> u64 {
    n.wrapping_mul(n).wrapping_mul(n)
}

fn alone(rounds: usize, field: &mut Field, runtime: &Runtime) -> Result<()> {
    let Field { cubes, pool, .. } = field;
    let own = || {
        let each = (0..ALONE).map(|n| Ok(cubes.submit(n).wait()?));
        per(ALONE, || each.collect::<Result<Vec<_>>>()).map(Some)
    };
    let pools = || {
        per(ALONE, || (0..ALONE).map(|n| Ok(pool.map([n])?)).collect::<Result<Vec<_>>>())
            .map(Some)
    };
    let blocking = || {
        let each = async {
            for n in 0..ALONE {
                tokio::task::spawn_blocking(move || cube(n)).await?;
            }
            Ok(())
        };
        per(ALONE, || runtime.block_on(each)).map(Some)
    };
    let contestants: Vec<Contestant> = vec![
        ("executor", Box::new(own)),
        ("process_pool", Box::new(pools)),
        ("tokio's spawn_blocking", Box::new(blocking)),
    ];
    compare(4 * rounds, contestants)
}

fn long_ones(rounds: usize, field: &mut Field) -> Result<()> {
    let Field { longs, long_pool, .. } = field;
    let own = || per(LONG, || all(longs, LONG)).map(Some);
    let pools = || per(LONG, || Ok(long_pool.map(0..LONG)?)).map(Some);
    let contestants: Vec<Contestant> =
        vec![("executor", Box::new(own)), ("process_pool", Box::new(pools))];
    compare(rounds, contestants)
}

fn together(rounds: usize, field: &Field) -> Result<()> {
    let procspawns = procspawn::Pool::new(2)?;
    let mut python = Python::new(COST, PYTHONS_LIMIT);
    let own = || per(TOGETHER, || all(&field.cubes, TOGETHER)).map(Some);
    let theirs = || per(ALONE, || by_procspawn(&procspawns)).map(Some);
    let pythons = || {
        let times: Option<[f64; 2]> = python.numbers(&[PYTHONS_TASKS]);
        Ok(times.map(|[together, _]| together))
    };
    let contestants: Vec<Contestant> = vec![
        ("executor", Box::new(own)),
        ("procspawn's Pool", Box::new(theirs)),
        ("ProcessPoolExecutor.submit", Box::new(pythons)),
    ];
    compare(rounds, contestants)?;
    who_that_was(&python);
    procspawns.shutdown();
    Ok(())
}

fn all(executor: &Executor<u64, u64>, count: u64) -> Result<Vec<u64>> {
    let tickets: Vec<_> = (0..count).map(|n| executor.submit(n)).collect();
    tickets.into_iter().map(|ticket| Ok(ticket.wait()?)).collect()
}

fn by_procspawn(pool: &procspawn::Pool) -> Result<Vec<u64>> {
    let handles: Vec<_> = (0..ALONE).map(|n| pool.spawn(n, cube)).collect();
    handles.into_iter().map(|handle| Ok(handle.join()?)).collect()
}

/// The time until all are handed in; they are done before the next round begins.
fn submissions(rounds: usize, executor: &Executor<u64, u64>) -> Result<()> {
    let own = || {
        let mut tickets = Vec::new();
        let time = per(TOGETHER, || {
            tickets = from_threads(executor);
            Ok(())
        });
        for ticket in tickets {
            ticket.wait()?;
        }
        time.map(Some)
    };
    compare(rounds, vec![("executor", Box::new(own))])
}

fn from_threads(executor: &Executor<u64, u64>) -> Vec<executor::Ticket<u64>> {
    let some = || (0..TOGETHER / THREADS).map(|n| executor.submit(n)).collect::<Vec<_>>();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(some)).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("it submits")).collect()
    })
}
