//! What a lock costs: alone, and when two processes want it all the time.
//!
//! Medians of interleaved rounds, in nanoseconds: 5 rounds, or as many as the argument says.
//! `--release` for numbers that count.

mod sys;

use std::env;
use std::hint::black_box;
use std::io;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed, Ordering::SeqCst};
use std::time::Instant;

use process::spawn;
use shared_memory::futex;
use single_value_data_sharing::{Lock, Shared, Value};

const ROUNDS: u32 = 5;
const ALONE: u32 = 1_000_000;
const EACH: u64 = 500_000;

fn main() -> io::Result<()> {
    let mut alone = Table::default();
    let mut together = Table::default();
    for _ in 0..rounds() {
        measure_alone(&mut alone)?;
        measure_together(&mut together)?;
        measure_python(&mut alone, &mut together);
    }
    alone.print("lock and unlock, nobody else wants it");
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
    let mutex = Mutex::new(());
    table.add("std's Mutex (threads only)", alone(|| drop(mutex.lock())));
    let atomic = Shared::new(AtomicU64::new(0))?;
    table.add("fetch_add", alone(|| _ = atomic.fetch_add(1, Relaxed)));
    Ok(())
}

fn alone(step: impl Fn()) -> f64 {
    let begin = Instant::now();
    for _ in 0..ALONE {
        black_box(&step)();
    }
    begin.elapsed().as_nanos() as f64 / f64::from(ALONE)
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

fn together(step: impl Fn() + Sync) -> io::Result<f64> {
    let start = Shared::new(AtomicU32::new(0))?;
    let count = || {
        meet(&start);
        for _ in 0..EACH {
            step();
        }
    };
    let children = [spawn(count)?, spawn(count)?];
    meet(&start);
    let begin = Instant::now();
    for child in children {
        assert!(child.join()?.success());
    }
    Ok(begin.elapsed().as_nanos() as f64 / (2 * EACH) as f64)
}

/// Returns once all three have come here.
fn meet(arrived: &AtomicU32) {
    arrived.fetch_add(1, SeqCst);
    futex::wake(arrived, u32::MAX);
    loop {
        match arrived.load(SeqCst) {
            3 => return,
            fewer => _ = futex::wait(arrived, fewer, None),
        }
    }
}

fn measure_python(alone: &mut Table, together: &mut Table) {
    let run = Command::new("python3").args(["-c", include_str!("cost.py")]).output();
    let Ok(output) = run else { return };
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().filter_map(|word| word.parse().ok());
    if let (Some(one), Some(two)) = (numbers.next(), numbers.next()) {
        alone.add("CPython's Lock", one);
        together.add("CPython's Lock and Value", two);
    }
}

/// What was measured, by what was measured, in the order of the first round.
#[derive(Default)]
struct Table(Vec<(&'static str, Vec<f64>)>);

impl Table {
    fn add(&mut self, name: &'static str, nanoseconds: f64) {
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, all)) => all.push(nanoseconds),
            None => self.0.push((name, vec![nanoseconds])),
        }
    }

    fn print(mut self, title: &str) {
        println!("{title}:");
        let first = median(&mut self.0[0].1);
        for (name, all) in &mut self.0 {
            let nanoseconds = median(all);
            println!("  {name:30} {nanoseconds:>7.1} ns {:>6.2} times", nanoseconds / first);
        }
    }
}

fn median(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
