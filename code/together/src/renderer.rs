use std::fmt::Display;

use process_pool::{Cause, Pool, TaskError};
use queue_usage::Sender;

use crate::canvas::Rights;
use crate::event::Event;
use crate::{Canvas, Gauge, Rgb, Span, Work};

/// So often a tile is given to a worker before it counts as deadly.
pub const ATTEMPTS: usize = 3;

/// What the renderer's process works with.
///
/// It tells the news of all workers. They cannot do it themselves, and the compiler knows:
///
/// ```compile_fail
/// # fn main() -> std::io::Result<()> {
/// let (news, _inbox) = queue_usage::bounded::<usize>(8)?;
/// process_pool::Pool::new(2, move |tile: usize| news.send(tile).is_ok())?;
/// # Ok(())
/// # }
/// ```
pub(crate) struct Renderer<'r, P> {
    pub(crate) canvas: &'r Canvas,
    pub(crate) gauge: &'r Gauge,
    pub(crate) workers: usize,
    pub(crate) paint: P,
}

/// Why the picture cannot be finished, in words.
type Failure = String;

impl<P: Fn(Span, &mut [Rgb]) -> u64 + Sync> Renderer<'_, P> {
    /// The whole life of the renderer's process. When it is over, the last sender of the queue
    /// is gone, and the main process knows.
    pub(crate) fn run(&self, events: &Sender<Event>) {
        // A send fails when the main process is gone; then this one is as good as gone too.
        let tell = |event| drop(events.send(event));
        if let Err(failure) = self.rounds(&tell) {
            tell(Event::Failed(failure));
        }
    }

    // ANCHOR: rounds
    /// First all tiles, then those whose worker died. The last attempt is final.
    fn rounds(&self, tell: &impl Fn(Event)) -> Result<(), Failure> {
        let mut tiles: Vec<usize> = (0..self.canvas.tiles()).collect();
        for _ in 1..ATTEMPTS {
            let lost = self.round(&tiles, tell)?;
            if lost.is_empty() {
                return Ok(());
            }
            for (tile, cause) in &lost {
                tell(Event::Lost { tile: *tile, cause: cause.to_string() });
            }
            tiles = lost.into_iter().map(|(tile, _)| tile).collect();
        }
        match self.round(&tiles, tell)?.first() {
            None => Ok(()),
            Some((tile, cause)) => {
                Err(format!("tile {tile}: {cause}, in the last of {ATTEMPTS} attempts"))
            }
        }
    }
    // ANCHOR_END: rounds

    // ANCHOR: round
    /// Gives each of these tiles to a worker, once. Returns those whose worker died, and how.
    fn round(
        &self,
        tiles: &[usize],
        tell: &impl Fn(Event),
    ) -> Result<Vec<(usize, Cause)>, Failure> {
        let rights = self.canvas.divide().map_err(failure)?;
        let paint = |tile| self.paint_tile(&rights, tile);
        let mut pool = Pool::new(self.workers, paint).map_err(failure)?;
        let mut lost = Vec::new();
        for (index, painted) in pool.imap_unordered(tiles.iter().copied()) {
            match painted {
                Ok(work) => tell(Event::Painted(work)),
                Err(TaskError { cause, .. }) if is_death(&cause) => {
                    lost.push((tiles[index], cause));
                }
                Err(TaskError { cause, .. }) => {
                    return Err(format!("tile {}: {cause}", tiles[index]));
                }
            }
        }
        pool.close().map_err(failure)?;
        lost.sort_by_key(|(tile, _)| *tile);
        Ok(lost)
    }
    // ANCHOR_END: round

    // ANCHOR: paint_tile
    /// What a worker does.
    fn paint_tile(&self, rights: &Rights<'_>, tile: usize) -> Work {
        let mut done = Work::default();
        rights.use_up(tile, |span, pixels| {
            let steps = (self.paint)(span, pixels);
            let work = Work { pixels: u64::from(span.len), steps };
            self.gauge.add(work);
            done = done + work;
        });
        done
    }
    // ANCHOR_END: paint_tile
}

/// Whether another worker may have more luck. A panic is the tile's own doing, and without
/// workers nothing goes on.
fn is_death(cause: &Cause) -> bool {
    matches!(cause, Cause::Killed { .. } | Cause::Exited { .. } | Cause::Vanished)
}

fn failure(error: impl Display) -> Failure {
    error.to_string()
}
