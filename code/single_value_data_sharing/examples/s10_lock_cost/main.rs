//! What a lock costs: alone, and when two processes want it all the time.
//!
//! Medians of interleaved rounds, in nanoseconds: 5 rounds, or as many as the argument says.
//! `--release` for numbers that count.

mod sys;

use std::env;
use std::hint::black_box;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed, Ordering::SeqCst};
use std::time::{Duration, Instant};

use process::spawn;
use shared_memory::futex;
use single_value_data_sharing::{Lock, Shared, Value};
use test_harness::Python;

const ROUNDS: u32 = 5;
const ALONE: u32 = 100_000;
const EACH: u64 = 60_000;
const COST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/s10_lock_cost/cost.py");
/// Whatever Python there is, for all rounds together.
const PYTHONS_LIMIT: Duration = Duration::from_secs(30);

fn main() -> io::Result<()> {
    let mut python = Python::new(COST, PYTHONS_LIMIT);
    let mut alone = Table::default();
    let mut large = Table::default();
    let mut together = Table::default();
    let mut theirs = Vec::new();
    for _ in 0..rounds() {
        measure_alone(&mut alone)?;
        measure_large(&mut large)?;
        measure_together(&mut together)?;
        theirs.extend(python.numbers::<2>(&["20000", "30000"]));
    }
    alone.add_all("Lock", &python, theirs.iter().map(|[alone, _]| *alone));
    together.add_all("Lock, Value", &python, theirs.iter().map(|[_, together]| *together));
    alone.print("lock and unlock, no other process wants it");
    large.print("add 1 to one of 512 numbers (4 KiB)");
    together.print("add 1 under the lock, two processes at once");
    Ok(())
}

fn rounds() -> u32 {
    env::args().nth(1).map_or(ROUNDS, |rounds| rounds.parse().expect("a number of rounds"))
}

fn measure_alone(table: &mut Table) -> io::Result<()> {
    let bare = sys::bare_counter()?;
    table.add(
        "the C library's robust mutex",
        alone(|| {
            bare.lock();
            bare.unlock()
        }),
    );
    let lock = Lock::new()?;
    table.add("Lock", alone(|| drop(lock.lock())));
    let value = Value::new(0_u64)?;
    table.add("Value, and add 1", alone(|| *value.lock().unwrap() += 1));
    let update = || value.update(|number| *number += 1).unwrap();
    table.add("Value, add 1 by update", alone(update));
    let mutex = Mutex::new(());
    table.add("std's Mutex (threads only)", alone(|| drop(mutex.lock())));
    let atomic = Shared::new(AtomicU64::new(0))?;
    table.add("fetch_add", alone(|| _ = atomic.fetch_add(1, Relaxed)));
    Ok(())
}

fn measure_large(table: &mut Table) -> io::Result<()> {
    let value = Value::new([0_u64; 512])?;
    table.add("Value, by lock", alone(|| value.lock().unwrap()[7] += 1));
    table.add("Value, by update", alone(|| value.update(|value| value[7] += 1).unwrap()));
    let (old, mut new) = ([1_u64; 512], [0_u64; 512]);
    let begin = Instant::now();
    for _ in 0..ALONE {
        black_box(&mut new).copy_from_slice(black_box(&old));
    }
    table.add("4 KiB copied, and no lock", per_step(begin));
    Ok(())
}

fn per_step(begin: Instant) -> f64 {
    begin.elapsed().as_nanos() as f64 / f64::from(ALONE)
}

fn alone(step: impl Fn()) -> f64 {
    let begin = Instant::now();
    for _ in 0..ALONE {
        black_box(&step)();
    }
    per_step(begin)
}

fn measure_together(table: &mut Table) -> io::Result<()> {
    let bare = sys::bare_counter()?;
    table.add("the C library's robust mutex", together(|| bare.add_one())?);
    assert_eq!(bare.number(), 2 * EACH);
    let value = Value::new(0_u64)?;
    table.add("Value", together(|| *value.lock().unwrap() += 1)?);
    assert_eq!(*value.lock().unwrap(), 2 * EACH);
    let atomic = Shared::new(AtomicU64::new(0))?;
    table.add("fetch_add", together(|| _ = atomic.fetch_add(1, Relaxed))?);
    assert_eq!(atomic.load(Relaxed), 2 * EACH);
    Ok(())
}

/// From the moment at which the first of two processes begins to that at which the last has done.
fn together(step: impl Fn() + Sync) -> io::Result<f64> {
    let arrived = Shared::new(AtomicU32::new(0))?;
    let (begin, end) =
        (Shared::new(AtomicU64::new(u64::MAX))?, Shared::new(AtomicU64::new(0))?);
    let watch = Instant::now();
    let now = || watch.elapsed().as_nanos() as u64;
    let count = || {
        meet(&arrived);
        begin.fetch_min(now(), SeqCst);
        for _ in 0..EACH {
            step();
        }
        end.fetch_max(now(), SeqCst);
    };
    let children = [spawn(count)?, spawn(count)?];
    for child in children {
        assert!(child.join()?.success());
    }
    Ok((end.load(SeqCst) - begin.load(SeqCst)) as f64 / (2 * EACH) as f64)
}

/// Returns once both have come here.
fn meet(arrived: &AtomicU32) {
    arrived.fetch_add(1, SeqCst);
    futex::wake(arrived, u32::MAX);
    loop {
        match arrived.load(SeqCst) {
            2 => return,
            fewer => _ = futex::wait(arrived, fewer, None),
        }
    }
}

/// What was measured, by what was measured, in the order of the first round.
#[derive(Default)]
struct Table {
    rows: Vec<(String, Vec<f64>)>,
    /// What could not be measured, and why.
    note: Option<String>,
}

impl Table {
    fn add(&mut self, name: &str, nanoseconds: f64) {
        match self.rows.iter_mut().find(|(known, _)| known == name) {
            Some((_, all)) => all.push(nanoseconds),
            None => self.rows.push((name.to_owned(), vec![nanoseconds])),
        }
    }

    fn add_all(&mut self, what: &str, python: &Python, times: impl Iterator<Item = f64>) {
        let name = format!("{what} of {}", python.name());
        times.for_each(|nanoseconds| self.add(&name, nanoseconds));
        let is_missing = !self.rows.iter().any(|(known, _)| *known == name);
        let why = python.failure().filter(|_| is_missing);
        self.note = why.map(|why| format!("{name:30} not measured: {why}"));
    }

    fn print(mut self, title: &str) {
        println!("{title}:");
        let first = median(&mut self.rows[0].1);
        for (name, all) in &mut self.rows {
            let nanoseconds = median(all);
            println!("  {name:30} {nanoseconds:>7.1} ns {:>6.2} times", nanoseconds / first);
        }
        self.note.into_iter().for_each(|note| println!("  {note}"));
    }
}

fn median(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
