//! Paints a fractal with a pool of processes. `together --help` says what can be asked for.

use std::env;
use std::io::{ErrorKind, Write, stdout};
use std::process::ExitCode;

use signal_hook::low_level::emulate_default_handler;
use together::{Error, Interrupt, Order, Rendering, Size, USAGE, Work, encode, say};

/// What programs end with that were called in a way that they do not understand.
const MISUSED: u8 = 2;

fn main() -> ExitCode {
    match Order::read(env::args_os().skip(1)) {
        Ok(Some(order)) => paint(&order).map_or_else(fail, |work| succeed(&order, work)),
        Ok(None) => help(),
        Err(misuse) => {
            say(format_args!("together: {misuse}"));
            ExitCode::from(MISUSED)
        }
    }
}

fn help() -> ExitCode {
    match writeln!(stdout(), "{USAGE}").and_then(|()| stdout().flush()) {
        // A reader that has gone has read enough, as in `together --help | head -1`.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            fail(Error::System { doing: "write stdout".into(), error })
        }
        _ => ExitCode::SUCCESS,
    }
}

// ANCHOR: paint
fn paint(order: &Order) -> Result<Work, Error> {
    let (scene, place) = (&order.scene, order.output.open()?);
    let rendering =
        Rendering::start(scene.size, order.workers, |span, pixels| scene.paint(span, pixels))?;
    // From here on this process forks nothing, so Ctrl-C is caught in it and in no other.
    let interrupt = Interrupt::catch()?;
    let picture = rendering.watch(&interrupt)?;
    let png = encode(scene.size, &picture.canvas.pixels(), &interrupt)?;
    place.write(&png, &interrupt)?;
    Ok(picture.work)
}
// ANCHOR_END: paint

fn succeed(order: &Order, work: Work) -> ExitCode {
    let (Size { width, height }, steps) = (order.scene.size, work.steps);
    let tenths = steps / 100_000; // Of a million.
    let millions = format!("{}.{} million", tenths / 10, tenths % 10);
    let workers = order.workers;
    say(format_args!("{width}x{height} pixels in {millions} steps, workers: {workers}"));
    ExitCode::SUCCESS
}

fn fail(error: Error) -> ExitCode {
    say(format_args!("together: {error}"));
    if let Error::Interrupted { signal } = error {
        // The shell is to see how it ended. This does not return.
        let _ = emulate_default_handler(signal);
    }
    ExitCode::FAILURE
}
