//! Paints a fractal with the ranks of an MPI job. `--help` says what can be asked for.

use std::env;
use std::error::Error;
use std::fs;
use std::process::ExitCode;

use beyond_one_machine::{Checkpoint, Order, Sheet, USAGE, hand_out, paint_what_comes, tiles};
use mpi::topology::SimpleCommunicator;
use mpi::traits::Communicator;
use rustix::process::{Signal, getpid, kill_process};
use together::{Interrupt, Size, encode};

fn main() -> ExitCode {
    match Order::read(env::args_os().skip(1)) {
        Ok(Some(order)) => run(&order),
        Ok(None) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Err(misuse) => {
            eprintln!("beyond_one_machine: {misuse}");
            ExitCode::from(2)
        }
    }
}

// ANCHOR: run
/// Every rank runs this function, and learns in it which rank it is.
fn run(order: &Order) -> ExitCode {
    let universe = mpi::initialize().expect("no other code of this program starts MPI");
    let world = universe.world();
    if world.rank() != 0 {
        let before = |tile| {
            if order.deadly == Some(tile) {
                die()
            }
        };
        paint_what_comes(&world, &order.picture.scene, before);
    } else if let Err(error) = lead(&world, order) {
        eprintln!("beyond_one_machine: {error}");
        world.abort(1); // The others wait for a tile, and would wait forever.
    }
    ExitCode::SUCCESS
}
// ANCHOR_END: run

// ANCHOR: lead
/// What rank 0 does around the handing out.
fn lead(world: &SimpleCommunicator, order: &Order) -> Result<(), Box<dyn Error>> {
    let scene = &order.picture.scene;
    let place = order.picture.output.open()?;
    let mut sheet = Sheet::new(scene.size);
    let mut checkpoint = match &order.checkpoint {
        Some(path) => {
            Some(Checkpoint::open(path, scene, |tile, bytes| sheet.put(tile, bytes))?)
        }
        None => None,
    };
    let missing = sheet.missing();
    announce(world, scene.size, missing.len());
    let painted = hand_out(world, scene, missing, |tile, bytes| {
        sheet.put(tile, bytes);
        checkpoint.as_mut().map_or(Ok(()), |checkpoint| checkpoint.add(tile, bytes))
    })?;
    let interrupt = Interrupt::catch()?;
    place.write(&encode(scene.size, sheet.pixels(), &interrupt)?, &interrupt)?;
    order.checkpoint.as_ref().map_or(Ok(()), fs::remove_file)?; // The picture is whole.
    report(&painted);
    Ok(())
}
// ANCHOR_END: lead

fn announce(world: &SimpleCommunicator, size: Size, missing: usize) {
    let tiles = tiles(size) as usize;
    println!("ranks: {}, tiles: {tiles}", world.size());
    if missing < tiles {
        println!("in the checkpoint: {}, to be painted: {missing}", tiles - missing);
    }
}

fn report(painted: &[usize]) {
    for (rank, tiles) in painted.iter().enumerate().filter(|(_, tiles)| **tiles > 0) {
        println!("rank {rank} painted {tiles}");
    }
}

/// As if another had killed this rank.
fn die() {
    kill_process(getpid(), Signal::KILL).expect("a process may kill itself");
}
