use std::io;
use std::time::Duration;

use process::spawn;
use queue_usage::{Receiver, RecvTimeoutError, bounded};

use crate::bar::Bar;
use crate::event::Event;
use crate::leash::Leash;
use crate::renderer::Renderer;
use crate::{Canvas, Error, Gauge, Interrupt, Rgb, Size, Span, Work};

/// Room for what happens to a whole picture. So the renderer never waits for a main process
/// that is held up by its terminal.
const EVENTS: usize = 4096;

/// How long the bar may stand still, and how long Ctrl-C may go unnoticed.
const TICK: Duration = Duration::from_millis(50);

/// A picture that is being painted, by a process of its own and its workers.
///
/// Dropping it ends them.
#[derive(Debug)]
#[must_use = "it ends when it is dropped"]
pub struct Rendering {
    canvas: Canvas,
    gauge: Gauge,
    inbox: Receiver<Event>,
    renderer: Leash,
}

/// A whole picture.
#[derive(Debug)]
pub struct Picture {
    /// Its pixels.
    pub canvas: Canvas,
    /// What they took, each of them counted once.
    pub work: Work,
    /// All that was done, also by workers that were killed.
    pub effort: Work,
}

impl Rendering {
    // ANCHOR: start
    /// Starts to paint a picture of this size with so many workers, each of which calls `paint`
    /// with some pixels of a row and their place; it returns how many steps it took.
    ///
    /// # Errors
    /// Shared memory, or the fork, is refused.
    pub fn start<P>(size: Size, workers: usize, paint: P) -> io::Result<Self>
    where
        P: Fn(Span, &mut [Rgb]) -> u64 + Send + Sync,
    {
        let (canvas, gauge) = (Canvas::new(size)?, Gauge::new()?);
        let (events, inbox) = bounded(EVENTS)?;
        let renderer = Renderer { canvas: &canvas, gauge: &gauge, workers, paint };
        let renderer = &renderer;
        let renderer = spawn(move || renderer.run(&events))?;
        Ok(Self { canvas, gauge, inbox, renderer: Leash::new(renderer) })
    }
    // ANCHOR_END: start

    /// The process id of the renderer, whose children the workers are.
    #[must_use]
    pub fn renderer_id(&self) -> u32 {
        self.renderer.id()
    }

    // ANCHOR: watch
    /// Shows on a bar how far the picture is, until it is whole.
    ///
    /// # Errors
    /// Why it will never be whole.
    pub fn watch(self, interrupt: &Interrupt) -> Result<Picture, Error> {
        let bar = Bar::new(self.canvas.tiles());
        let mut tally = Tally::default();
        loop {
            let news = self.inbox.recv_timeout(TICK);
            interrupt.check()?;
            match news {
                Ok(event) => tally.take(event, &bar)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break, // The last sender is gone.
                Err(RecvTimeoutError::Codec(why)) => return Err(Error::Failed(why)),
            }
            bar.show(self.gauge.read());
        }
        drop(bar);
        self.finish(&tally)
    }

    /// The renderer has ended, whether or not it was done.
    fn finish(self, tally: &Tally) -> Result<Picture, Error> {
        let status = self.renderer.join().map_err(Error::doing("wait for the renderer"))?;
        if tally.whole < self.canvas.tiles() {
            return Err(Error::died(status));
        }
        let effort = self.gauge.read();
        Ok(Picture { canvas: self.canvas, work: tally.work, effort })
    }
    // ANCHOR_END: watch
}

/// What the renderer has told so far.
#[derive(Default)]
struct Tally {
    whole: usize,
    work: Work,
}

impl Tally {
    fn take(&mut self, event: Event, bar: &Bar) -> Result<(), Error> {
        match event {
            Event::Painted(tile) => {
                self.whole += 1;
                self.work = self.work + tile;
                bar.advance();
            }
            Event::Lost { tile, cause } => {
                bar.say(&format!("tile {tile}: {cause}; it is rendered again"));
            }
            Event::Failed(why) => return Err(Error::Failed(why)),
        }
        Ok(())
    }
}
