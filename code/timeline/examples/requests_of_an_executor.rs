//! Five requests of five threads to two workers. One request kills its worker, and one runs until the time limit.

use std::io;
use std::process::abort;
use std::thread::{self, sleep};
use std::time::Duration;

use executor::{Executor, PoolOptions};
use timeline::{Axis, Chart, Event, Look, Recorder};

/// What each request takes, in milliseconds.
const REQUESTS: [u64; 5] = [50, 20, 600, 40, 30];
const DEADLY: usize = 2;
const LIMIT: Duration = Duration::from_millis(90);

/// Requests have lanes too, under numbers that no process has.
const REQUEST: u32 = u32::MAX / 2;

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    let work = |(): &mut (), number: usize| {
        recorder.note(&format!("runs {number}"));
        sleep(Duration::from_millis(REQUESTS[number - 1]));
        if number == DEADLY {
            abort();
        }
        recorder.note("idle");
    };
    let options = PoolOptions::new().workers(2).time_limit(LIMIT);
    let executor = Executor::with_state(options, || recorder.note("idle"), work)?;
    thread::scope(|scope| {
        for number in 1..=REQUESTS.len() {
            let (executor, recorder) = (&executor, &recorder);
            scope.spawn(move || request(executor, number, recorder));
            sleep(Duration::from_millis(2)); // one after the other
        }
    });
    executor.close()?;

    let events = recorder.events();
    let mut chart = Chart::new(Axis::Time);
    for (request, number) in (REQUEST + 1..).zip(1..=REQUESTS.len()) {
        chart = chart.lane(request, &format!("request {number}"));
    }
    for (worker, number) in workers(&events).into_iter().zip(1..) {
        chart = chart.lane(worker, &format!("worker {number}"));
    }
    let chart =
        chart.look("waits", Look::Pale).look("runs", Look::Box).look("idle", Look::Line);
    let chart = chart.look("lost", Look::Cross).look("answered", Look::Nothing);
    print!("{}", chart.draw(&events));
    Ok(())
}

fn request(executor: &Executor<usize, ()>, number: usize, recorder: &Recorder) {
    let lane = REQUEST + number as u32;
    recorder.note_of(lane, "waits");
    if executor.submit(number).wait().is_ok() {
        return recorder.note_of(lane, "answered");
    }
    let runs = format!("runs {number}");
    let events = recorder.events();
    let worker = events.iter().find(|event| event.what == runs).expect("it was begun");
    recorder.note_of(worker.who, "lost");
    recorder.note_of(lane, "lost");
}

/// In the order in which they began.
fn workers(events: &[Event]) -> Vec<u32> {
    let mut workers = Vec::new();
    for event in events.iter().filter(|event| event.who < REQUEST) {
        if !workers.contains(&event.who) {
            workers.push(event.who);
        }
    }
    workers
}
