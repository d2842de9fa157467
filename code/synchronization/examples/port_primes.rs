//! Primes, round by round, until there are enough of them: the counterpart of `port_primes.py`.
//! With an argument, the worker of that number is killed in the second round.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{abort, id};
use std::{array, env};

use bytemuck::{Pod, Zeroable};
use process::spawn;
use single_value_data_sharing::Value;
use synchronization::{Broken, Condvar, Event, Party, Semaphore, barrier};

// ANCHOR: search
const WORKERS: usize = 4;
const BLOCK: usize = 500;
const ENOUGH: u32 = 1000;
const MOST_ROUNDS: usize = 100;

fn is_prime(number: usize) -> bool {
    number > 1 && (2..=number.isqrt()).all(|n| !number.is_multiple_of(n))
}

#[derive(Clone, Copy, Pod, Zeroable)]
#[repr(C)]
struct Progress {
    found: [u32; MOST_ROUNDS],
    rounds: u32,
    has_failed: u32,
}

struct Search {
    folder: PathBuf,
    progress: Value<Progress>,
    changed: Condvar,
    enough: Event,
    disk: Semaphore,
    victim: Option<usize>,
}

fn save(path: &Path, primes: &[usize]) -> io::Result<()> {
    let mut file = File::options().create(true).append(true).open(path)?;
    let lines: String = primes.iter().map(|prime| format!("{prime}\n")).collect();
    file.write_all(lines.as_bytes())
}
// ANCHOR_END: search

// ANCHOR: work
fn finish(search: &Search, round: usize) {
    let mut progress = search.progress.lock().unwrap();
    progress.rounds = round as u32 + 1;
    search.changed.notify_one();
    if progress.found.iter().sum::<u32>() >= ENOUGH {
        search.enough.set();
    }
}

fn work(search: &Search, worker: usize, party: &Party) -> Result<(), Broken> {
    for round in 0..MOST_ROUNDS {
        let first = (round * WORKERS + worker) * BLOCK;
        let primes = Vec::from_iter((first..first + BLOCK).filter(|&n| is_prime(n)));
        if round == 1 && search.victim == Some(worker) {
            abort();
        }
        {
            let _permit = search.disk.acquire();
            save(&search.folder.join(worker.to_string()), &primes).expect("room for a file");
        }
        search.progress.lock().unwrap().found[round] += primes.len() as u32;
        if party.wait()?.is_leader() {
            finish(search, round);
        }
        party.wait()?;
        if search.enough.is_set() {
            break;
        }
    }
    Ok(())
}
// ANCHOR_END: work

// ANCHOR: broken
fn work_or_tell(search: &Search, worker: usize, party: &Party) {
    if work(search, worker, party).is_err() {
        search.progress.lock().unwrap().has_failed = 1;
        search.changed.notify_one();
    }
}
// ANCHOR_END: broken

// ANCHOR: follow
fn follow(search: &Search) {
    let mut total = 0;
    for round in 0..MOST_ROUNDS {
        let is_open = |progress: &mut Progress| {
            progress.rounds as usize <= round && progress.has_failed == 0
        };
        let progress = search.progress.lock().unwrap();
        let progress = search.changed.wait_while(progress, is_open).unwrap();
        if progress.rounds as usize <= round {
            println!("round {}: a worker has died", round + 1);
            return;
        }
        total += progress.found[round];
        println!("round {}: {total} primes", round + 1);
        if total >= ENOUGH {
            return;
        }
    }
}
// ANCHOR_END: follow

// ANCHOR: main
fn run(search: &Search) -> io::Result<()> {
    let mut workers = Vec::new();
    for (worker, party) in barrier(WORKERS)?.into_iter().enumerate() {
        workers.push(spawn(move || work_or_tell(search, worker, &party))?);
    }
    follow(search);
    for worker in workers {
        worker.join()?;
    }
    let paths: [PathBuf; WORKERS] =
        array::from_fn(|worker| search.folder.join(worker.to_string()));
    let files = paths.map(fs::read_to_string).into_iter().collect::<Result<Vec<_>, _>>()?;
    let lines: usize = files.iter().map(|file| file.lines().count()).sum();
    println!("{lines} primes in {} files", files.len());
    Ok(())
}

fn main() -> io::Result<()> {
    let search = Search {
        folder: env::temp_dir().join(format!("primes-{}", id())),
        progress: Value::new(Progress::zeroed())?,
        changed: Condvar::new()?,
        enough: Event::new()?,
        disk: Semaphore::new(2)?,
        victim: env::args().nth(1).map(|worker| worker.parse().expect("a number")),
    };
    fs::create_dir(&search.folder)?;
    let result = run(&search);
    fs::remove_dir_all(&search.folder)?;
    result
}
// ANCHOR_END: main
