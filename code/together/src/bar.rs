use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{Work, say};

const LOOK: &str = "{wide_bar} {pos}/{len} tiles, {msg}";

/// How far the picture is, as a bar on stderr. Where that is no terminal there is none.
///
/// The bar is gone once this is dropped.
#[derive(Debug)]
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar that is complete after so many tiles.
    #[must_use]
    pub fn new(tiles: usize) -> Self {
        let bar =
            ProgressBar::with_draw_target(Some(tiles as u64), ProgressDrawTarget::stderr());
        bar.set_style(ProgressStyle::with_template(LOOK).expect("the look is well formed"));
        Self(bar)
    }

    /// One more tile is whole.
    pub(crate) fn advance(&self) {
        self.0.inc(1);
    }

    pub(crate) fn show(&self, total: Work) {
        self.0.set_message(format!("{} million steps", total.steps / 1_000_000));
        self.0.tick();
    }

    /// A line of text: above the bar, or where it would be.
    pub(crate) fn say(&self, text: &str) {
        self.0.suspend(|| say(text));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
