//! Two consumers end by pills, of which one is missing, and two by the end of the queue.

use std::io;
use std::thread::sleep;
use std::time::Duration;

use process::spawn;
use queue_usage::{Receiver, bounded};
use timeline::{Axis, Chart, Event, Look, Recorder};

/// `None` is a pill.
type Order = Option<u64>;

const WORK: Duration = Duration::from_millis(12); // to be seen
const LIMIT: Duration = Duration::from_millis(120); // without it one consumer would wait for good
const CONSUMERS: usize = 2;

fn main() -> io::Result<()> {
    let pill = recorded(1)?;
    let end = recorded(0)?;
    let mut chart = Chart::new(Axis::Time);
    for (name, (consumers, _)) in [("pill", &pill), ("end", &end)] {
        for (consumer, number) in consumers.iter().zip(1..) {
            chart = chart.lane(*consumer, &format!("{name} {number}"));
        }
    }
    let mut events = [pill.1, end.1].concat();
    events.sort_by_key(|event| event.at);
    let chart = chart.look("order", Look::Box).look("waits", Look::Pale);
    let chart = chart.look("ended", Look::Nothing).look("killed", Look::Cross);
    print!("{}", chart.draw(&events));
    Ok(())
}

/// The consumers, and what they did from the first event on. After the orders come so many pills, and then the sender
/// waits for the consumers. With a pill it keeps its end of the queue meanwhile, or the missing one would not matter.
fn recorded(pills: usize) -> io::Result<(Vec<u32>, Vec<Event>)> {
    let recorder = Recorder::new()?;
    let (sender, orders) = bounded(8)?;
    let start = |_| {
        let orders = orders.clone();
        let recorder = &recorder;
        spawn(move || consume(&orders, recorder))
    };
    let consumers = (0..CONSUMERS).map(start).collect::<io::Result<Vec<_>>>()?;
    drop(orders);
    for order in (1..=5).map(Some).chain(vec![None; pills]) {
        sender.send(order).expect("the consumers receive");
    }
    let kept = (pills > 0).then_some(sender);
    let ids = consumers.iter().map(|consumer| consumer.id()).collect();
    for mut consumer in consumers {
        if consumer.join_timeout(LIMIT)?.is_none() {
            consumer.kill()?;
            recorder.note_of(consumer.id(), "killed");
        }
    }
    drop(kept);
    sleep(WORK);
    recorder.note("ends"); // the sender's, so that the picture goes on a little
    let mut events = recorder.events();
    let begun = events[0].at;
    events.iter_mut().for_each(|event| event.at -= begun);
    Ok((ids, events))
}

fn consume(orders: &Receiver<Order>, recorder: &Recorder) {
    recorder.note("waits");
    while let Ok(Some(number)) = orders.recv() {
        recorder.note(&format!("order {number}"));
        sleep(WORK);
        recorder.note("waits");
    }
    recorder.note("ended");
}
