//! In place of the flag, the owner's name: a dead owner's part can be taken back. And then?

use std::io;
use std::process::abort;
use std::sync::atomic::{AtomicU64, Ordering::*};

use process::spawn;
use shared_memory::alive::Identity;
use single_value_data_sharing::Shared;

const FREE: u64 = 0;

// ANCHOR: owners
struct Owners(Shared<[AtomicU64; 4]>);

impl Owners {
    fn claim(&self, part: usize) -> bool {
        let me = Identity::me().to_bits();
        self.0[part].compare_exchange(FREE, me, Acquire, Relaxed).is_ok()
    }

    fn give_back(&self, part: usize) {
        self.0[part].store(FREE, Release);
    }

    fn are_all_back(&self) -> bool {
        let is_alive = |bits| Identity::from_bits(bits).is_some_and(Identity::is_alive);
        self.0.iter().all(|owner| !is_alive(owner.load(Acquire)))
    }
}
// ANCHOR_END: owners

// ANCHOR: main
fn main() -> io::Result<()> {
    let owners = Owners(Shared::new([const { AtomicU64::new(FREE) }; 4])?);
    let sums = Shared::new([const { AtomicU64::new(0) }; 4])?;
    let mut children = Vec::new();
    for part in 0..4 {
        let (owners, sums) = (&owners, &sums);
        children.push(spawn(move || {
            let sum = (part as u64 * 25 + 1..=part as u64 * 25 + 25).sum();
            if part == 2 {
                abort(); // Before it has claimed.
            }
            assert!(owners.claim(part));
            sums[part].store(sum, Relaxed);
            owners.give_back(part);
        })?);
    }
    drop(children); // waits for them
    let total: u64 = sums.iter().map(|sum| sum.load(Relaxed)).sum();
    println!("all are back: {}, and the sum of 1 to 100 is {total}", owners.are_all_back());
    Ok(())
}
// ANCHOR_END: main
