//! The same picture by the workers of `together` and by ranks, in turns.

use std::env;
use std::error::Error;
use std::process::Command;
use std::time::{Duration, Instant};

use beyond_one_machine::{hand_out, paint_what_comes, tiles};
use mpi::traits::{Communicator, CommunicatorCollectives};
use together::{Interrupt, Rendering, Scene, Size, Span};

/// The fastest of so many rounds counts.
const ROUNDS: usize = 3;

/// How many workers, and how many ranks.
const CROWDS: [usize; 4] = [1, 2, 3, 4];

fn main() -> Result<(), Box<dyn Error>> {
    if env::args().len() > 1 {
        rank();
        return Ok(());
    }
    let mut best = [[Duration::MAX; 2]; CROWDS.len()];
    let mut start = Duration::MAX;
    for _ in 0..ROUNDS {
        for ([workers, ranks], crowd) in best.iter_mut().zip(CROWDS) {
            *workers = in_a_pool(crowd).min(*workers);
            let (painting, all) = in_ranks(crowd)?;
            *ranks = painting.min(*ranks);
            start = (all - painting).min(start);
        }
    }
    println!("          workers   ranks");
    for ([workers, ranks], crowd) in best.iter().zip(CROWDS) {
        let paint = (crowd - 1).max(1);
        let [workers, ranks] = [workers, ranks].map(Duration::as_millis);
        println!("{crowd:2}      {workers:5} ms {ranks:5} ms, {paint} of them painting");
    }
    println!("start and end of a job: {} ms", start.as_millis());
    Ok(())
}

fn scene() -> Scene {
    Scene { size: Size { width: 320, height: 200 }, ..Scene::default() }
}

fn in_a_pool(workers: usize) -> Duration {
    let (scene, begun) = (scene(), Instant::now());
    let paint = |span: Span, pixels: &mut _| scene.paint(span, pixels);
    let rendering = Rendering::start(scene.size, workers, paint).expect("a fork");
    let interrupt = Interrupt::catch().expect("a signal handler");
    rendering.watch(&interrupt).expect("a picture");
    begun.elapsed()
}

/// What it took to paint, and the whole job.
fn in_ranks(ranks: usize) -> Result<(Duration, Duration), Box<dyn Error>> {
    let begun = Instant::now();
    let mut job = Command::new("mpiexec");
    job.arg("-n").arg(ranks.to_string()).arg(env::current_exe()?).arg("rank");
    let printed = String::from_utf8(job.output()?.stdout)?;
    let painting = Duration::from_nanos(printed.trim().parse()?);
    Ok((painting, begun.elapsed()))
}

fn rank() {
    let universe = mpi::initialize().expect("no other code of this program starts MPI");
    let (world, scene) = (universe.world(), scene());
    world.barrier();
    let begun = Instant::now();
    if world.rank() == 0 {
        let all = (0..tiles(scene.size)).collect();
        hand_out(&world, &scene, all, |_, _| Ok(())).expect("nothing is written");
        println!("{}", begun.elapsed().as_nanos());
    } else {
        paint_what_comes(&world, &scene, |_| ());
    }
}
