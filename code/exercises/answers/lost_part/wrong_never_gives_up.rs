//! Starts new workers for a deadly part, without end.
//!
//! The check says: had not come back in time, and was ended, while one part was deadly

use std::io;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use exercises::checks::lost_part;
use multi_value_data_sharing::{Array, Part};
use process::spawn;
use single_value_data_sharing::Shared;

pub fn compute(
    len: usize,
    cell: &(dyn Fn(usize) -> u64 + Sync),
    workers: usize,
    _attempts: u32,
) -> io::Result<Vec<u64>> {
    let array = Array::zeroed(len)?;
    let not_done = |_| Shared::new(AtomicBool::new(false));
    let done = (0..workers).map(not_done).collect::<io::Result<Vec<_>>>()?;
    loop {
        let mut children = Vec::new();
        for (part, done) in array.parts(workers)?.into_iter().zip(&done) {
            if !done.load(SeqCst) {
                children.push(spawn(move || fill(part, cell, done))?);
            }
        }
        for child in children {
            child.join()?; // However it ended: what is done says the mark.
        }
        if done.iter().all(|done| done.load(SeqCst)) {
            let array = array.lock().map_err(|_| io::Error::other("a part is missing"))?;
            return Ok(array.to_vec());
        }
        let _ = array.try_lock(); // Here the array learns of the deaths.
        array.clear_poison();
    }
}

fn fill(part: Part<'_, u64>, cell: &(dyn Fn(usize) -> u64 + Sync), done: &AtomicBool) {
    let first = part.range().start;
    let mut claim = part.claim().expect("the part is this child's");
    for (place, value) in (first..).zip(claim.iter_mut()) {
        *value = cell(place);
    }
    drop(claim); // The part is back.
    done.store(true, SeqCst);
}

fn main() {
    exercises::check("lost_part", lost_part::check, compute);
}
