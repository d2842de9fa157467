//! Three processes change one value twice each: who has the lock, and who waits for it.

use std::io;
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use single_value_data_sharing::Value;
use timeline::{Axis, Chart, Look, Recorder};

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    let value = Value::new(0_u32)?;
    let change = || {
        for _ in 0..2 {
            recorder.note("works");
            sleep(Duration::from_millis(12));
            recorder.note("waits");
            let mut guard = value.lock().expect("no process dies here");
            recorder.note("holds");
            sleep(Duration::from_millis(8));
            *guard += 1;
            recorder.note("works");
        }
        recorder.note("ended");
    };
    let mut chart = Chart::new(Axis::Time);
    let mut children = Vec::new();
    for name in ["A", "B", "C"] {
        let child = spawn(change)?;
        chart = chart.lane(child.id(), name);
        children.push(child);
    }
    for child in children {
        child.join()?;
    }

    let chart = chart.look("works", Look::Line).look("waits", Look::Pale);
    let chart = chart.look("holds", Look::Box).look("ended", Look::Nothing);
    print!("{}", chart.draw(&recorder.events()));
    Ok(())
}
