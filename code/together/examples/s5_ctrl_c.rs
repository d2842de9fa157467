//! Ctrl-C in the middle of a picture. This program has it pressed for you, by a worker.

use std::error::Error;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use signal_hook::low_level::emulate_default_handler;
use single_value_data_sharing::Shared;
use together::{Interrupt, Rendering, Scene, Size};

// ANCHOR: main
fn main() -> Result<(), Box<dyn Error>> {
    let scene = Scene { size: Size { width: 360, height: 240 }, ..Scene::default() };
    let ready = Shared::new(AtomicBool::new(false))?;
    let pressed = Shared::new(AtomicBool::new(false))?;
    let rendering = Rendering::start(scene.size, 2, |span, pixels| {
        if span.tile == 7 && !pressed.swap(true, SeqCst) {
            press_ctrl_c(&ready);
        }
        scene.paint(span, pixels)
    })?;
    let interrupt = Interrupt::catch()?;
    ready.store(true, SeqCst);
    match rendering.watch(&interrupt) {
        Err(together::Error::Interrupted { signal }) => {
            println!("interrupted by signal {signal}: no picture");
            emulate_default_handler(signal)?; // Ends as if it had not been caught.
        }
        other => println!("this cannot come: {other:?}"),
    }
    Ok(())
}
// ANCHOR_END: main

/// Group 0 is our own: this worker, its parent and grandparent, and the shell that runs this line.
fn press_ctrl_c(ready: &AtomicBool) {
    while !ready.load(SeqCst) {
        thread::yield_now();
    }
    let _ = Command::new("sh").args(["-c", "kill -INT 0"]).status();
}
