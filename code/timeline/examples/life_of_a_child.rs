//! From fork to join: what a parent and two children do, and how long the first child is a zombie.

use std::io;
use std::process::id;
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use timeline::{Axis, Chart, Look, Recorder};

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    let life = |milliseconds| {
        recorder.note("runs");
        work(milliseconds);
        recorder.note("zombie"); // from its end until it is joined
    };

    recorder.note("runs");
    let first = spawn(|| life(10))?;
    let second = spawn(|| life(60))?;
    let [first_id, second_id] = [first.id(), second.id()];
    work(30);
    first.join()?;
    recorder.note_of(first_id, "joined");
    recorder.note("join");
    second.join()?;
    recorder.note_of(second_id, "joined");
    recorder.note("runs");
    work(10);
    recorder.note("ends");

    let chart = Chart::new(Axis::Time).lane(id(), "parent").lane(first_id, "child 1");
    let chart =
        chart.lane(second_id, "child 2").look("runs", Look::Box).look("join", Look::SecondBox);
    let chart = chart.look("zombie", Look::Pale).look("joined", Look::Nothing);
    print!("{}", chart.draw(&recorder.events()));
    Ok(())
}

fn work(milliseconds: u64) {
    sleep(Duration::from_millis(milliseconds));
}
