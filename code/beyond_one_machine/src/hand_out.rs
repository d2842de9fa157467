use std::io;

use mpi::Rank;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Destination, Source};

use together::Scene;

use crate::tile::{NO_MORE, Tile, paint};

// ANCHOR: hand_out
/// What rank 0 does: each other rank gets a tile, and another one for each that it brings.
/// Alone it paints all of them. Returns how many each rank has painted.
///
/// # Errors
/// What `keep` says of a tile.
pub fn hand_out(
    world: &SimpleCommunicator,
    scene: &Scene,
    tiles: Vec<Tile>,
    mut keep: impl FnMut(Tile, &[u8]) -> io::Result<()>,
) -> io::Result<Vec<usize>> {
    if world.size() == 1 {
        return paint_alone(scene, &tiles, keep);
    }
    let (mut tiles, mut busy) = (tiles.into_iter(), 0);
    let mut painted = vec![0; world.size() as usize];
    for rank in 1..world.size() {
        busy += send(world, rank, tiles.next());
    }
    while busy > 0 {
        let (pixels, status) = world.any_process().receive_vec::<u8>();
        keep(status.tag() as Tile, &pixels)?;
        painted[status.source_rank() as usize] += 1;
        busy -= 1;
        busy += send(world, status.source_rank(), tiles.next());
    }
    Ok(painted)
}

/// Sends a rank its next tile, or sends it home. Returns how many tiles it has now.
fn send(world: &SimpleCommunicator, rank: Rank, tile: Option<Tile>) -> usize {
    world.process_at_rank(rank).send(&tile.unwrap_or(NO_MORE));
    usize::from(tile.is_some())
}
// ANCHOR_END: hand_out

fn paint_alone(
    scene: &Scene,
    tiles: &[Tile],
    mut keep: impl FnMut(Tile, &[u8]) -> io::Result<()>,
) -> io::Result<Vec<usize>> {
    for tile in tiles {
        keep(*tile, paint(scene, *tile).as_flattened())?;
    }
    Ok(vec![tiles.len()])
}
