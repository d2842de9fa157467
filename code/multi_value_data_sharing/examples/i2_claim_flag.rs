//! A flag for each part, in shared memory: the process that raises it has the part. Then it is killed.

use std::io;
use std::process::abort;
use std::sync::atomic::{AtomicBool, Ordering::*};

use process::spawn;
use single_value_data_sharing::Shared;

// ANCHOR: flags
struct Flags(Shared<[AtomicBool; 4]>);

impl Flags {
    fn claim(&self, part: usize) -> bool {
        !self.0[part].swap(true, Acquire)
    }

    fn give_back(&self, part: usize) {
        self.0[part].store(false, Release);
    }

    fn are_all_back(&self) -> bool {
        self.0.iter().all(|is_out| !is_out.load(Acquire))
    }
}
// ANCHOR_END: flags

// ANCHOR: main
fn main() -> io::Result<()> {
    let flags = Flags(Shared::new([const { AtomicBool::new(false) }; 4])?);
    println!("claimed: {}, and again: {}", flags.claim(0), flags.claim(0));
    flags.give_back(0);
    println!("all are back: {}", flags.are_all_back());

    let child = spawn(|| {
        flags.claim(1);
        abort();
    })?;
    println!("the child ended with {}", child.join()?);
    println!("all are back: {}", flags.are_all_back());
    Ok(())
}
// ANCHOR_END: main
