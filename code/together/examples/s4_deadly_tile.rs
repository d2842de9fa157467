//! A tile that kills each worker that paints it.

use std::error::Error;
use std::process::abort;

use together::{Interrupt, Rendering, Scene, Size};

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let scene = Scene { size: Size { width: 320, height: 200 }, ..Scene::default() };
    let rendering = Rendering::start(scene.size, 2, |span, pixels| {
        if span.tile == 7 {
            abort();
        }
        scene.paint(span, pixels)
    })?;
    println!("no picture: {}", rendering.watch(&Interrupt::catch()?).unwrap_err());
    Ok(())
}
// ANCHOR_END: main
