//! `select!` over a process, a thread and a timer.

use std::error::Error;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, after, never, select};
use process::spawn;

const TIME_LIMIT: Duration = Duration::from_millis(300);

// ANCHOR: listen
/// Adds up what the process and the thread send, until both have ended and the time is up.
fn listen(mut process: Receiver<u64>, mut thread: Receiver<u64>) -> [u64; 2] {
    let mut sums = [0, 0];
    let mut timer = after(TIME_LIMIT);
    let mut waiting_for = 3;
    while waiting_for > 0 {
        select! {
            recv(process) -> message => match message {
                Ok(number) => sums[0] += number,
                Err(_) => (process, waiting_for) = (never(), waiting_for - 1),
            },
            recv(thread) -> message => match message {
                Ok(number) => sums[1] += number,
                Err(_) => (thread, waiting_for) = (never(), waiting_for - 1),
            },
            recv(timer) -> _ => (timer, waiting_for) = (never(), waiting_for - 1),
        }
    }
    sums
}
// ANCHOR_END: listen

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let (sender, receiver) = queue_usage::bounded(8)?;
    let child = spawn(move || {
        for number in [1, 2, 3] {
            sender.send(number).expect("main receives");
        }
    })?; // The fork comes first:
    let process = receiver.into_channel(); // now there are threads.

    let (sender, reports) = crossbeam_channel::bounded(8);
    let thread = thread::spawn(move || {
        for number in [10, 20, 30] {
            sender.send(number).expect("main receives");
        }
    });
    let [from_process, from_thread] = listen(process, reports);
    println!("the process sent {from_process}, the thread {from_thread}; the time is up");
    thread.join().map_err(|_| "the thread panicked")?;
    child.join()?;
    Ok(())
}
// ANCHOR_END: main
