//! Two permits and five children: who has one, and who waits. One child is killed while it has one.

use std::io;
use std::process::abort;
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use synchronization::Semaphore;
use timeline::{Axis, Chart, Look, Recorder};

/// How long each child holds its permit, in milliseconds.
const WORK: [u64; 5] = [40, 60, 250, 100, 60];

/// The child that dies with its permit.
const VICTIM: usize = 1;

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    let permits = Semaphore::new(2)?;
    let mut chart = Chart::new(Axis::Time);
    let mut children = Vec::new();
    for (number, milliseconds) in WORK.into_iter().enumerate() {
        let child = spawn(|| {
            recorder.note("waits");
            let permit = permits.acquire();
            recorder.note("holds");
            sleep(Duration::from_millis(milliseconds));
            if number == VICTIM {
                recorder.note("killed");
                abort();
            }
            drop(permit);
            recorder.note("ended");
        })?;
        chart = chart.lane(child.id(), &format!("child {}", number + 1));
        children.push(child);
    }
    for child in children {
        child.join()?;
    }

    let chart = chart.look("waits", Look::Pale).look("holds", Look::Box);
    let chart = chart.look("killed", Look::Cross).look("ended", Look::Nothing);
    print!("{}", chart.draw(&recorder.events()));
    Ok(())
}
