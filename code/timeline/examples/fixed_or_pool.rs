//! The same nine tasks twice: handed out to three processes beforehand, and taken by the workers of a pool.

use std::io;
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use process_pool::PoolOptions;
use timeline::{Axis, Chart, Event, Look, Recorder};

/// What each task takes, in milliseconds.
const TASKS: [u64; 9] = [40, 35, 40, 12, 12, 15, 12, 15, 12];
const WORKERS: usize = 3;

fn main() -> io::Result<()> {
    let fixed = recorded(handed_out_beforehand)?;
    let pool = recorded(taken_from_a_pool)?;
    let mut chart = Chart::new(Axis::Time);
    for (name, events) in [("fixed", &fixed), ("pool", &pool)] {
        let mut workers: Vec<u32> = events.iter().map(|event| event.who).collect();
        workers.sort();
        workers.dedup();
        for (worker, number) in workers.into_iter().zip(1..) {
            chart = chart.lane(worker, &format!("{name} {number}"));
        }
    }
    let mut events = [fixed, pool].concat();
    events.sort_by_key(|event| event.at);
    let chart = chart.look("task", Look::Box).look("idle", Look::Line);
    print!("{}", chart.draw(&events));
    Ok(())
}

/// The clock begins at the first task.
fn recorded(work: fn(&Recorder) -> io::Result<()>) -> io::Result<Vec<Event>> {
    let recorder = Recorder::new()?;
    work(&recorder)?;
    let mut events = recorder.events();
    let begun = events[0].at;
    events.iter_mut().for_each(|event| event.at -= begun);
    Ok(events)
}

fn do_task(recorder: &Recorder, task: usize) {
    recorder.note(&format!("task {task}"));
    sleep(Duration::from_millis(TASKS[task]));
    recorder.note("idle");
}

fn handed_out_beforehand(recorder: &Recorder) -> io::Result<()> {
    let tasks: Vec<usize> = (0..TASKS.len()).collect();
    let spawn =
        |share: &[usize]| spawn(|| share.iter().for_each(|task| do_task(recorder, *task)));
    let processes: Vec<_> = tasks.chunks(TASKS.len() / WORKERS).map(spawn).collect();
    processes.into_iter().try_for_each(|process| process?.join().map(drop))
}

fn taken_from_a_pool(recorder: &Recorder) -> io::Result<()> {
    let work = |(): &mut (), task| do_task(recorder, task);
    let mut pool = PoolOptions::new().workers(WORKERS).build_with(|| (), work)?;
    assert!(pool.imap(0..TASKS.len()).all(|result| result.is_ok()), "no task fails");
    pool.close()
}
