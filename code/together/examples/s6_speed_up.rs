//! One worker, two workers, and two threads, with the same picture.

use std::error::Error;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use together::{Interrupt, Rendering, Scene, Size, Span};

/// The fastest of so many rounds counts.
const ROUNDS: usize = 3;

type Way = fn(&Scene);

const WAYS: [(&str, Way); 4] = [
    ("1 thread", |scene| in_threads(scene, 1)),
    ("a pool of 1 worker", |scene| in_a_pool(scene, 1)),
    ("a pool of 2 workers", |scene| in_a_pool(scene, 2)),
    ("2 threads", |scene| in_threads(scene, 2)),
];

fn main() -> Result<(), Box<dyn Error>> {
    let scene = Scene { size: Size { width: 200, height: 125 }, ..Scene::default() };
    let mut best = [Duration::MAX; 4];
    for _ in 0..ROUNDS {
        for (best, (_, way)) in best.iter_mut().zip(WAYS) {
            let start = Instant::now();
            way(&scene);
            *best = start.elapsed().min(*best);
        }
    }
    println!("{:20}   time  speed-up", "");
    for (time, (name, _)) in best.iter().zip(WAYS) {
        let speed_up = best[0].as_secs_f64() / time.as_secs_f64();
        println!("{name:20} {:3} ms {speed_up:8.2}", time.as_millis());
    }
    Ok(())
}

fn in_a_pool(scene: &Scene, workers: usize) {
    let paint = |span: Span, pixels: &mut _| scene.paint(span, pixels);
    let rendering = Rendering::start(scene.size, workers, paint).expect("a fork");
    let interrupt = Interrupt::catch().expect("a signal handler");
    rendering.watch(&interrupt).expect("a picture");
}

// ANCHOR: threads
/// Threads that take the next row each: what there is to do without processes.
fn in_threads(scene: &Scene, threads: usize) {
    let Size { width, height } = scene.size;
    let mut picture = vec![[0; 3]; scene.size.pixels()];
    let rows = Mutex::new((0..height).zip(picture.chunks_mut(width as usize)));
    let work = || {
        let next = || rows.lock().unwrap().next();
        while let Some((y, row)) = next() {
            scene.paint(Span { tile: 0, x: 0, y, len: width }, row);
        }
    };
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
}
// ANCHOR_END: threads
