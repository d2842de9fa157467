//! Which worker had which task, when one of them was killed, and who took its place.

use std::io;
use std::process::abort;
use std::thread::sleep;
use std::time::Duration;

use process_pool::PoolOptions;
use timeline::{Axis, Chart, Look, Recorder};

/// What each task takes, in milliseconds.
const TASKS: [u64; 9] = [20, 45, 30, 30, 15, 40, 20, 35, 25];

/// The task that kills its worker.
const DEADLY: usize = 4;

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    let begin = || recorder.note("idle");
    let work = |(): &mut (), task: usize| {
        recorder.note(&format!("task {task}"));
        sleep(Duration::from_millis(TASKS[task]));
        if task == DEADLY {
            recorder.note("killed");
            abort();
        }
        recorder.note("idle");
    };
    let mut pool = PoolOptions::new().workers(3).build_with(begin, work)?;
    let failed = pool.imap(0..TASKS.len()).filter(Result::is_err).count();
    assert_eq!(failed, 1, "one task kills its worker");
    pool.close()?;

    let events = recorder.events();
    let mut chart = Chart::new(Axis::Time);
    let mut workers: Vec<u32> = Vec::new();
    for event in &events {
        if !workers.contains(&event.who) {
            workers.push(event.who);
            chart = chart.lane(event.who, &format!("worker {}", workers.len()));
        }
    }
    let chart =
        chart.look("task", Look::Box).look("idle", Look::Line).look("killed", Look::Cross);
    print!("{}", chart.draw(&events));
    Ok(())
}
