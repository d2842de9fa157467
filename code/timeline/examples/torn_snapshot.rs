//! A reader comes when one of three numbers has been changed: the steps of both, in their order.

use std::io::{self, Read, Write};
use std::process::id;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};

use process::spawn;
use single_value_data_sharing::Shared;
use timeline::{Axis, Chart, Look, Recorder};

const NAMES: [&str; 3] = ["a", "b", "c"];

fn main() -> io::Result<()> {
    let recorder = Recorder::new()?;
    let numbers = Shared::new([0, 0, 0].map(AtomicU32::new))?;
    let (mut changed, mut has_changed) = io::pipe()?;
    let (mut looked, mut has_looked) = io::pipe()?;
    let add = |place: usize| {
        let number = numbers[place].fetch_add(1, SeqCst) + 1;
        recorder.note(&format!("writes {}={number}", NAMES[place]));
    };

    let writer = spawn(|| {
        add(0);
        has_changed.write_all(b"!").expect("the reader is there");
        looked.read_exact(&mut [0]).expect("the reader has looked");
        add(1);
        add(2);
        recorder.note("ended");
    })?;
    changed.read_exact(&mut [0])?;
    for (name, number) in NAMES.iter().zip(numbers.iter()) {
        recorder.note(&format!("reads {name}={}", number.load(SeqCst)));
    }
    recorder.note("ended");
    has_looked.write_all(b"!")?;
    let writer_id = writer.id();
    writer.join()?;

    let chart = Chart::new(Axis::Order).lane(writer_id, "writer").lane(id(), "reader");
    let chart = chart.look("writes", Look::Box).look("reads", Look::SecondBox);
    print!("{}", chart.look("ended", Look::Nothing).draw(&recorder.events()));
    Ok(())
}
