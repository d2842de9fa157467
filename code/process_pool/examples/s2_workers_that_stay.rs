//! The second idea: workers that stay, with a pipe each way for every one of them.

use std::io::{self, PipeReader, PipeWriter, Read, Write};

use process::{Process, spawn};

const WORKERS: usize = 2;

/// No task, but the word to go home. Closing the pipe would not do: a worker
/// has inherited the writing end of its own inbox, so the inbox never ends.
const END: u64 = u64::MAX;

// ANCHOR: worker
struct Worker {
    orders: PipeWriter,
    results: PipeReader,
    process: Process,
}

impl Worker {
    fn start(task: impl Fn(u64) -> u64 + Send) -> io::Result<Worker> {
        let (mut inbox, orders) = io::pipe()?;
        let (results, mut outbox) = io::pipe()?;
        let process = spawn(move || {
            let mut inbox = || receive(&mut inbox).expect("the parent writes");
            let mut number = inbox();
            while number != END {
                send(&mut outbox, task(number)).expect("the parent reads");
                number = inbox();
            }
        })?;
        Ok(Worker { orders, results, process })
    }
}
// ANCHOR_END: worker

fn send(pipe: &mut PipeWriter, number: u64) -> io::Result<()> {
    pipe.write_all(&number.to_ne_bytes())
}

fn receive(pipe: &mut PipeReader) -> io::Result<u64> {
    let mut bytes = [0; 8];
    pipe.read_exact(&mut bytes)?;
    Ok(u64::from_ne_bytes(bytes))
}

// ANCHOR: main
fn main() -> io::Result<()> {
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        workers.push(Worker::start(|n| n * n * n)?);
    }
    for number in 0..10 {
        let worker = &mut workers[number as usize % WORKERS];
        send(&mut worker.orders, number)?;
    }
    for number in 0..10 {
        let worker = &mut workers[number % WORKERS];
        println!("{number}: {}", receive(&mut worker.results)?);
    }
    for mut worker in workers {
        send(&mut worker.orders, END)?;
        worker.process.join()?;
    }
    Ok(())
}
// ANCHOR_END: main
