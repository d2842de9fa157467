use serde::{Deserialize, Serialize};

use crate::Work;

/// What the renderer tells the main process.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Event {
    /// A tile is whole.
    Painted(Work),
    /// The worker died that was painting this tile. It will be given to another one.
    Lost { tile: usize, cause: String },
    /// The picture cannot be finished, and why.
    Failed(String),
}
