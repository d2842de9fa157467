//! A fast sender and a slow receiver, then the other way round: how full the queue is, and who waits.

use std::io;
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use queue_usage::{Receiver, Sender, TryRecvError, bounded};
use timeline::{Axis, Chart, Look, Recorder};

const CAPACITY: usize = 3;
const FAST: usize = 8; // messages that are sent as fast as there is room
const SLOW: usize = 3; // messages that come when the receiver waits for them

const AHEAD: usize = FAST - CAPACITY;
const ALL: usize = FAST + SLOW;

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    let (sender, receiver) = bounded(CAPACITY)?;
    let fast = spawn(|| send(sender, &recorder))?;
    let slow = spawn(|| receive(receiver, &recorder))?;
    let [sender_id, receiver_id] = [fast.id(), slow.id()];
    fast.join()?;
    slow.join()?;

    let chart = Chart::new(Axis::Time).lane(sender_id, "sender").level("queue", "len");
    let chart = chart.lane(receiver_id, "receiver").look("works", Look::Box);
    let chart = chart.look("waits", Look::Pale).look("ended", Look::Nothing);
    print!("{}", chart.draw(&recorder.events()));
    Ok(())
}

fn send(queue: Sender<usize>, recorder: &Recorder) {
    let sent = || recorder.note(&format!("len {}", queue.len()));
    recorder.note("works");
    for message in 0..FAST {
        if let Err(full) = queue.try_send(message) {
            recorder.note("waits");
            queue.send(full.into_inner()).expect("the receiver is there");
            recorder.note("works");
        }
        sent();
    }
    for message in 0..SLOW {
        wait_until(recorder, "empty", message + 1);
        work();
        queue.send(message).expect("the receiver is there");
        sent();
    }
    drop(queue);
    recorder.note("ended");
}

fn receive(queue: Receiver<usize>, recorder: &Recorder) {
    let next = || match queue.try_recv() {
        Err(TryRecvError::Empty) => {
            recorder.note("waits");
            recorder.note("empty");
            queue.recv().ok()
        }
        answer => answer.ok(),
    };
    recorder.note("works");
    for place in 0.. {
        // While the sender is fast, a message is taken only when it waits.
        match place {
            0..AHEAD => wait_until(recorder, "waits", place + 1),
            ALL => wait_until(recorder, "ended", 1),
            _ => {}
        }
        if next().is_none() {
            break;
        }
        recorder.note("works");
        recorder.note(&format!("len {}", queue.len()));
        work();
    }
    recorder.note("ended");
}

/// Returns when so many events of this state have been noted.
fn wait_until(recorder: &Recorder, state: &str, count: usize) {
    while recorder.events().iter().filter(|event| event.state() == state).count() < count {
        sleep(Duration::from_millis(1));
    }
}

fn work() {
    sleep(Duration::from_millis(6));
}
