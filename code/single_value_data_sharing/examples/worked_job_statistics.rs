//! The statistics of a running job in one struct, read by a monitor while two workers change it.
//!
//! An argument, `pass-on`, `repair` or `ignore`, kills a worker in the middle of a change, and
//! says what the others make of it. With `update` the change is made in a way that no kill tears.

use std::process::{ExitCode, abort, exit};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::sleep;
use std::time::Duration;
use std::{env, fmt, io};

use bytemuck::{Pod, Zeroable};
use process::spawn;
use single_value_data_sharing::{Guard, Shared, Value};

// ANCHOR: statistics
/// What the job has done so far. `items` is the sum of `good` and `bad`, always.
#[derive(Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
struct Statistics {
    items: u64,
    good: u64,
    bad: u64,
    bytes: u64,
}

impl Statistics {
    fn count(&mut self, item: &Item, killed: bool) {
        self.items += 1;
        if killed {
            abort(); // Stands for a kill that comes here: `items` is one ahead.
        }
        if item.is_good {
            self.good += 1;
        } else {
            self.bad += 1;
        }
        self.bytes += item.bytes;
    }
}
// ANCHOR_END: statistics

impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { items, good, bad, bytes } = self;
        write!(f, "{items} items, {good} good and {bad} bad, {bytes} bytes")
    }
}

// ANCHOR: policy
/// What to do when a process was killed while it changed the statistics.
#[derive(Clone, Copy)]
enum Policy {
    PassOn,
    Repair,
    Ignore,
    Update,
}

/// A worker was killed halfway through a change.
#[derive(Debug)]
struct Torn;

fn open(job: &Value<Statistics>, policy: Policy) -> Result<Guard<'_, Statistics>, Torn> {
    job.lock().or_else(|poisoned| {
        let mut guard = poisoned.into_inner();
        match policy {
            Policy::PassOn | Policy::Update => Err(Torn),
            Policy::Repair => {
                guard.items = guard.good + guard.bad;
                job.clear_poison();
                Ok(guard)
            }
            Policy::Ignore => Ok(guard),
        }
    })
}
// ANCHOR_END: policy

// ANCHOR: work
const EACH: u64 = 200;

struct Item {
    is_good: bool,
    bytes: u64,
}

/// Stands for work: every seventh item is bad.
fn process_item(number: u64) -> Item {
    sleep(Duration::from_millis(1));
    Item { is_good: !number.is_multiple_of(7), bytes: 100 + number }
}

fn work(job: &Value<Statistics>, policy: Policy, killed_at: Option<u64>) -> Result<(), Torn> {
    for number in 1..=EACH {
        let item = process_item(number); // Without the lock.
        let killed = killed_at == Some(number);
        match policy {
            Policy::Update => job.update(|job| job.count(&item, killed)).map_err(|_| Torn)?,
            _ => open(job, policy)?.count(&item, killed),
        }
    }
    Ok(())
}
// ANCHOR_END: work

// ANCHOR: monitor
/// Prints a line each time that another 100 items are done.
fn monitor(job: &Value<Statistics>, over: &AtomicBool, policy: Policy) -> Result<(), Torn> {
    let mut next = 100;
    loop {
        let is_last_look = over.load(SeqCst);
        let now = *open(job, policy)?; // A copy. The lock is free again after this line.
        while now.items >= next {
            println!("monitor: {now}");
            next += 100;
        }
        if is_last_look {
            return Ok(());
        }
        sleep(Duration::from_millis(5));
    }
}
// ANCHOR_END: monitor

fn main() -> io::Result<ExitCode> {
    let (policy, killed_at) = match env::args().nth(1).as_deref() {
        None => (Policy::PassOn, None),
        Some("pass-on") => (Policy::PassOn, Some(5)),
        Some("repair") => (Policy::Repair, Some(5)),
        Some("ignore") => (Policy::Ignore, Some(5)),
        Some("update") => (Policy::Update, Some(5)),
        Some(_) => return Err(io::Error::other("one of: pass-on, repair, ignore, update")),
    };
    let job = Value::new(Statistics::default())?;
    let over = Shared::new(AtomicBool::new(false))?;

    let watcher = spawn(|| end_with(monitor(&job, &over, policy)))?;
    let first = spawn(|| end_with(work(&job, policy, killed_at)))?;
    let second = spawn(|| end_with(work(&job, policy, None)))?;
    let (first, second) = (first.join()?, second.join()?);
    over.store(true, SeqCst);
    let watcher = watcher.join()?;

    println!("worker 1: {first}\nworker 2: {second}\nmonitor: {watcher}");
    let Ok(job) = open(&job, policy) else {
        println!("the job: torn");
        return Ok(ExitCode::FAILURE);
    };
    println!("the job: {}", *job);
    Ok(ExitCode::SUCCESS)
}

fn end_with(result: Result<(), Torn>) {
    if result.is_err() {
        exit(1);
    }
}
