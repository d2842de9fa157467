//! Four parties meet at a barrier three times. One of them is killed on its way to the second meeting.

use std::io;
use std::process::abort;
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use synchronization::{Party, barrier};
use timeline::{Axis, Chart, Look, Recorder};

/// What each party has to do before each meeting, in milliseconds.
const WORK: [[u64; 3]; 4] = [[10, 25, 10], [25, 10, 25], [15, 25, 15], [20, 35, 20]];
const VICTIM: usize = 2;

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    let mut chart = Chart::new(Axis::Time);
    let mut children = Vec::new();
    for (party, number) in barrier(WORK.len())?.into_iter().zip(0..) {
        let child = spawn(|| meet(&{ party }, number, &recorder))?;
        chart = chart.lane(child.id(), &format!("party {}", number + 1));
        children.push(child);
    }
    for child in children {
        child.join()?;
    }

    let chart = chart.look("works", Look::Box).look("waits", Look::Pale);
    let chart = chart.look("killed", Look::Cross).look("told", Look::SecondBox);
    print!("{}", chart.look("ended", Look::Nothing).draw(&recorder.events()));
    Ok(())
}

fn meet(party: &Party, number: usize, recorder: &Recorder) {
    for (meeting, milliseconds) in WORK[number].into_iter().enumerate() {
        recorder.note("works");
        sleep(Duration::from_millis(milliseconds));
        if number == VICTIM && meeting == 1 {
            recorder.note("killed");
            abort();
        }
        recorder.note("waits");
        while party.wait().is_err() {
            recorder.note("told");
            party.repair();
            sleep(Duration::from_millis(3)); // to be seen
            recorder.note("waits");
        }
    }
    recorder.note("ended");
}
