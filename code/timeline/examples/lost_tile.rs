//! Two workers paint a picture, and one of them is killed in the middle of a tile: who paints what, and when the lost tile.

use std::error::Error;
use std::process::abort;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use single_value_data_sharing::Shared;
use timeline::{Axis, Chart, Event, Look, Recorder};
use together::{Interrupt, Rendering, Scene, Size};

/// The tile, and the row of the picture in its middle where its worker is killed.
const LOST: usize = 4;
const ROW: u32 = 72;

fn main() -> Result<(), Box<dyn Error>> {
    let recorder = Recorder::new()?;
    let scene = Scene { size: Size { width: 240, height: 160 }, ..Scene::default() };
    let killed = Shared::new(AtomicBool::new(false))?;
    let mine = AtomicUsize::new(usize::MAX); // the tile that this worker is at
    let rendering = Rendering::start(scene.size, 2, |span, pixels| {
        if mine.swap(span.tile, Relaxed) != span.tile {
            let state = if span.tile == LOST { "lost" } else { "tile" };
            recorder.note(&format!("{state} {}", span.tile));
        }
        if span.tile == LOST && span.y == ROW && !killed.swap(true, Relaxed) {
            recorder.note("killed");
            abort();
        }
        let steps = scene.paint(span, pixels);
        recorder.note("idle"); // after each run of pixels
        steps
    })?;
    rendering.watch(&Interrupt::catch()?)?;

    let events = last_of_each_tile(recorder.events());
    let mut chart = Chart::new(Axis::Time);
    let mut workers: Vec<u32> = Vec::new();
    for event in &events {
        if !workers.contains(&event.who) {
            workers.push(event.who);
            chart = chart.lane(event.who, &format!("worker {}", workers.len()));
        }
    }
    let chart = chart.look("tile", Look::Box).look("lost", Look::SecondBox);
    let chart = chart.look("idle", Look::Nothing);
    print!("{}", chart.look("killed", Look::Cross).draw(&events));
    Ok(())
}

/// Without the events after which the same worker went on with the same tile.
fn last_of_each_tile(events: Vec<Event>) -> Vec<Event> {
    let next = |at: usize| events[at + 1..].iter().find(|event| event.who == events[at].who);
    let goes_on =
        |at: usize| next(at).is_some_and(|next| matches!(next.state(), "idle" | "killed"));
    let kept = events.iter().enumerate();
    let kept = kept.filter(|(at, event)| event.state() != "idle" || !goes_on(*at));
    kept.map(|(_, event)| event.clone()).collect()
}
