//! A worker is killed in the middle of a tile, and the picture is the same as without.

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use signal_hook::consts::SIGKILL;
use signal_hook::low_level::raise;
use single_value_data_sharing::Shared;
use together::{Interrupt, Rendering, Rgb, Scene, Size, Span};

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let scene = Scene { size: Size { width: 360, height: 240 }, ..Scene::default() };
    let undisturbed = |span: Span, pixels: &mut [Rgb]| scene.paint(span, pixels);
    let first = Rendering::start(scene.size, 2, undisturbed)?;

    let killed = Shared::new(AtomicBool::new(false))?;
    let second = Rendering::start(scene.size, 2, |span, pixels| {
        if span.tile == 17 && span.y == 190 && !killed.swap(true, SeqCst) {
            raise(SIGKILL).unwrap();
        }
        scene.paint(span, pixels)
    })?;

    let interrupt = Interrupt::catch()?;
    let (first, second) = (first.watch(&interrupt)?, second.watch(&interrupt)?);
    println!("the same picture: {}", *first.canvas.pixels() == *second.canvas.pixels());
    println!("pixels in it:       {:>6} and {:>6}", first.work.pixels, second.work.pixels);
    println!("pixels painted:     {:>6} and {:>6}", first.effort.pixels, second.effort.pixels);
    Ok(())
}
// ANCHOR_END: main
