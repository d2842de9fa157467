//! Two workers paint a picture, and one of them is killed in the middle of a tile: who paints what, and when the lost tile.

use std::error::Error;
use std::process::{abort, id};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use single_value_data_sharing::Shared;
use timeline::{Axis, Chart, Look, Recorder};
use together::{Interrupt, Rendering, Scene, Size};

const LOST: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let recorder = Recorder::new()?;
    let scene = Scene { size: Size { width: 240, height: 160 }, ..Scene::default() };
    let attempts = Shared::new(AtomicUsize::new(0))?;
    let mine = AtomicUsize::new(usize::MAX); // the tile that this worker is at
    let rendering = Rendering::start(scene.size, 2, |span, pixels| {
        if mine.swap(span.tile, Relaxed) != span.tile {
            recorder.note(&format!(
                "{} {}",
                if span.tile == LOST { "lost" } else { "tile" },
                span.tile
            ));
            if span.tile == LOST {
                attempts.fetch_add(1, Relaxed);
            }
        } else if span.tile == LOST && attempts.load(Relaxed) == 1 {
            recorder.note("killed");
            abort();
        }
        scene.paint(span, pixels)
    })?;
    rendering.watch(&Interrupt::catch()?)?;
    recorder.note_of(id(), "whole");

    let events = recorder.events();
    let mut chart = Chart::new(Axis::Time);
    let mut workers: Vec<u32> = Vec::new();
    for event in events.iter().filter(|event| event.who != id()) {
        if !workers.contains(&event.who) {
            workers.push(event.who);
            chart = chart.lane(event.who, &format!("worker {}", workers.len()));
        }
    }
    let chart = chart.look("tile", Look::Box).look("lost", Look::SecondBox);
    print!("{}", chart.look("killed", Look::Cross).draw(&events));
    Ok(())
}
