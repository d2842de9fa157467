//! Three generations. The first kills the second, and the end of a pipe tells it when the third is gone.

use std::io::{self, Read, Write};
use std::process::id;
use std::thread::{park, sleep};
use std::time::Duration;

use process::spawn;
use timeline::{Axis, Chart, Look, Recorder};

const WORK: Duration = Duration::from_millis(10); // to be seen

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    let (mut lifeline, held_by_youngest) = io::pipe()?;
    recorder.note("runs");
    let middle = spawn(|| {
        recorder.note("runs");
        let held_by_youngest = held_by_youngest; // This process's now, and soon its child's.
        sleep(WORK);
        let youngest = spawn(|| {
            let mut held_by_youngest = held_by_youngest;
            recorder.note("runs");
            held_by_youngest.write_all(&id().to_ne_bytes()).expect("the first process reads");
            loop {
                park();
            }
        });
        recorder.note("join");
        youngest.expect("spawn").join().expect("join");
    })?;

    let mut youngest = [0; size_of::<u32>()];
    lifeline.read_exact(&mut youngest)?;
    let [middle_id, youngest_id] = [middle.id(), u32::from_ne_bytes(youngest)];
    sleep(WORK);
    middle.kill()?;
    middle.join()?;
    recorder.note_of(middle_id, "dead");
    lifeline.read_to_end(&mut Vec::new())?; // ends when no process can write any more
    recorder.note_of(youngest_id, "dead");
    sleep(WORK);
    recorder.note("ends");

    let chart = Chart::new(Axis::Time).lane(id(), "first").lane(middle_id, "middle");
    let chart = chart.lane(youngest_id, "youngest").look("runs", Look::Box);
    let chart = chart.look("join", Look::SecondBox).look("dead", Look::Cross);
    print!("{}", chart.draw(&recorder.events()));
    Ok(())
}
