use mpi::Tag;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Destination, Source};
use together::Scene;

use crate::tile::{self, NO_MORE, Tile};

// ANCHOR: paint
/// What each other rank does: it paints the tiles that rank 0 sends, until there are no more.
pub fn paint_what_comes(
    world: &SimpleCommunicator,
    scene: &Scene,
    mut before: impl FnMut(Tile),
) {
    let rank_0 = world.process_at_rank(0);
    loop {
        let (tile, _) = rank_0.receive::<Tile>();
        if tile == NO_MORE {
            return;
        }
        before(tile);
        let pixels = tile::paint(scene, tile);
        rank_0.send_with_tag(pixels.as_flattened(), tile as Tag);
    }
}
// ANCHOR_END: paint
