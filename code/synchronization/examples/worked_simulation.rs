//! Heat spreads along a rod, step by step, computed by four processes. As many of them as the
//! argument says are killed on the way, and the others go on.

use std::process::abort;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::{array, env, io};

use process::spawn;
use single_value_data_sharing::Shared;
use synchronization::{Party, barrier};

const WORKERS: usize = 4;
const STEPS: usize = 100;
const CELLS: usize = 64;
/// The cells that a worker takes at a time.
const PIECE: usize = 8;

// ANCHOR: rods
type Rod = [AtomicU32; CELLS];

/// What all workers see: the rod before the step and after it, which change places in each step,
/// and, for each step, how many pieces were taken.
type Simulation = ([Rod; 2], [AtomicUsize; STEPS]);

fn hot_in_the_middle() -> Rod {
    array::from_fn(|cell| AtomicU32::new(if cell == CELLS / 2 { 1_000_000 } else { 0 }))
}

fn compute(piece: usize, [before, after]: [&Rod; 2]) {
    let at = |cell: usize| before[cell].load(SeqCst);
    for (cell, after) in after.iter().enumerate().skip(piece * PIECE).take(PIECE) {
        let (left, right) = (cell.saturating_sub(1), (cell + 1).min(CELLS - 1));
        after.store((at(left) + 2 * at(cell) + at(right)) / 4, SeqCst);
    }
}
// ANCHOR_END: rods

// ANCHOR: work
fn work((rods, taken): &Simulation, party: &Party, dies_in: Option<usize>) {
    for step in 0..STEPS {
        let rods = [&rods[step % 2], &rods[(step + 1) % 2]];
        loop {
            let piece = taken[step].fetch_add(1, SeqCst);
            if dies_in == Some(step) {
                abort(); // It has taken a piece, and nothing of it is computed.
            }
            if piece >= CELLS / PIECE {
                break;
            }
            compute(piece, rods);
        }
        while party.wait().is_err() {
            (0..CELLS / PIECE).for_each(|piece| compute(piece, rods));
            party.repair();
        }
    }
}
// ANCHOR_END: work

// ANCHOR: main
fn main() -> io::Result<()> {
    let deaths: usize =
        env::args().nth(1).map_or(0, |number| number.parse().expect("a number"));
    let rods = [hot_in_the_middle(), hot_in_the_middle()];
    let simulation: Shared<Simulation> =
        Shared::new((rods, [const { AtomicUsize::new(0) }; STEPS]))?;
    let simulation = &simulation;

    let mut workers = Vec::new();
    for (number, party) in barrier(WORKERS)?.into_iter().enumerate() {
        let dies_in = (number < deaths).then_some(20 * (number + 1));
        workers.push(spawn(move || work(simulation, &party, dies_in))?);
    }
    let mut dead = 0;
    for worker in workers {
        dead += usize::from(!worker.join()?.success());
    }

    let cells: Vec<u32> =
        simulation.0[STEPS % 2].iter().map(|cell| cell.load(SeqCst)).collect();
    println!("{dead} workers died");
    println!("the middle: {:?}", &cells[CELLS / 2 - 3..CELLS / 2 + 4]);
    println!("the same as computed alone: {}", cells == alone());
    Ok(())
}
// ANCHOR_END: main

fn alone() -> Vec<u32> {
    let mut rods = [hot_in_the_middle(), hot_in_the_middle()];
    for _ in 0..STEPS {
        (0..CELLS / PIECE).for_each(|piece| compute(piece, [&rods[0], &rods[1]]));
        rods.swap(0, 1);
    }
    rods[0].iter().map(|cell| cell.load(SeqCst)).collect()
}
