//! What waiting for each other costs between processes, beside the tools that other crates have for threads: medians
//! of rounds that take turns, so that whatever else the machine does meets them all. To be run with `--release`.

#[path = "../contest.rs"]
#[expect(dead_code, reason = "the other benches use the rest")]
mod contest;

use std::cell::RefCell;
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use process::spawn;
use synchronization::{Event, Party, Semaphore, barrier};
use test_harness::Python;
use tokio::runtime::Builder;
use tokio::sync::{self, watch};

use contest::{Contestant, Result, compare, per, who_that_was};

const GENERATIONS: u64 = 20_000;
const ALONE: u64 = 500_000;

const COST: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../synchronization/examples/s10_wait_cost/cost.py");
const PYTHONS_GENERATIONS: &str = "2000";
const PYTHONS_STEPS: &str = "20000";
const PYTHONS_LIMIT: Duration = Duration::from_secs(120);

/// What Python's program prints.
const OF_BARRIER: usize = 0;
const OF_PERMIT: usize = 1;
const OF_SETTING: usize = 2;
const OF_LOOK: usize = 3;

fn main() -> Result<()> {
    let rounds = contest::rounds();
    let python = RefCell::new(Python::new(COST, PYTHONS_LIMIT));
    println!("a barrier of two, nanoseconds for one generation:");
    meetings(rounds, &python)?;
    println!("a permit, taken and given back, with no other process or thread, nanoseconds:");
    permits(rounds, &python)?;
    println!("an event, set and cleared, that nothing waits for, nanoseconds:");
    settings(rounds, &python)?;
    println!("a look whether an event is set, nanoseconds:");
    looks(rounds, &python)?;
    who_that_was(&python.borrow());
    Ok(())
}

fn meetings(rounds: usize, python: &RefCell<Python>) -> Result<()> {
    let contestants: Vec<Contestant> = vec![
        ("barrier, between processes", Box::new(|| ours().map(Some))),
        ("std's Barrier", Box::new(|| Ok(Some(stds())))),
        ("CPython's Barrier", pythons(python, OF_BARRIER)),
    ];
    compare(rounds, contestants)
}

/// One generation, once both are there.
fn ours() -> Result<f64> {
    let mut parties = barrier(2)?;
    let its = parties.pop().expect("there are two");
    let meet = |party: &Party| party.wait().expect("both live");
    let other = spawn(move || (0..=GENERATIONS).for_each(|_| _ = meet(&its)))?;
    meet(&parties[0]);
    let begin = Instant::now();
    (0..GENERATIONS).for_each(|_| _ = meet(&parties[0]));
    let took = begin.elapsed();
    other.join()?;
    Ok(took.as_nanos() as f64 / GENERATIONS as f64)
}

fn stds() -> f64 {
    let barrier = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| (0..=GENERATIONS).for_each(|_| _ = barrier.wait()));
        barrier.wait();
        let begin = Instant::now();
        (0..GENERATIONS).for_each(|_| _ = barrier.wait());
        begin.elapsed().as_nanos() as f64 / GENERATIONS as f64
    })
}

fn permits(rounds: usize, python: &RefCell<Python>) -> Result<()> {
    let (ours, theirs) = (Semaphore::new(2)?, sync::Semaphore::new(2));
    let runtime = Builder::new_current_thread().build()?;
    let (free, changed) = (Mutex::new(2), Condvar::new());
    let by_hand = move || {
        let mut guard = free.lock();
        changed.wait_while(&mut guard, |free| *free == 0);
        *guard -= 1;
        drop(guard);
        *free.lock() += 1;
        changed.notify_one();
    };
    let awaited = || {
        let steps = async {
            for _ in 0..ALONE {
                drop(black_box(&theirs).acquire().await?);
            }
            Ok(())
        };
        per(ALONE, || runtime.block_on(steps)).map(Some)
    };
    let contestants: Vec<Contestant> = vec![
        ("Semaphore, between processes", alone(|| drop(ours.acquire()))),
        ("tokio's, try_acquire", alone(|| drop(theirs.try_acquire()))),
        ("tokio's, acquire().await", Box::new(awaited)),
        ("parking_lot, by hand", alone(by_hand)),
        ("CPython's Semaphore", pythons(python, OF_PERMIT)),
    ];
    compare(rounds, contestants)
}

fn settings(rounds: usize, python: &RefCell<Python>) -> Result<()> {
    let (event, (sender, _receiver)) = (Event::new()?, watch::channel(false));
    let (flag, changed) = (Mutex::new(false), Condvar::new());
    let ours = || {
        event.set();
        event.clear();
    };
    let watched = || {
        sender.send_replace(true);
        sender.send_replace(false);
    };
    let by_hand = || {
        *flag.lock() = true;
        changed.notify_all();
        *flag.lock() = false;
    };
    let contestants: Vec<Contestant> = vec![
        ("Event, between processes", alone(ours)),
        ("tokio's watch", alone(watched)),
        ("parking_lot, by hand", alone(by_hand)),
        ("CPython's Event", pythons(python, OF_SETTING)),
    ];
    compare(rounds, contestants)
}

fn looks(rounds: usize, python: &RefCell<Python>) -> Result<()> {
    let (event, (_sender, receiver)) = (Event::new()?, watch::channel(false));
    let flag = Mutex::new(false);
    let contestants: Vec<Contestant> = vec![
        ("Event, between processes", alone(|| _ = black_box(event.is_set()))),
        ("tokio's watch", alone(|| _ = black_box(*receiver.borrow()))),
        ("parking_lot, by hand", alone(|| _ = black_box(*flag.lock()))),
        ("CPython's Event", pythons(python, OF_LOOK)),
    ];
    compare(rounds, contestants)
}

fn alone<'a>(step: impl Fn() + 'a) -> Box<dyn FnMut() -> Result<Option<f64>> + 'a> {
    let steps = move || (0..ALONE).for_each(|_| black_box(&step)());
    Box::new(move || {
        per(ALONE, || {
            steps();
            Ok(())
        })
        .map(Some)
    })
}

fn pythons<'a>(
    python: &'a RefCell<Python>,
    place: usize,
) -> Box<dyn FnMut() -> Result<Option<f64>> + 'a> {
    Box::new(move || {
        let numbers = [PYTHONS_GENERATIONS, PYTHONS_STEPS];
        let times: Option<[f64; 4]> = python.borrow_mut().numbers(&numbers);
        Ok(times.map(|times| times[place]))
    })
}
