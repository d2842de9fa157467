//! A parent joins before it has received everything, with one message more than fits: who does what, and how full the queue is.

use std::io;
use std::process::id;
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use queue_usage::bounded;
use timeline::{Axis, Chart, Look, Recorder};

const CAPACITY: usize = 8;
const LIMIT: Duration = Duration::from_millis(100); // without it the parent would wait for good
const PAUSE: Duration = Duration::from_millis(2); // to be seen

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    recorder.note("runs");
    let (sender, receiver) = bounded(CAPACITY)?;
    let mut child = spawn(|| {
        let sender = sender; // The child's now.
        recorder.note("runs");
        for message in 0..CAPACITY {
            sleep(PAUSE);
            sender.send(message).expect("the parent receives");
            recorder.note(&format!("len {}", sender.len()));
        }
        recorder.note("send");
        sender.send(CAPACITY).expect("the parent receives");
        recorder.note("ended");
    })?;

    recorder.note("join");
    assert!(child.join_timeout(LIMIT)?.is_none(), "it waits for room");
    recorder.note("runs");
    for _message in receiver.iter() {
        sleep(PAUSE);
        recorder.note(&format!("len {}", receiver.len()));
    }
    let child_id = child.id();
    child.join()?;
    recorder.note("ended");

    let chart = Chart::new(Axis::Time).lane(id(), "parent").level("queue", "len");
    let chart = chart.lane(child_id, "child").look("runs", Look::Line);
    let chart = chart.look("join", Look::Pale).look("send", Look::SecondBox);
    print!("{}", chart.look("ended", Look::Nothing).draw(&recorder.events()));
    Ok(())
}
