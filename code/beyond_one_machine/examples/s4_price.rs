//! What a message costs: between processes through a queue, between ranks of one host, and
//! between ranks of two hosts, which are one machine under two addresses.

use std::env;
use std::error::Error;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use beyond_one_machine::ROWS;
use mpi::traits::{Communicator, Destination, Source};
use process::spawn;
use queue_usage::bounded;
use serde_bytes::ByteBuf;
use together::{Scene, Size, Span};

/// The fastest of so many rounds counts.
const ROUNDS: usize = 3;

/// Orders in a round, each with its answer.
const ORDERS: usize = 2_000;

/// A rank's answer: the pixels of a tile of 640 pixels a row.
const TILE: usize = 640 * ROWS as usize * 3;

/// What an order and its answer took, if the answer has 8 bytes, and if it has a tile's.
type Prices = [Duration; 2];

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

fn main() -> Result<(), Box<dyn Error>> {
    if env::args().len() > 1 {
        return rank();
    }
    let mut best = [[Duration::MAX; 2]; 3];
    for _ in 0..ROUNDS {
        for (best, prices) in best.iter_mut().zip([queue()?, ranks(1)?, ranks(2)?]) {
            *best = [best[0].min(prices[0]), best[1].min(prices[1])];
        }
    }
    println!("{:18} {:>11}  {TILE} bytes", "there and back", "8 bytes");
    let names = ["two queues", "ranks, one host", "ranks, two hosts"];
    for (name, [small, tile]) in names.iter().zip(best) {
        println!("{name:18} {:8.1} us  {:8.1} us", micros(small), micros(tile));
    }
    let painting = micros(paint_a_tile());
    let many = painting / micros(best[2][1]);
    println!("a tile is painted in {painting:.0} us: rank 0 could serve {many:.0} ranks");
    Ok(())
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

// ANCHOR: measure
/// Sends orders, and waits for the answer to each. Half of them took no longer than this.
fn measure(order: impl Fn(u32), answer: impl Fn() -> usize) -> Prices {
    [8, TILE].map(|len| {
        let mut times = [Duration::MAX; ORDERS];
        for time in &mut times {
            let begun = Instant::now();
            order(len as u32);
            assert_eq!(answer(), len);
            *time = begun.elapsed();
        }
        times.sort_unstable();
        times[ORDERS / 2]
    })
}
// ANCHOR_END: measure

fn queue() -> Result<Prices, Box<dyn Error>> {
    let (orders, inbox) = bounded::<u32>(8)?;
    let (answers, results) = bounded::<ByteBuf>(8)?;
    let child = spawn(move || {
        for len in inbox {
            answers.send(ByteBuf::from(vec![7; len as usize])).expect("the parent reads it");
        }
    })?;
    let order = |len| orders.send(len).expect("the child takes it");
    let prices = measure(order, || results.recv().expect("the child answers").len());
    drop(orders);
    child.join()?;
    Ok(prices)
}

/// By two ranks on so many hosts.
fn ranks(hosts: usize) -> Result<Prices, Box<dyn Error>> {
    let mut job = Command::new("mpiexec");
    if hosts == 2 {
        job.args(["-f", &format!("{FOLDER}/hosts"), "-ppn", "1"]);
        job.args(["-launcher-exec", &format!("{FOLDER}/not_ssh")]);
        // UCX, below MPI, notices that both are one machine, and would take shared memory.
        job.args(["-genv", "UCX_TLS", "tcp"]);
    }
    let output = job.arg("-n").arg("2").arg(env::current_exe()?).arg("rank").output()?;
    let printed = String::from_utf8(output.stdout)?;
    let mut prices =
        printed.split_whitespace().map(|nanos| nanos.parse().map(Duration::from_nanos));
    let mut price =
        || prices.next().ok_or("a rank printed too little")?.map_err(Box::<dyn Error>::from);
    Ok([price()?, price()?])
}

fn rank() -> Result<(), Box<dyn Error>> {
    let universe = mpi::initialize().ok_or("MPI runs already")?;
    let world = universe.world();
    let other = world.process_at_rank(1 - world.rank());
    if world.rank() == 0 {
        let prices = measure(|len| other.send(&len), || other.receive_vec::<u8>().0.len());
        other.send(&0u32);
        println!("{} {}", prices[0].as_nanos(), prices[1].as_nanos());
        return Ok(());
    }
    loop {
        match other.receive::<u32>().0 {
            0 => return Ok(()),
            len => other.send(&vec![7u8; len as usize][..]),
        }
    }
}

/// The mean over the tiles of the picture, in the fastest of the rounds.
fn paint_a_tile() -> Duration {
    (0..ROUNDS).map(|_| paint_some_rows()).min().expect("there are rounds") / 40 * ROWS
}

/// Every tenth row of the picture, 40 in all.
fn paint_some_rows() -> Duration {
    let scene = Scene { size: Size { width: 640, height: 400 }, ..Scene::default() };
    let mut row = vec![[0; 3]; 640];
    let begun = Instant::now();
    for y in (0..400).step_by(10) {
        black_box(scene.paint(Span { tile: 0, x: 0, y, len: 640 }, &mut row));
    }
    begun.elapsed()
}
