//! Which ranks run on one machine: those that can share memory.

use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, CommunicatorCollectives, Root};

// ANCHOR: main
fn main() {
    let universe = mpi::initialize().expect("no other code of this program starts MPI");
    let world = universe.world();
    let machine = first_rank_here(&world);
    let rank_0 = world.process_at_rank(0);
    if world.rank() == 0 {
        let mut machines = vec![0; world.size() as usize];
        rank_0.gather_into_root(&machine, &mut machines);
        for (rank, machine) in machines.iter().enumerate() {
            println!("rank {rank} of {} is where rank {machine} is", world.size());
        }
    } else {
        rank_0.gather_into(&machine);
    }
}

/// The lowest rank of those that share this one's machine.
fn first_rank_here(world: &SimpleCommunicator) -> i32 {
    let here = world.split_shared(world.rank());
    let mut first = 0;
    here.all_reduce_into(&world.rank(), &mut first, mpi::collective::SystemOperation::min());
    first
}
// ANCHOR_END: main
