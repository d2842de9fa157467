//! Workers that share one pipe of tasks take whatever is next, so none is idle while another has a
//! heap of work. A task is two reads long, so there is a lock: a worker may read
//! while it holds a token. One worker dies with the token in its hands.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::process::abort;
use std::time::Duration;

use process::spawn;

const TASKS: u64 = 10;
const LIMIT: Duration = Duration::from_secs(2);

// ANCHOR: worker
/// The pipes that all workers share. The token is one byte in a pipe: to take it is to read it.
struct Pipes {
    orders: PipeReader,
    token: (PipeReader, PipeWriter),
    results: PipeWriter,
}

impl Pipes {
    fn work(&self) -> io::Result<()> {
        loop {
            let mut token = [0];
            (&self.token.0).read_exact(&mut token)?;
            let order = self.next_order()?;
            (&self.token.1).write_all(&token)?;
            let cube = order * order * order;
            (&self.results).write_all(&cube.to_ne_bytes())?;
        }
    }

    fn next_order(&self) -> io::Result<u64> {
        let (mut length, mut number) = ([0; 1], [0; 8]);
        (&self.orders).read_exact(&mut length)?;
        (&self.orders).read_exact(&mut number[..length[0].into()])?;
        if number[0] == 3 {
            abort(); // As if the kernel had run out of memory just here.
        }
        Ok(u64::from_le_bytes(number))
    }
}
// ANCHOR_END: worker

// ANCHOR: call
/// Starts three workers, hands out the tasks and waits for as many results.
fn map(mut found: PipeWriter) -> io::Result<()> {
    let (orders, mut to_workers) = io::pipe()?;
    let (mut from_workers, results) = io::pipe()?;
    let token = io::pipe()?;
    (&token.1).write_all(b"t")?;
    let shared = Pipes { orders, token, results };
    let work = || shared.work().expect("the pipes stay open");
    let _workers = [spawn(work)?, spawn(work)?, spawn(work)?];

    for number in 0..TASKS {
        to_workers.write_all(&[1, number as u8])?;
    }
    for _ in 0..TASKS {
        let mut cube = [0; 8];
        from_workers.read_exact(&mut cube)?;
        found.write_all(&cube)?;
    }
    Ok(())
}
// ANCHOR_END: call

// ANCHOR: main
fn main() -> io::Result<()> {
    let (mut cubes, found) = io::pipe()?;
    let mut caller = spawn(move || map(found).expect("pipes"))?;
    match caller.join_timeout(LIMIT)? {
        Some(ended) => println!("the caller ended with {ended}"),
        None => println!("the caller still waits after {LIMIT:?}"),
    }
    caller.kill()?; // Its workers go with it.
    let mut bytes = Vec::new();
    cubes.read_to_end(&mut bytes)?;
    let cubes = bytes.chunks_exact(8).map(|cube| u64::from_ne_bytes(cube.try_into().unwrap()));
    let mut cubes: Vec<u64> = cubes.collect();
    cubes.sort();
    println!("it had {} of {TASKS} results: {cubes:?}", cubes.len());
    Ok(())
}
// ANCHOR_END: main
