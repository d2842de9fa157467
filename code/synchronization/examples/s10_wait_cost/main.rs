//! What waiting for each other costs, beside its neighbors: medians of rounds that take turns.
//! Build it with --release.

use std::hint::black_box;
use std::io;
use std::sync::{Barrier, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use process::spawn;
use synchronization::{Event, Semaphore, barrier};
use test_harness::Python;

const ROUNDS: usize = 5;
const GENERATIONS: u32 = 5_000;
const ALONE: u32 = 100_000;
const COST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/s10_wait_cost/cost.py");
/// Whatever Python there is, for all rounds together.
const PYTHONS_LIMIT: Duration = Duration::from_secs(30);

fn main() -> io::Result<()> {
    let mut python = Python::new(COST, PYTHONS_LIMIT);
    let [mut meeting, mut permit, mut event] = [const { Table::new() }; 3];
    for _ in 0..ROUNDS {
        meeting.add("this barrier", ours()?);
        meeting.add("std's Barrier (threads only)", stds());
        let two = Semaphore::new(2)?;
        permit.add("this semaphore", alone(|| drop(two.acquire())));
        let (free, changed) = (Mutex::new(2), Condvar::new());
        let by_hand = || {
            *changed.wait_while(free.lock().unwrap(), |free| *free == 0).unwrap() -= 1;
            *free.lock().unwrap() += 1;
            changed.notify_one();
        };
        permit.add("std's Mutex and Condvar (threads only)", alone(by_hand));
        let start = Event::new()?;
        let set_and_clear = || {
            start.set();
            start.clear();
        };
        event.add("this event", alone(set_and_clear));
        let (flag, changed) = (Mutex::new(false), Condvar::new());
        let by_hand = || {
            *flag.lock().unwrap() = true;
            changed.notify_all();
            *flag.lock().unwrap() = false;
        };
        event.add("std's Mutex and Condvar (threads only)", alone(by_hand));
        if let Some(theirs) = python.numbers::<4>(&["1000", "10000"]) {
            // The fourth, a look at an event, is for the bench beside other libraries.
            let tables = [&mut meeting, &mut permit, &mut event];
            for (table, nanoseconds) in tables.into_iter().zip(theirs) {
                table.add(python.name(), nanoseconds);
            }
        }
    }
    let why = python.failure().map(ToString::to_string);
    let note = why.map(|why| format!("  {}: not measured: {why}", python.name()));
    meeting.print("a barrier of two, one generation", note.as_deref());
    permit.print("a permit, taken and given back, with no other process", note.as_deref());
    event.print("an event, set and cleared, with no process waiting", note.as_deref());
    Ok(())
}

/// One generation, once both are there.
fn ours() -> io::Result<f64> {
    let mut parties = barrier(2)?;
    let its = parties.pop().expect("there are two");
    let meet = |party: &synchronization::Party| party.wait().expect("both live");
    let other = spawn(move || (0..=GENERATIONS).for_each(|_| _ = meet(&its)))?;
    meet(&parties[0]);
    let begin = Instant::now();
    (0..GENERATIONS).for_each(|_| _ = meet(&parties[0]));
    let took = per_step(begin, GENERATIONS);
    other.join()?;
    Ok(took)
}

fn stds() -> f64 {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| (0..=GENERATIONS).for_each(|_| _ = barrier.wait()));
        barrier.wait();
        let begin = Instant::now();
        (0..GENERATIONS).for_each(|_| _ = barrier.wait());
        per_step(begin, GENERATIONS)
    })
}

fn alone(step: impl Fn()) -> f64 {
    let begin = Instant::now();
    for _ in 0..ALONE {
        black_box(&step)();
    }
    per_step(begin, ALONE)
}

fn per_step(begin: Instant, steps: u32) -> f64 {
    begin.elapsed().as_nanos() as f64 / f64::from(steps)
}

/// What was measured, by what was measured, in the order of the first round.
struct Table {
    rows: Vec<(String, Vec<f64>)>,
}

impl Table {
    const fn new() -> Self {
        Self { rows: Vec::new() }
    }

    fn add(&mut self, name: &str, nanoseconds: f64) {
        match self.rows.iter_mut().find(|(known, _)| known == name) {
            Some((_, all)) => all.push(nanoseconds),
            None => self.rows.push((name.to_owned(), vec![nanoseconds])),
        }
    }

    fn print(mut self, title: &str, note: Option<&str>) {
        println!("{title}:");
        let first = median(&mut self.rows[0].1);
        for (name, all) in &mut self.rows {
            let nanoseconds = median(all);
            println!("  {name:39}{nanoseconds:>9.0} ns {:>7.2} times", nanoseconds / first);
        }
        note.into_iter().for_each(|note| println!("{note}"));
    }
}

fn median(all: &mut [f64]) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
